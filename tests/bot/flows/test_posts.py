import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.moments import plan_ahead, publish_due
from bot.flows.posts import (
    approve,
    move,
    note_published,
    note_reaction,
    reasons_against,
    reword,
    skip,
)
from bot.outgoing import key_of, outbox_item
from bot.posts import PostState, Reaction
from bot.records import OutboxState, Signed
from persona.manners import LatePolicy, TouchKind
from tests.builders import NOON

DAY = timedelta(days=1)
QING = Signed("阿青", NOON)
CERTIFICATE = "国家级高新技术企业证书 GR2025，有效期内"


@pytest.fixture
async def drafts(unit, shop):
    """The drafts of a planned week."""
    await plan_ahead(NOON, unit, shop, "sandbox")
    return await unit.posts.list_between("sandbox", NOON, NOON + 7 * DAY)


async def state_of(post, unit):
    return (await unit.posts.find(post.id)).state


async def test_a_draft_is_approved_once(unit, shop, drafts):
    await approve(drafts[0].id, QING, unit, shop)

    assert await state_of(drafts[0], unit) is PostState.APPROVED
    with pytest.raises(AlreadySettled):
        await approve(drafts[0].id, QING, unit, shop)
    with pytest.raises(NothingThere):
        await approve("gone", QING, unit, shop)


async def test_a_draft_whose_time_is_over_is_not_approved(unit, shop, drafts):
    late = drafts[0].due_at + timedelta(minutes=61)

    with pytest.raises(MakesNoSense, match="已经过去"):
        await approve(drafts[0].id, Signed("阿青", late), unit, shop)


async def test_a_draft_whose_time_is_over_is_not_approved_where_late_posts_are_asked_about(
    unit, shop, drafts
):
    rules = replace(shop.manner_rules, late={TouchKind.POST: LatePolicy.ASK})
    shop, late = replace(shop, manner_rules=rules), drafts[0].due_at + timedelta(minutes=61)
    with pytest.raises(MakesNoSense, match="已经过去"):
        await approve(drafts[0].id, Signed("阿青", late), unit, shop)
    await plan_ahead(late, unit, shop, "sandbox")

    assert await state_of(drafts[0], unit) is PostState.MISSED


async def test_blocked_words_are_approved_only_with_what_they_rest_on(unit, shop, drafts):
    await reword(drafts[0].id, "我们家的面料全国第一。", QING, unit, shop)
    with pytest.raises(MakesNoSense, match=r"第一.*广告法"):
        await approve(drafts[0].id, QING, unit, shop, "   ")
    await approve(drafts[0].id, QING, unit, shop, CERTIFICATE)
    approved = await unit.posts.find(drafts[0].id)

    assert (approved.state, approved.evidence) == (PostState.APPROVED, CERTIFICATE)


async def test_evidence_that_the_law_takes_for_none_approves_nothing(unit, shop, drafts):
    await reword(drafts[0].id, "本品治疗湿疹，三天根治。", QING, unit, shop)

    with pytest.raises(MakesNoSense, match=r"写了依据也不能这样发.*治"):
        await approve(drafts[0].id, QING, unit, shop, "有顾客这样说")


async def test_other_words_do_not_rest_on_the_evidence_of_the_material(unit, shop, drafts):
    later = drafts[0].due_at + timedelta(minutes=3)
    unit.posts.add(replace(drafts[0], id="proven", evidence=CERTIFICATE, due_at=later))
    await reword("proven", "我们家的面料全国第一。", QING, unit, shop)

    with pytest.raises(MakesNoSense, match="写明依据"):
        await approve("proven", QING, unit, shop)


async def test_a_skipped_post_is_skipped_once(unit, shop, drafts):
    await skip(drafts[0].id, QING, unit, shop)

    assert await state_of(drafts[0], unit) is PostState.SKIPPED
    with pytest.raises(AlreadySettled):
        await skip(drafts[0].id, QING, unit, shop)


async def test_a_post_is_moved_where_it_breaks_nothing_and_back_again(unit, shop, drafts):
    post, free = drafts[-1], drafts[-1].due_at + timedelta(minutes=7)
    moved = await move(post.id, free, QING, unit, shop)
    back = await move(post.id, post.due_at, QING, unit, shop)

    assert (moved.due_at, moved.previous) == (free, post.because)
    assert moved.because["code"] == "moved_by_hand"
    assert back.due_at == post.due_at


async def test_a_move_that_breaks_a_rule_is_refused_with_the_rule(unit, shop, drafts):
    post = drafts[-1]
    midnight = post.due_at.replace(hour=16, minute=0)  # 00:00 in Shanghai
    with pytest.raises(MakesNoSense, match=r"不能挪到.*(免打扰|安静)"):
        await move(post.id, midnight, QING, unit, shop)

    assert await reasons_against(post, midnight, NOON, unit, shop)
    assert (await unit.posts.find(post.id)).due_at == post.due_at


async def test_a_day_takes_no_more_posts_than_its_cap(unit, shop, drafts):
    first, second, third = drafts[:3]
    shop = replace(shop, plan_rules=replace(shop.plan_rules, posts_per_day=1))

    with pytest.raises(MakesNoSense):
        await move(third.id, second.due_at + timedelta(minutes=7), QING, unit, shop)
    assert await reasons_against(third, third.due_at, NOON, unit, shop) == []
    assert first.due_at < second.due_at < third.due_at


@pytest.mark.parametrize(("days", "why"), [(-1, "已经过去"), (61, "60 天")])
async def test_nothing_moves_into_the_past_or_too_far(unit, shop, drafts, days, why):
    with pytest.raises(MakesNoSense, match=why):
        await move(drafts[0].id, NOON + days * DAY, QING, unit, shop)
    with pytest.raises(MakesNoSense, match=why):
        await reasons_against(drafts[0], NOON + days * DAY, NOON, unit, shop)


async def test_what_is_out_is_neither_moved_nor_skipped_nor_reworded(unit, shop, drafts):
    post = drafts[0]
    await approve(post.id, QING, unit, shop)
    await publish_due(post.due_at, unit, shop)

    with pytest.raises(AlreadySettled):
        await move(post.id, post.due_at + DAY, QING, unit, shop)
    with pytest.raises(AlreadySettled):
        await skip(post.id, QING, unit, shop)
    with pytest.raises(AlreadySettled):
        await reword(post.id, "换个说法", QING, unit, shop)


@pytest.mark.parametrize(("text", "why"), [("  ", "空的"), ("长" * 1334, "4000 字节")])
async def test_a_draft_needs_words_and_not_more_than_the_platform_takes(
    unit, shop, drafts, text, why
):
    with pytest.raises(MakesNoSense, match=why):
        await reword(drafts[0].id, text, QING, unit, shop)


@pytest.fixture
async def handed(unit, shop, drafts):
    """A post that no platform could publish: a person has to."""
    post = drafts[0]
    await approve(post.id, QING, unit, shop)
    (action,) = await publish_due(post.due_at, unit, shop)
    item = outbox_item(action, key_of(action, 0, 0), post.due_at, NOON, shop.manner_rules)
    unit.outbox.add(replace(item, state=OutboxState.BY_HAND))
    return post


@pytest.mark.parametrize(
    ("is_out", "state"), [(True, PostState.PUBLISHED), (False, PostState.MISSED)]
)
async def test_a_person_says_whether_they_put_it_out(unit, shop, handed, is_out, state):
    await note_published(handed.id, QING, unit, shop, is_out=is_out)

    assert await state_of(handed, unit) is state
    assert await unit.outbox.list_in(OutboxState.BY_HAND, 5) == []
    with pytest.raises(AlreadySettled):
        await note_published(handed.id, QING, unit, shop, is_out=is_out)


async def test_reactions_are_counted_of_posts_that_are_out(unit, shop, handed):
    counted = Reaction(handed.id, 8, 2, 1, NOON)
    with pytest.raises(MakesNoSense):
        await note_reaction(counted, QING, unit)
    await note_published(handed.id, QING, unit, shop, is_out=True)
    await note_reaction(counted, QING, unit)

    assert await unit.reactions.list_since("sandbox", NOON) == [(handed.due_at, counted)]


async def test_what_two_people_do_with_the_plan_at_once_happens_one_after_the_other(
    any_store, shop
):
    async with any_store.unit() as unit:
        await plan_ahead(NOON, unit, shop, "sandbox")
        drafts = await unit.posts.list_between("sandbox", NOON, NOON + 7 * DAY)

    async def do(deed, *told):
        async with any_store.unit() as unit:
            await deed(drafts[0].id, *told, QING, unit, shop)
            await asyncio.sleep(0.05)  # so that the other one comes in between

    first, second = await asyncio.gather(do(skip), do(reword, "换个说法"), return_exceptions=True)
    assert [first, type(second)] == [None, AlreadySettled]
    async with any_store.reading() as unit:
        assert (await unit.posts.find(drafts[0].id)).text == drafts[0].text
