from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions import PublishPost, SendToGroup
from bot.demo import FIRST_POST, open_demo_shop
from bot.packaged import packaged
from bot.platforms.sandbox import ACCOUNT
from bot.posts import PostState
from bot.records import ProposalState
from bot.store.moment_tables import posts
from bot.store.tables import customers, members, order_items, orders, staff
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


async def planned(server, account=ACCOUNT):
    async with server.house.store.reading() as unit:
        return await unit.posts.list_between(account, NOON, NOON + 3 * WEEK)


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


async def test_a_shop_that_opens_at_night_posts_in_the_morning(sqlite_url):
    clock = Clock(NOON + timedelta(hours=10))  # 22:00
    async with open_server(sqlite_url, clock=clock, is_demo=True) as server:
        opening, *_ = await planned(server)

    assert server.house.shop.local(opening.due_at).strftime("%H:%M") == "08:30"


async def test_a_shop_without_materials_opens_with_its_opening_post_alone(sqlite_url, tmp_path):
    empty = tmp_path / "materials.toml"
    empty.write_text("")
    async with open_server(
        sqlite_url, is_demo=True, shop={"materials_file": str(empty)}
    ) as server:
        (opening,) = await planned(server)

    assert opening.text.startswith("【开门】")


async def test_every_persona_has_its_week_when_the_shop_opens(sqlite_url, tmp_path):
    other = tmp_path / "other.toml"
    own = packaged("bot.data.starter.clothes", "persona.toml")
    other.write_text('account = "wechat_2"\n' + own, "utf-8")
    async with open_server(
        sqlite_url, is_demo=True, shop={"persona_files": [str(other)]}
    ) as server:
        assert await planned(server, "wechat_2")


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


async def test_praise_whose_author_agreed_waits_as_a_material_without_their_name(demo):
    async with demo.house.store.reading() as unit:
        (draft,) = await unit.material_drafts.list_in(ProposalState.WAITING)

    assert draft.source == "review"
    assert "秋裤很暖和" in draft.material.text
    assert "老陈" not in draft.material.text
