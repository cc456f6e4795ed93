import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.flows.moments import brief_of, plan_ahead, publish_due
from bot.flows.posts import approve, skip
from bot.outgoing import key_of, outbox_item
from bot.posts import PostState, Reaction
from bot.records import OutboxState, Signed
from persona.materials import Dimension
from tests.builders import NOON

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
QING = Signed("阿青", NOON)


async def posts(unit, days=14, **asked):
    return await unit.posts.list_between(
        "sandbox", NOON - WEEK, NOON + timedelta(days=days), **asked
    )


async def audited(unit, what):
    return [details for _, _, said, details in await unit.audit.list_recent() if said == what]


@pytest.fixture
async def planned(unit, shop):
    shop = replace(shop, approves_itself=True)
    await plan_ahead(NOON, unit, shop, "sandbox")
    return shop


async def test_a_week_is_planned_with_a_reason_for_each_post(unit, shop):
    plan = await plan_ahead(NOON, unit, shop, "sandbox")
    kept = await posts(unit)

    assert len(kept) == len(plan.posts) >= 5
    assert all(post.because["code"] and post.due_at > NOON for post in kept)
    assert {post.state for post in kept} == {PostState.DRAFT}


async def test_asked_twice_the_plan_stays_as_it_is(unit, shop):
    await plan_ahead(NOON, unit, shop, "sandbox")
    first = await posts(unit)
    await plan_ahead(NOON, unit, shop, "sandbox")

    assert await posts(unit) == first
    assert len(await audited(unit, "planned")) == 1


async def test_what_is_approved_stays_while_days_go_by_and_no_hour_is_taken_twice(unit, shop):
    before = []
    for day in range(10):
        now = NOON + day * DAY
        await plan_ahead(now, unit, shop, "sandbox")
        for post in await posts(unit, states=[PostState.DRAFT]):
            if shop.date_of(post.due_at) == shop.date_of(now):
                await approve(post.id, Signed("阿青", now), unit, shop)
        approved = await posts(unit, 30, states=[PostState.APPROVED])
        assert approved[: len(before)] == before
        before = approved
    kept = await posts(unit, 30)
    days = [shop.date_of(post.due_at) for post in kept]

    assert len(before) >= 5
    assert max(days.count(day) for day in days) <= shop.plan_rules.posts_per_day
    assert len({post.due_at for post in kept}) == len(kept)


async def test_a_skipped_post_is_made_up_for_and_its_material_rests(unit, shop):
    await plan_ahead(NOON, unit, shop, "sandbox")
    first = await posts(unit)
    await skip(first[0].id, QING, unit, shop)
    standing = await posts(unit, states=[PostState.DRAFT])

    assert len(standing) == len(first)
    assert {post.id for post in first[1:]} <= {post.id for post in standing}
    assert first[0].material not in {post.material for post in standing}


async def test_a_draft_nobody_approved_in_time_does_not_count_as_posted(unit, shop):
    await plan_ahead(NOON, unit, shop, "sandbox")
    post = (await posts(unit))[0]
    in_grace, late = post.due_at + timedelta(minutes=59), post.due_at + timedelta(hours=3)
    await plan_ahead(in_grace, unit, shop, "sandbox")
    assert (await unit.posts.find(post.id)).state is PostState.DRAFT
    await plan_ahead(late, unit, shop, "sandbox")

    assert (await unit.posts.find(post.id)).state is PostState.MISSED


async def test_a_draft_that_is_sold_out_is_dropped_and_the_audit_says_why(unit, shop):
    await plan_ahead(NOON, unit, shop, "sandbox")
    gone = (await posts(unit))[0].material
    materials = tuple(
        replace(each, stock=0) if each.key == gone else each for each in shop.materials
    )
    await plan_ahead(NOON, unit, replace(shop, materials=materials), "sandbox")
    (dropped,) = await audited(unit, "draft_dropped")

    assert gone not in {post.material for post in await posts(unit)}
    assert (dropped["material"], dropped["why"]) == (gone, ["stock_empty"])


async def test_words_that_are_blocked_are_not_planned(unit, shop):
    materials = [replace(each, text=f"全国第一。{each.text}") for each in shop.materials]
    plan = await plan_ahead(NOON, unit, replace(shop, materials=tuple(materials)), "sandbox")

    assert plan.posts == ()
    assert plan.unmet


async def test_what_the_plan_lacks_is_kept_with_its_reasons(unit, shop):
    few = tuple(each for each in shop.materials if each.dimension is Dimension.SELLING)
    await plan_ahead(NOON, unit, replace(shop, materials=few), "sandbox")
    note = await unit.plans.find("sandbox")

    assert note.unmet
    assert all(at > NOON and why["code"] for at, why in note.holes)


async def test_an_account_is_planned_in_its_own_personas_voice(unit, shop):
    guest = replace(
        shop.persona, account="gh_2", voice=replace(shop.persona.voice, address="宝妈")
    )
    spoken = tuple(replace(each, text=f"{{称呼}}，{each.text}") for each in shop.materials)
    shop = replace(shop, personas={"gh_2": guest}, materials=spoken)
    await plan_ahead(NOON, unit, shop, "gh_2")
    theirs = await unit.posts.list_between("gh_2", NOON, NOON + WEEK)

    assert theirs
    assert all(post.text.startswith("宝妈，") for post in theirs)
    assert await posts(unit) == []


async def test_a_personas_own_limits_bound_its_plan(unit, shop):
    limits = replace(shop.persona.limits, posts_per_week=3)
    shop = replace(shop, personas={"sandbox": replace(shop.persona, limits=limits)})
    plan = await plan_ahead(NOON, unit, shop, "sandbox")

    assert len(plan.posts) == 3


async def test_a_draft_is_published_only_after_a_person_approved_it(unit, shop):
    await plan_ahead(NOON, unit, shop, "sandbox")
    post = (await posts(unit))[0]
    assert await publish_due(post.due_at, unit, shop) == []
    await approve(post.id, QING, unit, shop)
    (action,) = await publish_due(post.due_at, unit, shop)

    assert (action.post, action.text, action.pictures) == (post.id, post.text, post.pictures)
    assert await publish_due(post.due_at, unit, shop) == []


@pytest.mark.parametrize(("minutes", "state"), [(60, PostState.QUEUED), (61, PostState.MISSED)])
async def test_a_post_later_than_its_grace_is_held_and_shown(unit, planned, minutes, state):
    post = (await posts(unit))[0]
    await publish_due(post.due_at + timedelta(minutes=minutes), unit, planned)

    assert (await posts(unit))[0].state is state


async def test_an_approved_post_whose_material_ended_meanwhile_is_not_published(unit, planned):
    post = (await posts(unit))[0]
    ended = tuple(
        replace(each, valid_until=date(2026, 3, 1)) if each.key == post.material else each
        for each in planned.materials
    )

    assert await publish_due(post.due_at, unit, replace(planned, materials=ended)) == []
    assert (await unit.posts.find(post.id)).state is PostState.MISSED
    assert (await audited(unit, "post_missed"))[0]["why"] == "out_of_date"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (OutboxState.SENT, PostState.PUBLISHED),
        (OutboxState.FAILED, PostState.MISSED),
        (OutboxState.UNCERTAIN, PostState.QUEUED),
    ],
)
async def test_a_post_is_published_when_the_platform_said_yes(unit, planned, outcome, state):
    due = (await posts(unit))[0].due_at
    (action,) = await publish_due(due, unit, planned)
    item = outbox_item(action, key_of(action, 0, 0), due, due, planned.manner_rules)
    unit.outbox.add(item)
    await unit.outbox.settle(item, outcome, due)
    await publish_due(due, unit, planned)

    assert (await unit.posts.find(action.post)).state is state


async def test_reactions_of_past_posts_reach_the_plan(unit, planned):
    post = (await posts(unit))[0]
    unit.reactions.note(Reaction(post.id, 40, 9, 3, NOON))
    brief = await brief_of(post.due_at + DAY, unit, planned, "sandbox")

    assert [(each.at, each.likes) for each in brief.reactions] == [
        (planned.local(post.due_at), 40)
    ]


async def test_two_plans_of_an_account_at_the_same_moment_are_one(any_store, shop):
    async def plan():
        async with any_store.unit() as unit:
            await plan_ahead(NOON, unit, shop, "sandbox")
            await asyncio.sleep(0.05)  # so that the other one comes in between

    await asyncio.gather(plan(), plan())
    async with any_store.reading() as unit:
        kept = await posts(unit)
        said = await audited(unit, "planned")

    assert len(kept) == len({post.due_at for post in kept}) >= 5
    assert len(said) == 1
