from datetime import timedelta

import pytest

from bot.console.attention import read_attention
from bot.records import Arrival, OutboxItem, OutboxState
from bot.shop import open_shop
from tests.builders import NOON, settings


@pytest.fixture
async def shop(store, sqlite_url):
    async with store.reading() as unit:
        return await open_shop(settings(sqlite_url), unit)


async def put(store, state, because, content=None):
    at = (NOON, NOON, NOON + timedelta(hours=1))
    whom = ("text", "gh_1", "xiaoman", None, "answer", "有的")
    item = OutboxItem(state, state, *whom, state, *at, because=because, content=content)
    async with store.unit() as unit:
        unit.outbox.add(item)


@pytest.mark.parametrize(
    ("state", "code", "what"),
    [
        (OutboxState.UNCERTAIN, "no_result", "不确定"),
        (OutboxState.BY_HAND, "no_way", "待手动发送"),
        (OutboxState.FAILED, "refused", "未发出"),
        (OutboxState.MISSED, "too_late", "已错过"),
    ],
)
async def test_what_was_not_settled_is_shown_with_its_reason(store, shop, state, code, what):
    await put(store, state, {"code": code, "values": {}})
    async with store.reading() as unit:
        (seen,) = await read_attention(unit, shop, NOON)

    assert (seen.what, seen.text) == (what, "有的")
    assert seen.why


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.DUE, OutboxState.SILENCED])
async def test_what_goes_its_way_asks_for_nobody(store, shop, state):
    await put(store, state, None)
    async with store.reading() as unit:
        assert await read_attention(unit, shop, NOON) == ()


async def test_an_event_nobody_could_read_is_shown(store, shop):
    async with store.unit() as unit:
        await unit.inbox.take([Arrival("gh_1", "a", "<xml/>", NOON, "MsgType is missing")])
    async with store.reading() as unit:
        (seen,) = await read_attention(unit, shop, NOON)

    assert (seen.what, seen.why) == ("读不懂的事件", "MsgType is missing")


async def test_who_posts_by_hand_reads_which_pictures_go_with_it_and_who_may_see_it(store, shop):
    content = {"pictures": ["a.jpg", "b.jpg"], "visible_to": ["宝妈", "due"]}
    await put(store, OutboxState.BY_HAND, None, content)
    async with store.reading() as unit:
        (seen,) = await read_attention(unit, shop, NOON)

    assert seen.goes_with == "配图：a.jpg、b.jpg；只给这些客户看：宝妈、到期"
