from datetime import timedelta

import pytest

from bot.records import Followup, FollowupKind, FollowupState
from bot.store.ids import new_id
from tests.builders import NOON, followed

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def customer(any_store):
    async with any_store.unit() as unit:
        return (await unit.customers.meet(followed())).customer.id


def promised(customer, *, kind=FollowupKind.CARE, due_at=NOON):
    return Followup(new_id(), customer, "gh_1", "xiaoman", kind, "尺码大小", due_at)


async def keep(store, *followups):
    async with store.unit() as unit:
        for each in followups:
            await unit.followups.load([each.customer])
            unit.followups.add(each)


async def open_of(store, customer):
    async with store.reading() as unit:
        return await unit.followups.open_of(customer)


async def test_open_follow_ups_come_back_the_next_first(any_store, customer):
    later, sooner = promised(customer, due_at=NOON + HOUR), promised(customer)
    await keep(any_store, later, sooner)

    assert await open_of(any_store, customer) == [sooner, later]
    assert await open_of(any_store, "somebody else") == []


async def test_a_promise_is_known_in_the_unit_that_made_it_beside_the_older_ones(
    any_store, customer
):
    older, newer = promised(customer), promised(customer, due_at=NOON + HOUR)
    await keep(any_store, older)
    async with any_store.unit() as unit:
        unit.followups.add(newer)
        assert await unit.followups.open_of(customer) == [older, newer]


@pytest.mark.parametrize(("wait", "count"), [(-SECOND, 0), (0 * SECOND, 1)])
async def test_what_is_due_is_listed_and_a_persons_work_is_not(any_store, customer, wait, count):
    care, person = promised(customer), promised(customer, kind=FollowupKind.HAND_OVER)
    await keep(any_store, care, person)
    async with any_store.unit() as unit:
        assert await unit.followups.list_due(NOON + wait) == [care][:count]
        assert await unit.followups.list_waiting(FollowupKind.HAND_OVER) == [person]


async def test_the_longest_overdue_come_first_and_in_portions(any_store, customer):
    many = [promised(customer, due_at=NOON - n * HOUR) for n in range(3)]
    await keep(any_store, *many)
    async with any_store.unit() as unit:
        assert await unit.followups.list_due(NOON, limit=2) == [many[2], many[1]]
        assert await unit.followups.list_waiting(FollowupKind.CARE, limit=1) == [many[2]]


async def test_a_follow_up_is_settled_once(any_store, customer):
    care = promised(customer)
    await keep(any_store, care)
    async with any_store.unit() as unit:
        assert await unit.followups.open_of(customer) == [care]
        assert await unit.followups.settle(care, FollowupState.DONE, NOON)
        assert not await unit.followups.settle(care, FollowupState.DONE, NOON)
        assert await unit.followups.open_of(customer) == []
        assert await unit.followups.list_due(NOON) == []


async def test_dropping_leaves_what_a_person_promised(any_store, customer):
    person = promised(customer, kind=FollowupKind.HAND_OVER)
    await keep(any_store, promised(customer), promised(customer), person)
    async with any_store.unit() as unit:
        assert await unit.followups.drop_open(customer, NOON) == 2
        assert await unit.followups.drop_open(customer, NOON) == 0

    assert await open_of(any_store, customer) == [person]


async def test_a_word_whose_id_is_its_key_is_promised_once_for_ever(any_store, customer):
    first, other = promised(customer, kind=FollowupKind.SOLVED), promised(customer)
    async with any_store.unit() as unit:
        new = [await unit.followups.add_new(each) for each in ([first], [first, other], [])]
        assert {each.id for each in await unit.followups.open_of(customer)} == {first.id, other.id}

    assert new == [1, 1, 0]
    async with any_store.unit() as unit:
        await unit.followups.settle(first, FollowupState.DONE, NOON)
        assert await unit.followups.add_new([first]) == 0


async def test_what_is_put_off_is_due_later(any_store, customer):
    care = promised(customer)
    await keep(any_store, care)
    async with any_store.unit() as unit:
        await unit.followups.postpone(care, NOON + HOUR)
        assert await unit.followups.list_due(NOON) == []
        (later,) = await unit.followups.list_due(NOON + HOUR)

    assert (later.id, later.due_at) == (care.id, NOON + HOUR)
