"""Take each event once: keep it raw under its unique key, durably, before it is acknowledged."""

import asyncio
from collections.abc import Callable

import structlog

from bot.errors import StoreBusy
from bot.records import Arrival, StoredEvent
from bot.store import Store

LARGEST_GROUP = 500
Waiting = tuple[Arrival, asyncio.Future[StoredEvent]]
logger = structlog.get_logger(__name__)


class Inbox:
    """The door's memory: events that arrive together share one commit."""

    def __init__(self, store: Store, on_taken: Callable[[], None]) -> None:
        """Call `on_taken` after each commit, so that the worker wakes."""
        self._store = store
        self._on_taken = on_taken
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()

    async def take(self, arrival: Arrival) -> StoredEvent:
        """Keep an event and return it once it is on disk; raise what the database raised."""
        kept: asyncio.Future[StoredEvent] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((arrival, kept))
        return await kept

    async def run(self) -> None:
        """Commit what waits, again and again, until cancelled."""
        while True:
            group = [await self._queue.get()]
            while len(group) < LARGEST_GROUP and not self._queue.empty():
                group.append(self._queue.get_nowait())
            await self._keep(group)
            self._on_taken()

    async def _keep(self, group: list[Waiting]) -> None:
        try:
            async with self._store.unit() as unit:
                stored = await unit.inbox.take([arrival for arrival, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, the waiting doors must hear it
            await self._keep_one_by_one(group, error)
            return
        for (_, kept), event in zip(group, stored, strict=True):
            if not kept.done():
                kept.set_result(event)

    async def _keep_one_by_one(self, group: list[Waiting], error: Exception) -> None:
        logger.warning("inbox commit failed", events=len(group), error=type(error).__name__)
        if len(group) == 1 or isinstance(error, StoreBusy):
            for _, kept in group:
                if not kept.done():
                    kept.set_exception(error)
            return
        for waiting in group:
            await self._keep([waiting])
