import pytest

from bot.records import Arrival, InboxState
from tests.builders import NOON


def arrival(key, reason=""):
    return Arrival("gh_1", key, f"<xml>{key}</xml>", NOON, reason)


async def test_an_event_is_kept_once_however_often_it_comes(any_store):
    async with any_store.unit() as unit:
        first, twin = await unit.inbox.take([arrival("a"), arrival("a")])
    async with any_store.unit() as unit:
        again, other = await unit.inbox.take([arrival("a"), arrival("b")])

    assert [event.is_first for event in (first, twin, again, other)] == [True, False, False, True]
    assert first.id == twin.id == again.id != other.id


async def test_events_are_worked_off_in_order_of_arrival(any_store):
    async with any_store.unit() as unit:
        await unit.inbox.take([arrival(str(number)) for number in range(60)])
    async with any_store.unit() as unit:
        batch = await unit.inbox.list_new(50)
        for event in batch:
            unit.inbox.settle(event.id, InboxState.DONE, NOON)
    async with any_store.unit() as unit:
        rest = await unit.inbox.list_new(50)

    assert [event.key for event in batch + rest] == [str(number) for number in range(60)]


async def test_what_cannot_be_understood_is_parked_with_its_reason(any_store):
    async with any_store.unit() as unit:
        await unit.inbox.take([arrival("a", reason="MsgType is missing")])
    async with any_store.unit() as unit:
        waiting, parked = await unit.inbox.list_new(50), await unit.inbox.list_parked()

    assert waiting == []
    assert [(event.state, event.reason) for event in parked] == [
        (InboxState.PARKED, "MsgType is missing")
    ]


async def test_a_unit_that_fails_keeps_nothing(any_store):
    with pytest.raises(RuntimeError):
        async with any_store.unit() as unit:
            await unit.inbox.take([arrival("a")])
            raise RuntimeError
    async with any_store.reading() as unit:
        assert await unit.inbox.count_waiting() == {"new": 0, "parked": 0}
