from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import Purpose
from bot.flows.conversation import answer
from bot.flows.followups import send_due, take_over
from bot.platforms.sandbox import ACCOUNT
from bot.records import Followup, FollowupKind
from persona.manners import LatePolicy, TouchKind
from tests.builders import NOON, said


@pytest.mark.parametrize(("hours", "count"), [(23, 0), (24, 1)])
async def test_a_follow_up_goes_out_when_its_hour_has_come(unit, shop, hours, count):
    await answer(said("会不会偏小", cause="event:1"), unit, shop)
    actions = await send_due(NOON + timedelta(hours=hours), unit, shop)

    assert [action.purpose for action in actions] == [Purpose.SERVICE] * count


async def test_a_follow_up_goes_out_once(unit, shop):
    await answer(said("会不会偏小", cause="event:1"), unit, shop)
    later = NOON + timedelta(days=2)
    first = await send_due(later, unit, shop)

    assert len(first) == 1
    assert await send_due(later, unit, shop) == []


async def test_where_a_person_has_the_word_the_machine_does_not_ask_how_it_went(unit, shop):
    await answer(said("会不会偏小", cause="event:1"), unit, shop)
    await answer(said("转人工", cause="event:2"), unit, shop)

    assert await send_due(NOON + timedelta(days=1), unit, shop) == []


async def test_what_waits_for_a_person_is_never_sent_by_the_machine(unit, shop):
    await answer(said("昨天那位阿姨托我带句话", cause="event:1"), unit, shop)
    assert await send_due(NOON + timedelta(days=2), unit, shop) == []
    (waiting,) = await unit.followups.list_waiting("hand_over")

    assert await take_over(waiting, unit, NOON, "阿青")
    assert not await take_over(waiting, unit, NOON, "阿青")
    assert (await unit.audit.list_recent())[0][1:3] == ("阿青", "took_over")


@pytest.mark.parametrize(("policy", "count"), [("skip", 0), ("ask", 1), ("send", 1)])
async def test_a_follow_up_that_is_late_is_skipped_unless_the_shop_wants_it_otherwise(
    unit, shop, policy, count
):
    late = {TouchKind.CARE: LatePolicy(policy)}
    own = replace(shop, manner_rules=replace(shop.manner_rules, late=late))
    await answer(said("会不会偏小", cause="event:1"), unit, own)

    assert len(await send_due(NOON + timedelta(hours=49), unit, own)) == count


async def test_news_waits_for_the_morning_of_whoever_lives_abroad(unit, shop, contact_of):
    await answer(said("会不会偏小", cause="event:1"), unit, shop)
    contact = await contact_of()
    unit.customers.describe(contact.customer.id, zone="America/New_York")
    news = Followup(
        "n", contact.customer.id, ACCOUNT, contact.contact, FollowupKind.SOLVED, "s", NOON
    )
    await unit.followups.add_new([news])
    told = [await send_due(NOON + timedelta(hours=hours), unit, shop) for hours in (0, 8, 9)]

    assert [len(actions) for actions in told] == [0, 0, 1]
