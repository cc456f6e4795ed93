from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.health import add_health
from bot.metrics import callbacks


@pytest.fixture
async def client(store):
    app = web.Application()
    add_health(app, store)
    async with TestClient(TestServer(app)) as client:
        yield client


async def read(client, path):
    answer = await client.get(path)
    return answer.status, await answer.text()


async def break_database(store, sqlite_url):
    await store.close()
    Path(sqlite_url.removeprefix("sqlite:///")).write_text("no database any more" * 300)


async def test_a_living_shop_is_alive_and_ready(client):
    assert await read(client, "/healthz") == (200, "ok\n")
    assert await read(client, "/readyz") == (200, "ready\n")


async def test_a_shop_without_its_database_is_alive_and_not_ready(client, store, sqlite_url):
    await break_database(store, sqlite_url)

    assert (await read(client, "/healthz"))[0] == 200
    assert await read(client, "/readyz") == (503, "the database does not answer\n")


async def test_the_numbers_are_there_for_whoever_watches(client):
    callbacks.labels(result="taken").inc()
    answer = await client.get("/metrics")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert 'zhanggui_callbacks_total{result="taken"}' in await answer.text()
