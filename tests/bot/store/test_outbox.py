from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.records import OutboxItem, OutboxState
from bot.store.outbox import touch_of
from persona.manners import TouchKind
from tests.builders import NOON, followed

HOUR = timedelta(hours=1)


def item(key, *, customer=None, purpose="answer", due_at=NOON, state=OutboxState.DUE):
    return OutboxItem(
        key,
        key,
        "text",
        "gh_1",
        "xiaoman",
        customer,
        purpose,
        "你好",
        state,
        NOON,
        due_at,
        NOON + HOUR,
    )


async def add(store, *items):
    async with store.unit() as unit:
        for each in items:
            unit.outbox.add(each)


async def customer_of(store):
    async with store.unit() as unit:
        return (await unit.customers.meet(followed())).customer.id


async def test_a_promise_with_the_same_key_cannot_stand_twice(any_store):
    await add(any_store, item("followup:1"))

    with pytest.raises(IntegrityError):
        await add(any_store, item("followup:1"))


async def test_what_is_due_first_goes_first_and_the_future_waits(any_store):
    await add(any_store, item("b"), item("a", due_at=NOON - HOUR), item("c", due_at=NOON + HOUR))
    seen = []
    async with any_store.unit() as unit:
        while found := await unit.outbox.next_due("gh_1", NOON):
            seen.append(found.key)
            await unit.outbox.intend(found, NOON + HOUR)

    assert seen == ["a", "b"]


async def test_an_intent_is_committed_by_one_only(any_store):
    await add(any_store, item("a"))
    async with any_store.unit() as unit:
        found = await unit.outbox.next_due("gh_1", NOON)
        assert await unit.outbox.intend(found, NOON + HOUR)
        assert not await unit.outbox.intend(found, NOON + HOUR)


@pytest.mark.parametrize(("seconds", "doubted"), [(30, 0), (31, 1)])
async def test_a_call_without_a_result_is_doubted_after_its_lease(any_store, seconds, doubted):
    await add(any_store, item("a"))
    async with any_store.unit() as unit:
        found = await unit.outbox.next_due("gh_1", NOON)
        await unit.outbox.intend(found, NOON + timedelta(seconds=30))
    async with any_store.unit() as unit:
        later = NOON + timedelta(seconds=seconds)
        count = await unit.outbox.doubt_expired(later, {"code": "no_result", "values": {}})

    assert count == doubted


async def test_what_is_uncertain_is_never_due_again(any_store):
    await add(any_store, item("a"))
    async with any_store.unit() as unit:
        found = await unit.outbox.next_due("gh_1", NOON)
        await unit.outbox.intend(found, NOON)
        await unit.outbox.doubt_expired(NOON + HOUR, {"code": "no_result", "values": {}})

        assert await unit.outbox.next_due("gh_1", NOON + 10 * HOUR) is None
        assert (await unit.outbox.count_waiting())["uncertain"] == 1


async def test_whatever_reached_a_customer_or_may_have_is_listed(any_store):
    customer = await customer_of(any_store)
    await add(
        any_store,
        item("sent", customer=customer, purpose="marketing", state=OutboxState.SENT),
        item("unsure", customer=customer, purpose="marketing", state=OutboxState.UNCERTAIN),
        item("failed", customer=customer, purpose="marketing", state=OutboxState.FAILED),
        item("answer", customer=customer, state=OutboxState.ANSWERED),
        item("other", state=OutboxState.SENT),
    )
    async with any_store.reading() as unit:
        reached = await unit.outbox.list_to(customer, NOON - HOUR)

    assert sorted(each.key for each in reached) == ["answer", "sent", "unsure"]


@pytest.mark.parametrize(("hours", "count"), [(0, 1), (1, 0)])
async def test_it_counts_when_a_message_went_out_not_when_it_was_decided(any_store, hours, count):
    customer = await customer_of(any_store)
    waited = item("waited", customer=customer)
    await add(any_store, waited)
    async with any_store.unit() as unit:
        await unit.outbox.settle(waited, OutboxState.SENT, NOON + 900 * HOUR)
        reached = await unit.outbox.list_to(customer, NOON + (900 + hours) * HOUR)

    assert len(reached) == count


async def test_a_groups_messages_are_listed_by_the_group(any_store):
    told = {"kind": "group", "state": OutboxState.SENT}
    first = replace(item("first"), target="g1", **told)
    await add(any_store, first, replace(item("second"), target="g2", **told))
    async with any_store.reading() as unit:
        (reached,) = await unit.outbox.list_to_group("gh_1", "g1", NOON)

    assert reached.key == "first"


@pytest.mark.parametrize(
    ("purpose", "touch", "kind"),
    [
        ("answer", None, TouchKind.ANSWER),
        ("service", None, TouchKind.CARE),
        ("marketing", None, TouchKind.NEWS),
        ("marketing", TouchKind.DISCOUNT, TouchKind.DISCOUNT),
    ],
)
async def test_a_message_from_before_there_were_kinds_is_the_usual_one(
    any_store, purpose, touch, kind
):
    await add(any_store, replace(item("old", purpose=purpose), touch=touch))
    async with any_store.reading() as unit:
        old = await unit.outbox.find("old")

    assert touch_of(old) is kind


async def test_silence_stops_everything_but_answers(any_store):
    customer = await customer_of(any_store)
    await add(
        any_store,
        item("care", customer=customer, purpose="service"),
        item("offer", customer=customer, purpose="marketing"),
        item("answer", customer=customer),
    )
    async with any_store.unit() as unit:
        stopped = await unit.outbox.silence_waiting(customer, NOON, {"code": "opted_out"})
        left = await unit.outbox.next_due("gh_1", NOON)

    assert (stopped, left.key) == (2, "answer")
