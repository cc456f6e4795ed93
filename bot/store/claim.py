"""Let one server at a time serve a database: two would work off the same events."""

import os
from pathlib import Path
from types import ModuleType

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreTaken

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # not on Windows, where the port alone must do
    fcntl = None

LOCK = 7224197
TAKEN = "{place}: another zhanggui serves this database already; stop it first"


class Claim:
    """The right to serve; it ends with the process, however that ends."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Claim nothing yet."""
        self._engine = engine
        self._file: int | None = None
        self._connection: AsyncConnection | None = None

    async def take(self) -> None:
        """Take the right; raise StoreTaken where another server has it."""
        if self._engine.dialect.name == "postgresql":
            await self._lock_database()
        elif self._engine.url.database not in {None, "", ":memory:"}:
            self._lock_file(self._engine.url)

    async def release(self) -> None:
        """Let others serve."""
        if self._connection is not None:
            await self._connection.close()
        if self._file is not None:
            os.close(self._file)
        self._connection = self._file = None

    async def _lock_database(self) -> None:
        self._connection = await self._engine.connect()
        taken = await self._connection.execute(text(f"SELECT pg_try_advisory_lock({LOCK})"))
        is_ours = taken.scalar_one()
        await self._connection.commit()
        if not is_ours:
            await self.release()
            raise StoreTaken(TAKEN.format(place=self._engine.url.database))

    def _lock_file(self, address: URL) -> None:
        path = Path(f"{address.database}.lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            self._file = None
            raise StoreTaken(TAKEN.format(place=address.database)) from None
