from dataclasses import replace
from datetime import timedelta

import pytest

from bot.flows.moments import approve, plan_ahead, publish_due
from bot.records import PostState
from tests.builders import NOON

WEEK = timedelta(days=7)


async def posts(unit, days=14):
    return await unit.posts.list_between("sandbox", NOON - WEEK, NOON + timedelta(days=days))


@pytest.fixture
async def planned(unit, shop):
    shop = replace(shop, approves_itself=True)
    await plan_ahead(NOON, unit, shop, "sandbox")
    return shop


async def test_a_week_is_planned_once_with_a_reason_for_each_post(unit, shop):
    plan = await plan_ahead(NOON, unit, shop, "sandbox")
    kept = await posts(unit)

    assert plan is not None
    assert kept
    assert all(post.because["code"] and post.due_at > NOON for post in kept)
    assert {post.state for post in kept} == {PostState.DRAFT}


async def test_the_plan_keeps_a_week_ahead_and_no_day_is_planned_twice(unit, shop):
    for day in range(21):
        await plan_ahead(NOON + timedelta(days=day), unit, shop, "sandbox")
    kept = await posts(unit, days=40)
    days = [shop.date_of(post.due_at) for post in kept]

    assert max(days) >= shop.date_of(NOON + timedelta(days=27))
    assert max(days.count(day) for day in days) <= shop.plan_rules.posts_per_day
    assert len({post.due_at for post in kept}) == len(kept)


async def test_a_draft_is_published_only_after_a_person_approved_it(unit, shop):
    await plan_ahead(NOON, unit, shop, "sandbox")
    post = (await posts(unit))[0]
    assert await publish_due(post.due_at, unit, shop) == []
    assert await approve(post.id, unit, NOON, "阿青")
    assert not await approve(post.id, unit, NOON, "阿青")
    (action,) = await publish_due(post.due_at, unit, shop)

    assert (action.post, action.text) == (post.id, post.text)
    assert await publish_due(post.due_at, unit, shop) == []


@pytest.mark.parametrize(("minutes", "state"), [(60, PostState.QUEUED), (61, PostState.MISSED)])
async def test_a_post_later_than_its_grace_is_held_and_shown(unit, planned, minutes, state):
    post = (await posts(unit))[0]
    await publish_due(post.due_at + timedelta(minutes=minutes), unit, planned)

    assert (await posts(unit))[0].state is state
