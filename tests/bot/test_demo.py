from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions import PublishPost, SendToGroup
from bot.demo import FIRST_POST, open_demo_shop
from bot.platforms.sandbox import ACCOUNT
from bot.records import PostState
from bot.store.tables import customers, members, order_items, orders, posts, staff
from tagging.layering import Layer, standing_of
from tests.builders import NOON, Clock, all_states, joined, open_server, tell, until

WEEK = timedelta(days=7)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def demo(sqlite_url, clock):
    chosen = {"moments": {"approve": "by_itself"}}
    async with open_server(sqlite_url, clock=clock, is_demo=True, **chosen) as server:
        yield server


async def counts(server):
    async with server.house.store.reading() as unit:
        return [
            (await unit.work.row(select(func.count()).select_from(table)))[0]
            for table in (customers, orders, order_items, members, staff, posts)
        ]


async def planned(server):
    async with server.house.store.reading() as unit:
        return await unit.posts.list_between(ACCOUNT, NOON, NOON + 3 * WEEK)


def published(server):
    return [each for each in server.sandbox.delivered if isinstance(each, PublishPost)]


async def test_opening_twice_brings_nobody_in_twice(demo):
    before = await counts(demo)
    await open_demo_shop(demo.house)

    assert before[0] == 6
    assert await counts(demo) == before


async def test_every_kind_of_customer_is_there(demo):
    house = demo.house
    async with house.store.reading() as unit:
        states = await all_states(unit)
    layers = {
        standing_of(each, state, house.shop.date_of(NOON), house.shop.layer_rules).layer
        for each, state in states.items()
    }

    assert {Layer.RECENT_BUYER, Layer.LAPSING, Layer.SLEEPING, Layer.PROSPECT} <= layers


async def test_the_week_is_planned(demo):
    opening, *rest = await planned(demo)
    days = {demo.house.shop.date_of(post.due_at) for post in rest}

    assert opening.because["code"] == "opening"
    assert len(days) >= 4
    assert {post.state for post in rest} == {PostState.APPROVED}
    assert max(post.due_at for post in rest) > NOON + timedelta(days=5)


async def test_the_opening_post_appears_on_the_timeline_by_itself(demo, clock):
    clock.advance(seconds=FIRST_POST.total_seconds() - 1)
    await demo.schedule.tick()
    assert published(demo) == []
    clock.advance(seconds=1)
    await until(lambda: published(demo))

    assert [post.text.startswith("【开门】") for post in published(demo)] == [True]


async def test_whoever_joins_the_group_is_welcomed_once(demo):
    await tell(demo, joined(contact="tangtang", nickname="糖糖"), "j1")
    await tell(demo, joined(contact="tangtang", nickname="糖糖"), "j2")
    await tell(demo, joined(contact="ayun", nickname="阿云"), "j3")
    await until(lambda: len(demo.sandbox.delivered) == 2)

    assert {type(each) for each in demo.sandbox.delivered} == {SendToGroup}
    assert ["糖糖" in each.text for each in demo.sandbox.delivered] == [True, False]
    assert "青禾老客群" in demo.sandbox.delivered[0].text


async def test_the_second_start_opens_the_same_shop(sqlite_url):
    async with open_server(sqlite_url, is_demo=True) as server:
        first = await counts(server)
    async with open_server(sqlite_url, is_demo=True) as server:
        assert await counts(server) == first
