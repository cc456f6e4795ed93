import asyncio
import sqlite3

import pytest
from sqlalchemy import text

from bot.errors import StoreError
from bot.store import Store
from tests.builders import NOON, followed


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://x/y", "not a database address"),
        ("sqlite:////proc/nowhere/shop.db", "No such file"),
        ("postgresql://nobody:secret@127.0.0.1:1/shop", "cannot be opened"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_one_sentence_without_secrets(url, words):
    with pytest.raises(StoreError, match=words) as caught:
        await Store.open(url)

    assert "secret" not in str(caught.value)


async def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "shop.db").write_text("these are not the rows you look for" * 100)

    with pytest.raises(StoreError, match="not a database"):
        await Store.open(f"sqlite:///{tmp_path}/shop.db")


async def test_commits_are_durable_and_readers_wait_for_nobody(store):
    async with store.reading() as unit:
        mode = await unit.work.row(text("PRAGMA journal_mode"))
        level = await unit.work.row(text("PRAGMA synchronous"))

    assert (mode[0], level[0]) == ("wal", 2)


async def test_fifty_units_at_once_lose_no_update(any_store):
    async with any_store.unit() as unit:
        contact = await unit.customers.meet(followed())

    async def count_up():
        async with any_store.unit() as unit:
            where = {"c": contact.customer.id}
            read = text("SELECT phone FROM customers WHERE id = :c FOR UPDATE")
            if unit.work.dialect == "sqlite":
                read = text("SELECT phone FROM customers WHERE id = :c")
            row = await unit.work.row(read.bindparams(**where))
            count = str(int(row[0] or 0) + 1)
            write = text("UPDATE customers SET phone = :n WHERE id = :c")
            await unit.work.change(write.bindparams(n=count, **where))

    for _ in range(10):
        await asyncio.gather(*(count_up() for _ in range(5)))
    async with any_store.reading() as unit:
        row = await unit.work.row(text("SELECT phone FROM customers"))
    assert row[0] == "50"


async def test_another_process_that_writes_is_waited_for(sqlite_url, store):
    path = sqlite_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write():
        async with store.unit() as unit:
            unit.audit.note("test", "waited", NOON)

    waiting = asyncio.ensure_future(write())
    await asyncio.sleep(0.1)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
