"""Open the database and hand out units of work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreBusy, StoreError
from bot.store.claim import Claim
from bot.store.unit import Unit
from bot.store.work import Work

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
FULL = 2  # PRAGMA synchronous: a returned commit survives a power cut


class Store:
    """The shop's memory: SQLite in WAL mode by default, or PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine; `open` makes one."""
        self._engine = engine
        self._dialect = engine.dialect.name
        self._claim = Claim(engine)
        # SQLite has one writer: waiting here is fair and costs nothing, waiting in SQLite polls.
        self._turn: asyncio.Lock | nullcontext[None] = (
            asyncio.Lock() if self._dialect == "sqlite" else nullcontext()
        )

    @classmethod
    async def open(cls, url: str, *, busy_seconds: float = 10.0) -> Self:
        """Open the database at `url`; raise StoreError unless its commits are durable."""
        address = _async_url(url)
        arguments: dict[str, Any] = {"hide_parameters": True}  # they hold what customers said
        if address.get_backend_name() == "sqlite":
            _make_folder(address)
            arguments["connect_args"] = {"timeout": busy_seconds}
        try:
            engine = create_async_engine(address, **arguments)
        except ModuleNotFoundError:
            raise StoreError(
                "PostgreSQL needs the extra: pip install 'zhanggui[postgres]'"
            ) from None
        if address.get_backend_name() == "sqlite":
            _take_charge_of_transactions(engine)
        store = cls(engine)
        try:
            await store._check_durability(url)
        except StoreError:
            await store.close()
            raise
        return store

    async def claim(self) -> None:
        """Serve this database alone; raise StoreTaken where another server does."""
        await self._claim.take()

    async def close(self) -> None:
        """Give everything back."""
        await self._claim.release()
        await self._engine.dispose()

    @property
    def engine(self) -> AsyncEngine:
        """The engine, for migrations and for this room."""
        return self._engine

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """Open a unit of work that writes: committed at the end, rolled back on an exception.

        Raise StoreBusy where the database itself does not work just now.
        """
        try:
            async with self._turn, self._engine.connect() as connection:
                work = Work(connection)
                async with connection.begin():
                    yield Unit(work)
                    await work.flush()
        except (OperationalError, InterfaceError) as error:
            raise StoreBusy(reason_of(error)) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        """Open a unit of work that only reads; it waits for no writer."""
        async with self.reader() as connection, connection.begin() as transaction:
            yield Unit(Work(connection))
            await transaction.rollback()

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that takes no write lock."""
        async with self._engine.connect() as connection:
            yield await connection.execution_options(zhanggui_reads=True)

    async def ping(self) -> None:
        """Ask the database something trivial."""
        async with self.reader() as connection:
            await connection.execute(text("SELECT 1"))

    async def _check_durability(self, url: str) -> None:
        try:
            async with self.reader() as connection:
                if self._dialect == "sqlite":
                    level = (await connection.execute(text("PRAGMA synchronous"))).scalar_one()
                    is_durable = level == FULL
                else:
                    level = (
                        await connection.execute(text("SHOW synchronous_commit"))
                    ).scalar_one()
                    is_durable = level == "on"
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"{_shown(url)}: cannot be opened: {reason_of(error)}") from None
        if not is_durable:
            raise StoreError(
                f"{_shown(url)}: commits would not survive a power cut (synchronous = {level})"
            )


def reason_of(error: Exception) -> str:
    """Say in one line what the driver said."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _async_url(url: str) -> URL:
    try:
        address = make_url(url)
        return address.set(drivername=DRIVERS[address.get_backend_name()])
    except (ArgumentError, KeyError):
        raise StoreError(
            f"{_shown(url)}: not a database address; use sqlite:///FILE or postgresql://…"
        ) from None


def _shown(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the database address"


def _make_folder(address: URL) -> None:
    if address.database and address.database != ":memory:":
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{address.database}: {error.strerror}") from None


def _take_charge_of_transactions(engine: AsyncEngine) -> None:
    """Begin write transactions at once (BEGIN IMMEDIATE): a late upgrade loses updates."""

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "journal_size_limit = 67108864",
            "cache_size = -16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        reads = connection.get_execution_options().get("zhanggui_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
