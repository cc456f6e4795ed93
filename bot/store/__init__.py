"""The only room that speaks to the database.

`Store` opens it, `Unit` is one unit of work, one file an aggregate, `tables` all the tables.
"""

from bot.store.database import Store
from bot.store.unit import Unit

__all__ = ["Store", "Unit"]
