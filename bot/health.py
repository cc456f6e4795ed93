"""What watches us: alive, ready, and the numbers."""

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.store import Store


def add_health(app: web.Application, store: Store) -> None:
    """Add /healthz (the process lives), /readyz (the database answers) and /metrics."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        try:
            await store.ping()
        except Exception:  # noqa: BLE001 - whatever it is, we are not ready
            return web.Response(status=503, text="the database does not answer\n")
        return web.Response(text="ready\n")

    async def numbers(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", numbers)
