import asyncio

import pytest

from bot.inbox import Inbox
from bot.platforms.sandbox import arrival_of
from tests.builders import NOON, said


def arrival(key):
    return arrival_of(said("在吗"), key, NOON)


@pytest.fixture
async def inbox(store):
    taken = []
    inbox = Inbox(store, lambda: taken.append(1))
    inbox.commits = taken
    task = asyncio.ensure_future(inbox.run())
    yield inbox
    task.cancel()


async def test_events_that_arrive_together_share_a_commit(inbox):
    events = await asyncio.gather(*(inbox.take(arrival(str(n))) for n in range(100)))

    assert len({event.id for event in events}) == 100
    assert len(inbox.commits) <= 2


async def test_an_event_that_cannot_be_kept_costs_its_neighbours_nothing(inbox, store):
    broken = arrival_of(said("在吗"), None, NOON)
    kept = await asyncio.gather(
        inbox.take(arrival("a")),
        inbox.take(broken),
        inbox.take(arrival("b")),
        return_exceptions=True,
    )

    assert [isinstance(each, Exception) for each in kept] == [False, True, False]
    async with store.reading() as unit:
        assert (await unit.inbox.count_waiting())["new"] == 2


async def test_whoever_gave_up_waiting_does_not_disturb_the_others(inbox):
    first = asyncio.ensure_future(inbox.take(arrival("a")))
    await asyncio.sleep(0)
    first.cancel()

    assert (await inbox.take(arrival("b"))).is_first
