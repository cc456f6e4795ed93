"""Own the long-running tasks of the server: named, watched, ended together."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

logger = structlog.get_logger(__name__)
Run = Callable[[], Awaitable[None]]


class Tasks:
    """The background work of one server."""

    def __init__(self, on_death: Callable[[], None]) -> None:
        """Call `on_death` when a task ends that should run for ever."""
        self._on_death = on_death
        self._is_closing = False
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, run: Run) -> None:
        """Run it until `stop`."""
        loop = asyncio.get_running_loop()
        self._tasks[name] = loop.create_task(self._watch(run, name), name=name)

    async def finish(self, name: str, seconds: float) -> None:
        """Wait for a task that was asked to end by itself."""
        self._is_closing = True
        await asyncio.wait({self._tasks[name]}, timeout=seconds)

    async def stop(self) -> None:
        """Cancel everything and wait until it has ended."""
        self._is_closing = True
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _watch(self, run: Run, name: str) -> None:
        try:
            await run()
        except Exception:
            logger.exception("a task died", task=name)
        if not self._is_closing:
            self._on_death()
