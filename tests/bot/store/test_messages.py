from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.records import Direction, Message
from tests.builders import NOON, followed

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def customer(any_store):
    async with any_store.unit() as unit:
        return (await unit.customers.meet(followed())).customer.id


def message(customer, text, *, origin, at=NOON, direction=Direction.IN):
    return Message(customer, "gh_1", direction, "text", text, at, origin)


async def keep(store, *messages):
    async with store.unit() as unit:
        return [unit.messages.add(each) for each in messages]


async def test_a_conversation_is_read_in_its_order_with_both_sides(any_store, customer):
    asked = message(customer, "会偏小吗", origin="event:1", at=NOON + MINUTE)
    said = message(
        customer, "不会", origin="outbox:1", at=NOON + 2 * MINUTE, direction=Direction.OUT
    )
    earlier = message(customer, "在吗👨‍👩‍👧", origin="event:0")
    ids = await keep(any_store, said, asked, earlier)

    async with any_store.reading() as unit:
        assert await unit.messages.list_recent(customer) == [earlier, asked, said]
    assert len(set(ids)) == 3


async def test_messages_of_one_moment_keep_the_order_in_which_they_came(any_store, customer):
    texts = [str(number) for number in range(5)]
    await keep(any_store, *(message(customer, text, origin=text) for text in texts))

    async with any_store.reading() as unit:
        recent = await unit.messages.list_recent(customer)
    assert [each.text for each in recent] == texts


async def test_only_the_last_messages_are_listed(any_store, customer):
    many = [message(customer, str(n), origin=str(n), at=NOON + n * MINUTE) for n in range(31)]
    await keep(any_store, *many)

    async with any_store.reading() as unit:
        assert await unit.messages.list_recent(customer) == many[1:]
        assert await unit.messages.list_recent(customer, 1) == many[-1:]
        assert await unit.messages.list_recent("somebody else") == []


async def test_the_same_origin_cannot_speak_twice(any_store, customer):
    await keep(any_store, message(customer, "在吗", origin="event:1"))

    with pytest.raises(IntegrityError):
        await keep(any_store, message(customer, "在吗", origin="event:1"))


async def test_a_message_remembers_as_what_it_was_read_and_by_whom_it_was_written(
    any_store, customer
):
    async with any_store.unit() as unit:
        told = message(customer, "会偏小吗", origin="event:1")
        unit.messages.add(told, read_as="女装", is_returning=True)
        unit.messages.add(message(customer, "好", origin="event:2"))
        rows = await unit.work.rows(
            text("SELECT read_as, is_returning FROM messages ORDER BY origin")
        )

    assert [(row.read_as, row.is_returning) for row in rows] == [("女装", True), ("", None)]
