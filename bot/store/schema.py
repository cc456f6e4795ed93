"""Bring a database to the schema of this program, or refuse one that is newer."""

from importlib.resources import files

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreError, StoreTooNew
from bot.store.database import Store, reason_of

LATEST = "0007"


async def upgrade(store: Store) -> bool:
    """Run the missing migrations; return whether there were any. Raise StoreError if newer."""
    if await _version(store) == LATEST:
        return False
    try:
        async with store.engine.begin() as connection:
            await connection.run_sync(_migrate)
    except DBAPIError as error:
        raise StoreError(f"the database cannot be upgraded: {reason_of(error)}") from None
    return True


async def check(store: Store) -> None:
    """Raise StoreError unless the database has the schema of this program."""
    if await _version(store) != LATEST:
        raise StoreError("the database is older than the program: run `zhanggui db upgrade`")


async def _version(store: Store) -> str | None:
    try:
        async with store.reader() as connection:
            version = await connection.run_sync(_version_of)
    except DBAPIError as error:
        raise StoreError(f"the database cannot be read: {reason_of(error)}") from None
    if version is not None and version > LATEST:
        raise StoreTooNew(
            f"the database is newer ({version}) than the program ({LATEST}): "
            "install the newer zhanggui"
        )
    return version


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("bot.store") / "migrations"))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7224196)"))
    command.upgrade(config, "head")
