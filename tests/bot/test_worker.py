import asyncio

import pytest

from bot.answers import AnswerDesk
from bot.dispatch import dispatch
from bot.errors import StoreBusy
from bot.house import House
from bot.platforms.sandbox import ACCOUNT, Sandbox, arrival_of
from bot.records import Arrival, OutboxItem, OutboxState
from bot.shop import open_shop
from bot.worker import Worker
from tests.builders import NOON, Clock, said, settings


@pytest.fixture
async def house(store, sqlite_url):
    async with store.reading() as unit:
        shop = await open_shop(settings(sqlite_url), unit)
    return House(store, shop, {ACCOUNT: Sandbox()}, Clock())


@pytest.fixture
def desk():
    return AnswerDesk()


@pytest.fixture
def worker(house, desk):
    return Worker(house, desk, batch=50, on_outgoing=lambda: None)


async def take(house, *arrivals):
    async with house.store.unit() as unit:
        return await unit.inbox.take(arrivals)


async def outcome(house):
    async with house.store.reading() as unit:
        return await unit.inbox.count_waiting(), (await unit.outbox.count_waiting())["due"]


async def test_a_set_is_worked_off_at_once(house, worker):
    arrivals = [arrival_of(said("在吗", contact=f"c{n}"), f"m{n}", NOON) for n in range(60)]
    await take(house, *arrivals)

    assert [await worker.work_off() for _ in range(3)] == [50, 10, 0]
    assert await outcome(house) == ({"new": 0, "parked": 0}, 60)


async def test_an_event_that_breaks_its_flow_is_parked_and_its_neighbours_answered(
    house, worker, monkeypatch
):
    async def fragile(event, unit, shop):
        if event.text == "砰":
            raise ZeroDivisionError
        return await dispatch(event, unit, shop)

    monkeypatch.setattr("bot.worker.dispatch", fragile)
    texts = ["在吗", "砰", "谢谢"]
    await take(house, *(arrival_of(said(t, contact=t), t, NOON) for t in texts))
    await worker.work_off()

    assert await outcome(house) == ({"new": 0, "parked": 1}, 2)
    async with house.store.reading() as unit:
        assert "ZeroDivisionError" in (await unit.inbox.list_parked())[0].reason


async def test_a_reply_whose_row_could_not_be_kept_is_never_given(house, worker, desk):
    """The row is refused when the unit commits, after the flow has answered."""
    taken = OutboxItem(
        "0",
        "reply:1:0",
        "text",
        ACCOUNT,
        "a",
        None,
        "answer",
        "",
        OutboxState.SENT,
        NOON,
        NOON,
        NOON,
    )
    async with house.store.unit() as unit:
        unit.outbox.add(taken)
    await take(house, arrival_of(said("在吗"), "m1", NOON))
    with desk.expect((ACCOUNT, "m1")) as waiter:
        await worker.work_off()
        reply = await waiter.wait(0.05)

    assert reply is None
    assert (await outcome(house))[0] == {"new": 0, "parked": 1}


async def test_a_database_that_is_busy_parks_nobody(house, worker, monkeypatch):
    async def busy(*_):
        raise StoreBusy("database is locked")

    await take(house, arrival_of(said("在吗"), "m1", NOON))
    with monkeypatch.context() as patch:
        patch.setattr("bot.worker.dispatch", busy)
        with pytest.raises(StoreBusy):
            await worker.work_off()
    assert await outcome(house) == ({"new": 1, "parked": 0}, 0)

    await worker.work_off()
    assert await outcome(house) == ({"new": 0, "parked": 0}, 1)


async def test_what_another_process_kept_is_worked_off_without_a_call(house, worker):
    task = asyncio.ensure_future(worker.run())
    await asyncio.sleep(0.05)
    await take(house, arrival_of(said("在吗"), "m1", NOON))
    async with asyncio.timeout(3):
        while (await outcome(house))[0]["new"]:
            await asyncio.sleep(0.05)
    task.cancel()

    assert await outcome(house) == ({"new": 0, "parked": 0}, 1)


async def test_what_no_account_of_ours_can_read_is_parked(house, worker):
    await take(house, Arrival("gone", "a", "{}", NOON), Arrival(ACCOUNT, "b", "nonsense", NOON))
    await worker.work_off()

    assert await outcome(house) == ({"new": 0, "parked": 2}, 0)


async def test_a_reply_is_given_in_the_response_only_where_somebody_waits(house, worker, desk):
    waited, _ = await take(
        house,
        arrival_of(said("在吗", contact="a"), "m1", NOON),
        arrival_of(said("在吗", contact="b"), "m2", NOON),
    )
    with desk.expect((ACCOUNT, "m1")) as waiter:
        await worker.work_off()
        reply = await waiter.wait(1)

    async with house.store.reading() as unit:
        given = await unit.outbox.find(f"reply:{waited.id}:0")
        left = await unit.outbox.list_in(OutboxState.DUE)
    assert (given.state, given.text) == (OutboxState.ANSWERED, reply)
    assert [item.target for item in left] == ["b"]
