"""Bring a database to the schema of this program, or refuse one that is newer."""

from importlib.resources import files

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError
from bot.store.database import Store

LATEST = "0001"


async def upgrade(store: Store) -> bool:
    """Run the missing migrations; return whether there were any. Raise StoreError if newer."""
    async with store.engine.begin() as connection:
        version = await connection.run_sync(_version_of)
        if version == LATEST:
            return False
        _refuse_newer(version)
        await connection.run_sync(_migrate)
    return True


async def check(store: Store) -> None:
    """Raise StoreError unless the database has the schema of this program."""
    async with store.engine.connect() as connection:
        version = await connection.run_sync(_version_of)
    _refuse_newer(version)
    if version != LATEST:
        raise StoreError("the database is older than the program: run `zhanggui db upgrade`")


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(version: str | None) -> None:
    if version is not None and version > LATEST:
        raise StoreError(
            f"the database is newer ({version}) than the program ({LATEST}): "
            "install the newer zhanggui"
        )


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("bot.store") / "migrations"))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7224196)"))
    command.upgrade(config, "head")
