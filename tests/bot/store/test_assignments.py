from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.packaged import packaged
from bot.records import ArmCount
from bot.store.tables import assignments
from tagging.layering import Layer
from tagging.offers import OfferChoice, parse_shelf
from tagging.reasons import Because, Reason
from tests.bot.store.buyers import buyers
from tests.builders import NOON

OFFER = parse_shelf(packaged("bot.data", "shelf.toml"), "shelf.toml")[0]
CHOICE = OfferChoice(OFFER, Because(Reason.WELCOME_FOR_PROSPECT, {"offer": OFFER.title}))
MONTH = timedelta(days=30)


@pytest.fixture
async def two(any_store):
    """A unit, somebody who bought 10 days ago, and somebody who bought 70 days ago."""
    async with any_store.unit() as unit:
        yield unit, *await buyers(unit, [[10], [70]])


async def test_an_offer_is_noted_with_layer_arm_and_reason_once_a_day(two):
    unit, first, _ = two
    for hours in (0, 1):
        at = NOON + timedelta(hours=hours)
        unit.assignments.add(first, CHOICE, Layer.DUE, at, arm="control")
        await unit.work.flush()
    unit.assignments.add(first, OfferChoice(None, CHOICE.because), Layer.DUE, NOON)
    [row] = await unit.work.rows(select(assignments))

    assert (row.customer, row.offer, row.layer, row.arm) == (first, OFFER.name, "due", "control")
    assert row.at == NOON
    assert row.because == {"code": CHOICE.because.code, "values": {"offer": OFFER.title}}


async def test_who_was_left_out_was_meant_for_the_offer_but_not_given_it(two):
    unit, first, second = two
    unit.assignments.add(first, CHOICE, Layer.DUE, NOON - MONTH)
    unit.assignments.add(first, CHOICE, Layer.DUE, NOON)
    unit.assignments.add(second, CHOICE, Layer.DUE, NOON, arm="control")

    assert await unit.assignments.meant_for(first) == {
        OFFER.name: [(NOON - MONTH, "treated"), (NOON, "treated")]
    }
    assert await unit.assignments.meant_for(second) == {OFFER.name: [(NOON, "control")]}
    assert await unit.assignments.counts_of([OFFER.name, "another"]) == {OFFER.name: 2}


async def test_buyers_count_in_the_arm_they_were_assigned_to_within_the_window(two):
    unit, first, second = two
    unit.assignments.add(first, CHOICE, Layer.DUE, NOON - timedelta(days=35))
    unit.assignments.add(first, CHOICE, Layer.LAPSING, NOON - timedelta(days=31))
    unit.assignments.add(second, CHOICE, Layer.DUE, NOON - timedelta(days=60), arm="control")

    assert await unit.assignments.arms(MONTH, NOON) == [
        ArmCount(OFFER.name, "control", "due", 1, 0),
        ArmCount(OFFER.name, "treated", "due", 1, 1),
    ]


async def test_what_was_given_before_there_were_groups_is_compared_with_nobody(two):
    unit, first, _ = two
    old = {
        "id": "1",
        "customer": first,
        "offer": OFFER.name,
        "because": {},
        "at": NOON - 2 * MONTH,
    }
    unit.work.insert(assignments, old)

    assert await unit.assignments.arms(MONTH, NOON) == []
    assert OFFER.name in await unit.assignments.meant_for(first)


async def test_a_window_that_is_not_over_tells_nothing_yet(two):
    unit, first, _ = two
    unit.assignments.add(first, CHOICE, Layer.DUE, NOON - timedelta(days=29))

    assert await unit.assignments.arms(MONTH, NOON) == []
