"""Push what changed to every page that is open."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog
from aiohttp import WSCloseCode, web
from markupsafe import Markup

from bot.console.guard import refuse_foreign
from bot.console.panels import Painter
from bot.platforms import Outgoing

HEARTBEAT_SECONDS = 20.0
LOOK_SECONDS = 2.0
SETTLE_SECONDS = 0.1  # a message is delivered a moment before that is written down
logger = structlog.get_logger(__name__)


class Live:
    """The open pages of this process."""

    def __init__(self, painter: Painter) -> None:
        """Nobody looks yet."""
        self._painter = painter
        self._viewers: dict[web.WebSocketResponse, asyncio.Event] = {}

    def wake(self, _: Outgoing | None = None) -> None:
        """Say that something happened (a sandbox tells of each delivery)."""
        for changed in self._viewers.values():
            changed.set()

    async def watch(self, request: web.Request) -> web.WebSocketResponse:
        """Keep a page up to date until it is closed."""
        refuse_foreign(request)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=1024)
        await socket.prepare(request)
        changed = self._viewers[socket] = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                pushing = group.create_task(self._push(socket, changed, request.query))
                async for _ in socket:
                    pass  # pages only listen
                pushing.cancel()
        except ExceptionGroup:
            logger.exception("a live page failed")
            await socket.close(code=WSCloseCode.INTERNAL_ERROR)
        finally:
            del self._viewers[socket]
        return socket

    async def close(self, _: web.Application) -> None:
        """Send everybody away; their pages come back to the next process by themselves."""
        for socket in tuple(self._viewers):
            await socket.close(code=WSCloseCode.SERVICE_RESTART)

    async def _push(
        self, socket: web.WebSocketResponse, changed: asyncio.Event, query: Mapping[str, str]
    ) -> None:
        shown: Mapping[str, Markup] = {}
        seen = query.get("seen")
        while not socket.closed:
            changed.clear()
            drawn = await self._painter.draw(query.get("as"), query.get("account", ""))
            if drawn is None:
                await socket.close(code=WSCloseCode.POLICY_VIOLATION)
                return
            fresh = {
                name: panel for name, panel in drawn.panels.items() if shown.get(name) != panel
            }
            if fresh and drawn.digest != seen:
                with suppress(ConnectionResetError):
                    await socket.send_str(self._painter.pieces(fresh))
            shown, seen = drawn.panels, None
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), LOOK_SECONDS)
                await asyncio.sleep(SETTLE_SECONDS)
