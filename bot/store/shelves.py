"""The shop's own stock of scripts, materials and offers, each a value of the core kept as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Table, select

from bot.store.ids import new_id
from bot.store.tables import assignments
from bot.store.work import Work
from tagging.offers import OfferChoice

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """One kind of stock, in the shop's own order."""

    def __init__(self, work: Work, table: Table, kind: type[Thing]) -> None:
        """Keep values of this kind in this table, under its primary key."""
        self._work = work
        self._table = table
        self._key = next(iter(table.primary_key)).name
        self._form: TypeAdapter[Thing] = TypeAdapter(kind)

    async def list_all(self) -> tuple[Thing, ...]:
        """List what is on the shelf."""
        statement = select(self._table.c.content).order_by(self._table.c.position)
        rows = await self._work.rows(statement)
        return tuple(self._form.validate_python(row.content) for row in rows)

    async def stock(self, things: Sequence[Thing]) -> int:
        """Put what is new on the shelf, never over what the shop changed; say how many are new."""
        rows = await self._work.rows(select(self._table.c[self._key]))
        known = {row[0] for row in rows}
        fresh = [thing for thing in things if getattr(thing, self._key) not in known]
        for position, thing in enumerate(fresh, start=len(known)):
            content = self._form.dump_python(thing, mode="json")
            key = getattr(thing, self._key)
            row = {self._key: key, "position": position, "content": content}
            self._work.insert(self._table, row)
        return len(fresh)


class Assignments:
    """Which customer was given which offer, and why."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(self, customer: str, choice: OfferChoice, at: datetime) -> None:
        """Note the offer that was chosen."""
        if choice.offer is None:
            return
        because = {"code": choice.because.code, "values": dict(choice.because.values)}
        row = {"offer": choice.offer.name, "because": because, "at": at}
        self._work.insert(assignments, {"id": new_id(), "customer": customer} | row)
