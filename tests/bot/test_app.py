import asyncio
import socket
import sqlite3
import threading

import pytest
from aiohttp import ClientConnectionError, ClientSession

from bot.app import Server
from bot.errors import NotReady, StoreError
from bot.platforms.sandbox import ACCOUNT, Sandbox, arrival_of
from bot.records import OutboxState
from bot.store import Store
from tests.bot.test_door import account
from tests.builders import Clock, open_server, said, settings, tell, until


class Slow(Sandbox):
    """A platform that takes its time."""

    def __init__(self):
        super().__init__()
        self.begun = asyncio.Event()

    async def send(self, action):
        self.begun.set()
        await asyncio.sleep(0.1)
        return await super().send(action)


async def status_of(port, path, method="GET"):
    async with (
        ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status


async def sent(url):
    store = await Store.open(url)
    async with store.reading() as unit:
        rows = await unit.outbox.list_in(OutboxState.SENT)
    await store.close()
    return [item.target for item in rows]


async def test_a_server_opens_answers_and_closes(sqlite_url):
    async with open_server(sqlite_url) as server:
        assert await status_of(server.port, "/healthz") == 200
        assert await status_of(server.port, "/readyz") == 200

    with pytest.raises(ClientConnectionError):
        await status_of(server.port, "/healthz")


async def test_a_first_start_makes_its_database(tmp_path):
    path = tmp_path / "var/shop.db"
    async with open_server(f"sqlite:///{path}", is_demo=True) as server:
        assert server.house.shop.scripts

    assert path.exists()


@pytest.mark.parametrize(("minutes", "count"), [(15, 1), (16, 0)])
async def test_a_question_from_before_a_long_rest_is_not_answered_late(sqlite_url, minutes, count):
    clock = Clock()
    async with open_server(sqlite_url, clock=clock) as server:
        await server._tasks.stop()
        async with server.house.store.unit() as unit:
            await unit.inbox.take([arrival_of(said("在吗"), "m1", clock.now)])
    clock.advance(minutes=minutes)
    async with open_server(sqlite_url, clock=clock) as server:
        await tell(server, said("在吗", contact="later", at=clock.now), "m2")
        await until(lambda: server.sandbox.texts_to("later"))

        assert len(server.sandbox.texts_to("xiaoman")) == count


@pytest.mark.parametrize(("given", "status"), [({}, 404), ({"official_account": account()}, 400)])
async def test_only_a_configured_account_has_a_door(sqlite_url, given, status):
    async with open_server(sqlite_url, **given) as server:
        assert await status_of(server.port, f"/callback/{account()['account']}", "POST") == status


@pytest.mark.parametrize(
    ("is_demo", "given", "accounts"),
    [
        (True, {}, {ACCOUNT}),
        (False, {"official_account": account()}, {account()["account"]}),
        (True, {"official_account": account()}, {account()["account"], ACCOUNT}),
    ],
)
async def test_the_sandbox_stands_beside_a_real_account_only_in_the_demo(
    sqlite_url, is_demo, given, accounts
):
    async with open_server(sqlite_url, is_demo=is_demo, **given) as server:
        assert set(server.house.platforms) == accounts


async def test_a_busy_port_is_one_sentence_and_leaves_nothing_running(sqlite_url):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        before = asyncio.all_tasks()
        with pytest.raises(NotReady, match=f"127.0.0.1:{port}.*--port"):
            async with open_server(sqlite_url, server={"port": port}):
                pass

    assert asyncio.all_tasks() == before


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    (tmp_path / "shop.db").write_text("no rows in here" * 300)

    with pytest.raises(StoreError, match="not a database"):
        async with open_server(f"sqlite:///{tmp_path}/shop.db"):
            pass


async def test_a_locked_database_is_one_sentence_and_leaves_nothing_running(tmp_path):
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    before = threading.enumerate()
    try:
        with pytest.raises(StoreError, match="locked"):
            await Store.open(f"sqlite:///{tmp_path}/new.db", busy_seconds=0.05)
        await until(lambda: not set(threading.enumerate()) - set(before))
    finally:
        other.close()

    assert set(threading.enumerate()) <= set(before)


async def test_the_second_start_keeps_what_was_said(sqlite_url):
    async with open_server(sqlite_url) as server:
        await tell(server, said("这件会不会偏小？"), "m1")
        await until(lambda: server.sandbox.texts_to("xiaoman"))
    async with open_server(sqlite_url) as server, server.house.store.reading() as unit:
        (contact,) = await unit.customers.list_contacts(ACCOUNT)
        (message,) = await unit.messages.list_recent(contact.customer.id)

    assert message.text == "这件会不会偏小？"


async def test_closing_finishes_the_message_in_flight_and_begins_no_other(sqlite_url):
    server = Server(settings(sqlite_url), clock=Clock())
    server.sandbox = Slow()
    async with server:
        await tell(server, said("在吗", contact="a"), "m1")
        await tell(server, said("在吗", contact="b"), "m2")
        await server.sandbox.begun.wait()

    assert await sent(sqlite_url) == ["a"]
    assert list(server.sandbox.per_contact()) == ["a"]


async def test_a_part_that_dies_ends_the_server(sqlite_url):
    died = asyncio.Event()
    server = Server(settings(sqlite_url), clock=Clock(), on_death=died.set)
    async with server:
        server._tasks._tasks["inbox"].cancel()
        server.delivery.close()
        await asyncio.wait_for(died.wait(), 5)

    assert died.is_set()
