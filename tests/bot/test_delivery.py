from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import DeliverySettings
from bot.delivery import Delivery
from bot.errors import NotSent, OutcomeUnknown, SendRefused, StoreBusy
from bot.events import Unfollowed
from bot.flows.contacts import say_goodbye
from bot.house import House
from bot.platforms.sandbox import ACCOUNT, Sandbox
from bot.records import OutboxItem, OutboxState
from bot.shop import open_shop
from bot.store.tables import outbox
from persona.manners import LatePolicy, TouchKind
from tests.builders import NOON, Clock, followed, settings

NIGHT = NOON + timedelta(hours=10)  # 22:00 in Shanghai


class Silent(Sandbox):
    """A platform that can send nothing but texts."""

    def kinds(self):
        return ()


class Hanging(Sandbox):
    """A platform that never answers."""

    async def send(self, action):
        import asyncio

        self.delivered.append(action)
        await asyncio.sleep(60)


class Buggy(Sandbox):
    """A platform adapter with a defect."""

    async def send(self, action):
        del action
        raise KeyError("errcode")


@pytest.fixture
async def make(store, sqlite_url):
    async with store.unit() as unit:
        contact = await unit.customers.meet(followed())
    async with store.reading() as unit:
        shop = await open_shop(settings(sqlite_url), unit)

    def build(platform=None, **limits):
        house = House(store, shop, {ACCOUNT: platform or Sandbox()}, Clock())
        delivery = Delivery(house, DeliverySettings(**limits))
        delivery.customer = contact.customer.id
        delivery.house = house
        return delivery

    return build


async def put_out(delivery, *, purpose="answer", kind="text", due_at=NOON, key="k", touch=None):
    item = OutboxItem(
        key,
        key,
        kind,
        ACCOUNT,
        "xiaoman",
        delivery.customer if kind == "text" else None,
        purpose,
        "你好",
        OutboxState.DUE,
        NOON,
        due_at,
        NOON + timedelta(hours=24),
        touch=touch,
    )
    async with delivery.house.store.unit() as unit:
        unit.outbox.add(item)


async def deliver(delivery):
    await delivery.deliver_next(delivery.house.platforms[ACCOUNT])
    async with delivery.house.store.reading() as unit:
        return await unit.outbox.find("k")


async def test_a_yes_is_sent_with_its_receipt(make):
    delivery = make()
    await put_out(delivery)
    item = await deliver(delivery)

    assert (item.state, item.receipt) == (OutboxState.SENT, "sandbox-1")


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        (SendRefused("40003 bad openid", code=40003), OutboxState.FAILED, "refused"),
        (OutcomeUnknown("connection reset"), OutboxState.UNCERTAIN, "unknown"),
        (NotSent("45009 quota", code=45009), OutboxState.DUE, "not_sent"),
    ],
)
async def test_each_way_a_call_can_end_has_its_state_and_reason(make, fault, state, code):
    delivery = make()
    delivery.house.platforms[ACCOUNT].faults.append(fault)
    await put_out(delivery)
    item = await deliver(delivery)

    assert (item.state, item.because["code"]) == (state, code)


async def test_a_platform_that_does_not_answer_in_time_leaves_it_uncertain(make):
    delivery = make(Hanging(), timeout_seconds=0.05)
    await put_out(delivery)
    item = await deliver(delivery)

    assert item.state is OutboxState.UNCERTAIN
    assert len(delivery.house.platforms[ACCOUNT].delivered) == 1


async def test_a_defect_while_sending_leaves_it_uncertain_too(make):
    delivery = make(Buggy())
    await put_out(delivery)

    assert (await deliver(delivery)).state is OutboxState.UNCERTAIN


async def test_what_was_certainly_not_sent_is_tried_later_and_not_for_ever(make):
    delivery = make()
    platform = delivery.house.platforms[ACCOUNT]
    await put_out(delivery)
    platform.faults.append(NotSent("busy"))
    first = await deliver(delivery)
    at_once = await deliver(delivery)
    for _ in range(200):
        platform.faults.append(NotSent("busy"))
        delivery.house.clock.advance(minutes=10)
        last = await deliver(delivery)

    assert (first.state, first.due_at > NOON) == (OutboxState.DUE, True)
    assert at_once == first
    assert (last.state, last.because["code"]) == (OutboxState.MISSED, "not_sent")
    assert platform.delivered == []


async def test_an_outage_of_an_hour_costs_no_message(make):
    delivery = make()
    platform = delivery.house.platforms[ACCOUNT]
    await put_out(delivery)
    for _ in range(6):
        platform.faults.append(NotSent("unreachable"))
        await deliver(delivery)
        delivery.house.clock.advance(minutes=10)
    platform.faults.clear()

    assert (await deliver(delivery)).state is OutboxState.SENT


async def test_the_pause_the_platform_asks_for_is_kept_exactly(make):
    delivery = make()
    delivery.house.platforms[ACCOUNT].faults.append(NotSent("quota", retry_seconds=7_200))
    await put_out(delivery)

    assert (await deliver(delivery)).due_at == NOON + timedelta(hours=2)


async def test_a_yes_is_remembered_also_when_the_database_was_busy(make, monkeypatch):
    delivery = make()
    await put_out(delivery)
    real, fails = delivery._write_down, iter([True, True, False])

    async def busy_twice(item, outcome, unit):
        if next(fails):
            raise StoreBusy("database is locked")
        await real(item, outcome, unit)

    monkeypatch.setattr("bot.delivery.TICK_SECONDS", 0.01)
    monkeypatch.setattr(delivery, "_write_down", busy_twice)
    item = await deliver(delivery)

    assert item.state is OutboxState.SENT
    assert len(delivery.house.platforms[ACCOUNT].delivered) == 1


async def test_service_waits_for_the_end_of_quiet_hours_and_an_answer_does_not(make):
    delivery = make()
    delivery.house.clock.now = NIGHT
    await put_out(delivery, purpose="service")
    item = await deliver(delivery)

    assert (item.state, item.because["code"]) == (OutboxState.DUE, "quiet_hours")
    assert delivery.house.shop.local(item.due_at).strftime("%H:%M") == "08:30"


async def test_who_left_before_the_sending_gets_nothing(make):
    delivery = make()
    await put_out(delivery, purpose="service")
    async with delivery.house.store.unit() as unit:
        contact = (await unit.customers.load([(ACCOUNT, "xiaoman")]))[0]
        unit.customers.follow(contact, is_following=False)
    item = await deliver(delivery)

    assert (item.state, item.because["code"]) == (OutboxState.SILENCED, "not_followed")


async def test_leaving_stops_what_waits(make):
    delivery = make()
    await put_out(delivery, purpose="marketing")
    async with delivery.house.store.unit() as unit:
        event = Unfollowed(account=ACCOUNT, contact="xiaoman", at=NOON)
        await say_goodbye(event, unit, delivery.house.shop)
    item = await deliver(delivery)

    assert item.state is OutboxState.SILENCED


@pytest.mark.parametrize(("hours", "state"), [(24, OutboxState.SENT), (25, OutboxState.MISSED)])
async def test_what_is_too_late_is_not_sent_but_shown(make, hours, state):
    delivery = make()
    delivery.house.clock.advance(hours=hours)
    await put_out(delivery)

    assert (await deliver(delivery)).state is state


async def test_what_cannot_go_out_before_it_is_too_late_is_given_up_at_once(make):
    delivery = make()
    delivery.house.clock.now = NIGHT + timedelta(hours=4)
    await put_out(delivery, kind="post", purpose="marketing", touch=TouchKind.POST)
    async with delivery.house.store.unit() as unit:
        late = {"expires_at": NIGHT + timedelta(hours=4, minutes=5)}
        unit.work.update(outbox, {"id": "k"}, late)
    item = await deliver(delivery)

    assert (item.state, item.because["code"]) == (OutboxState.MISSED, "late_by_then")


async def test_what_the_shop_wants_to_be_asked_about_becomes_a_persons_to_do(make):
    delivery = make()
    shop, late = delivery.house.shop, {TouchKind.CARE: LatePolicy.ASK}
    delivery.house.shop = replace(shop, manner_rules=replace(shop.manner_rules, late=late))
    delivery.house.clock.advance(hours=25)
    await put_out(delivery, purpose="service", touch=TouchKind.CARE)
    item = await deliver(delivery)

    assert (item.state, item.because["code"]) == (OutboxState.BY_HAND, "late_ask")


async def test_marketing_waits_for_an_open_complaint_and_a_minor_is_left_alone(make):
    delivery = make()
    await put_out(delivery, purpose="marketing", touch=TouchKind.NEWS)
    async with delivery.house.store.unit() as unit:
        contact = (await unit.customers.load([(ACCOUNT, "xiaoman")]))[0]
        unit.customers.complain(contact, NOON)
    waiting = await deliver(delivery)
    delivery.house.clock.advance(hours=24)
    async with delivery.house.store.unit() as unit:
        unit.customers.describe(delivery.customer, is_minor=True)
    given_up = await deliver(delivery)

    assert (waiting.state, waiting.because["code"]) == (OutboxState.DUE, "open_complaint")
    assert waiting.due_at == NOON + timedelta(hours=24)
    assert (given_up.state, given_up.because["code"]) == (OutboxState.SILENCED, "minor")


async def test_what_the_platform_cannot_do_becomes_a_persons_to_do(make):
    delivery = make(Silent())
    await put_out(delivery, kind="post", purpose="marketing")
    item = await deliver(delivery)

    assert (item.state, item.because["code"]) == (OutboxState.BY_HAND, "no_way")


async def test_a_call_whose_result_never_came_is_doubted_not_repeated(make):
    delivery = make(lease_seconds=30, timeout_seconds=5)
    await put_out(delivery)
    async with delivery.house.store.unit() as unit:
        await unit.outbox.intend(await unit.outbox.find("k"), NOON + timedelta(seconds=30))
    delivery.house.clock.advance(seconds=31)

    assert await delivery.doubt_expired() == 1
    assert (await deliver(delivery)).state is OutboxState.UNCERTAIN
    assert delivery.house.platforms[ACCOUNT].delivered == []
