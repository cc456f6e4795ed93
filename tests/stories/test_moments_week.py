"""A persona's week: planned, approved, one skipped, one moved, and each published once."""

import pytest
from aiohttp import ClientSession

from bot.actions import PublishPost
from tests.bot.api.conftest import TOKEN, Operator
from tests.builders import Clock, open_server, until


@pytest.fixture
async def operator(sqlite_url):
    """An operator of a shop whose week is planned."""
    clock = Clock()
    async with (
        open_server(sqlite_url, clock=clock, api={"token": TOKEN}) as server,
        ClientSession() as session,
    ):
        await server.schedule.plan()
        yield Operator(server, session, clock)


async def plan(operator, *states):
    shown = await operator.ask("/posts")
    return [post for post in shown["posts"] if post["state"] in (states or ("draft", "approved"))]


def published(operator):
    return [each for each in operator.server.sandbox.delivered if isinstance(each, PublishPost)]


async def test_a_week_is_planned_changed_by_a_person_and_published_once(operator):
    drafts = await plan(operator)
    first, skipped, moved = drafts[:3]
    assert len(drafts) >= 5

    await operator.do(f"/posts/{first['id']}/approve")
    await operator.do(f"/posts/{skipped['id']}/skip")
    after_skip = await plan(operator)
    assert len(after_skip) == len(drafts)
    assert skipped["material"] not in {post["material"] for post in after_skip}
    assert first["id"] in {post["id"] for post in after_skip}

    night = f"{moved['local'][:10]}T23:00"
    refused = await operator.do(f"/posts/{moved['id']}/move", status=400, to=night)
    assert "不能挪到" in refused["error"]["message"]
    later = f"{moved['local'][:10]}T20:37"
    assert (await operator.do(f"/posts/{moved['id']}/move", to=later))["post"]["local"] == later
    await operator.do(f"/posts/{moved['id']}/approve")

    for post in await plan(operator, "approved"):
        operator.clock.now = await due_of(operator, post)
        for _ in range(2):
            await operator.server.schedule.tick()
        await until(lambda text=post["text"]: text in [each.text for each in published(operator)])
    await operator.server.schedule.tick()

    assert [each.post for each in published(operator)] == [first["id"], moved["id"]]
    out = {post["id"] for post in await plan(operator, "published")}
    assert out == {first["id"], moved["id"]}
    await operator.do(f"/posts/{first['id']}/reactions", likes=12, comments=3)


async def test_a_week_in_which_nobody_approves_is_made_up_for_and_nothing_goes_out(operator):
    week = await plan(operator)
    for _ in range(8):
        operator.clock.advance(days=1)
        await operator.server.schedule.plan()
        await operator.server.schedule.tick()
    next_week = await plan(operator, "draft")

    assert published(operator) == []
    assert week[0]["id"] in {post["id"] for post in await plan(operator, "missed")}
    assert len(next_week) == len(week)


async def test_a_post_of_an_account_without_a_platform_becomes_a_to_do_with_its_pictures(operator):
    own = {"kind": "work", "text": "新到的布样，一块块摊开看", "pictures": ["cloth.jpg"]}
    for number in range(12):
        text = {"text": f"{'甲乙丙丁戊己庚辛壬癸子丑'[number] * 9}，今天的活儿"}
        await operator.ask(f"/materials/own-{number}", method="PUT", json=own | text)
    persona = (await operator.ask("/personas/sandbox"))["persona"] | {"name": "小禾"}
    del persona["account"]
    await operator.ask("/personas/xiaohe", method="PUT", json=persona)
    for material in (await operator.ask("/materials"))["materials"]:
        if not material["key"].startswith("own-"):
            await operator.ask(f"/materials/{material['key']}", method="DELETE")
    await operator.do("/posts/plan", account="xiaohe")
    shown = await operator.ask("/posts", params={"account": "xiaohe"})
    post = shown["posts"][0]
    await operator.do(f"/posts/{post['id']}/approve")
    operator.clock.now = await due_of(operator, post)
    await operator.server.schedule.tick()
    async with operator.house.store.reading() as unit:
        item = await unit.outbox.find(f"post:{post['id']}")

    assert (item.state, item.content) == ("by_hand", {"pictures": ["cloth.jpg"]})
    await operator.do(f"/posts/{post['id']}/published")
    shown = await operator.ask("/posts", params={"account": "xiaohe"})
    assert shown["posts"][0]["state"] == "published"


async def due_of(operator, post):
    async with operator.house.store.reading() as unit:
        return (await unit.posts.find(post["id"])).due_at
