from contextlib import closing
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select

from bot.bulk.chat_tags import Words, hear_chats
from bot.flows import chat_tags
from bot.flows.chat_tags import suggest_tags
from bot.flows.imports import Terms
from bot.imports.columns import Kind
from bot.imports.reader import read_table
from bot.imports.rows import Counts
from bot.packaged import packaged_concerns
from bot.store.tables import messages, tag_events, tags
from tests.bot.imports.tables import lines_of, reading_of, written

TERMS = Terms("import:青禾衣铺", datetime(2026, 3, 1, tzinfo=UTC))
WORDS = Words(packaged_concerns(), "女装")
SAID = (
    "小王,客户,这件会不会偏小？",
    "小王,客服,不会的",
    "小李,客户,洗了一次就起球，太差了",
    "小王,客户,穿着会不会偏小呢",
    "小李,路人,在吗",
)


@pytest.fixture(name="log")
def _log(tmp_path):
    return written(tmp_path, lines_of("会话,角色,内容", *SAID * 3))


async def hear(store, path):
    table = read_table(path)
    with closing(table.rows.file):
        return await suggest_tags(table, reading_of(table, Kind.CHATS), WORDS, store, TERMS)


async def rows_of(store, table):
    async with store.reading() as unit:
        return await unit.work.rows(select(table))


async def held(store):
    return sorted(
        (row.concern, row.stance, row.state, row.seen) for row in await rows_of(store, tags)
    )


async def test_a_chat_log_becomes_suggestions_and_its_messages_are_not_kept(any_store, log):
    outcome = await hear(any_store, log)

    assert outcome.counts == Counts(new=12, bad=3)
    assert [bad.number for bad in outcome.refused] == [6, 11, 16]
    assert await held(any_store) == [
        ("尺码大小", "asks", "suggested", 6),
        ("质量", "complains", "suggested", 3),
    ]
    assert {row.who for row in await rows_of(any_store, tag_events)} == {"zhanggui"}
    assert await rows_of(any_store, messages) == []


async def test_the_same_chat_log_twice_counts_once(store, log):
    await hear(store, log)
    before = await held(store)

    again = await hear(store, log)

    assert again.counts == Counts(skipped=12)
    assert await held(store) == before


async def test_a_run_that_broke_off_goes_on_where_it_ended(store, log, monkeypatch):
    in_pieces = partial(hear_chats, block_chars=90)
    monkeypatch.setattr(chat_tags, "hear_chats", in_pieces)

    def breaking(*args, **options):
        blocks = in_pieces(*args, **options)
        yield next(blocks)
        raise KeyboardInterrupt

    monkeypatch.setattr(chat_tags, "hear_chats", breaking)
    with pytest.raises(KeyboardInterrupt):
        await hear(store, log)
    monkeypatch.setattr(chat_tags, "hear_chats", in_pieces)
    resumed = await hear(store, log)

    assert 0 < resumed.counts.skipped < 12
    assert resumed.counts.new + resumed.counts.skipped == 12
    assert [seen for *_, seen in await held(store)] == [6, 3]
