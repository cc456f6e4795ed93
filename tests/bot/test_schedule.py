import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from bot.config import DeliverySettings
from bot.delivery import Delivery
from bot.errors import StoreBusy
from bot.flows.conversation import answer
from bot.flows.insights import REVIEWS_A_SET
from bot.flows.moments import plan_ahead
from bot.flows.solutions import solve
from bot.house import House
from bot.imports.rows import ReviewRow
from bot.platforms.sandbox import ACCOUNT, Sandbox
from bot.records import Arrival, FollowupKind, OutboxState, ProposalState, Signed, Solution
from bot.schedule import Schedule
from bot.shop import open_shop
from tests.bot.flows.lessons import read_clauses
from tests.bot.flows.orders import bought
from tests.builders import NOON, Clock, said, settings

DAY = timedelta(days=1)


@pytest.fixture
async def house(store, sqlite_url):
    async with store.reading() as unit:
        shop = await open_shop(settings(sqlite_url, moments={"approve": "by_itself"}), unit)
    return House(store, shop, {ACCOUNT: Sandbox()}, Clock())


@pytest.fixture
def delivery(house):
    return Delivery(house, DeliverySettings(lease_seconds=30, timeout_seconds=5))


@pytest.fixture
def schedule(house, delivery):
    return Schedule(house, delivery, persona_account=ACCOUNT)


async def promise(house):
    """A customer worries about a size, so that care is due a day later."""
    async with house.store.unit() as unit:
        await answer(said("会不会偏小", cause="event:1", at=house.clock()), unit, house.shop)


async def waiting(house, state=OutboxState.DUE):
    async with house.store.reading() as unit:
        return await unit.outbox.list_in(state)


async def posts(house):
    async with house.store.reading() as unit:
        return await unit.posts.list_between(ACCOUNT, NOON - DAY, NOON + 60 * DAY)


@pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1)])
async def test_a_follow_up_is_put_out_when_it_is_due(house, schedule, seconds, count):
    await promise(house)
    house.clock.advance(hours=24, seconds=seconds)
    await schedule.tick()

    assert len(await waiting(house)) == count


async def test_what_is_due_is_put_out_once_however_often_the_clock_ticks(house, schedule):
    await promise(house)
    async with house.store.unit() as unit:
        await plan_ahead(NOON, unit, house.shop, ACCOUNT)
    first = min(post.due_at for post in await posts(house))
    for moment in sorted((NOON + DAY, first)):
        house.clock.now = moment
        for _ in range(3):
            await schedule.tick()
    keys = [item.key.split(":")[0] for item in await waiting(house)]

    assert sorted(keys) == ["followup", "post"]


async def test_a_follow_up_in_quiet_hours_waits_for_the_morning(house, schedule, delivery):
    house.clock.advance(hours=10)  # 22:00
    await promise(house)
    house.clock.advance(hours=24)
    await schedule.tick()
    await delivery.deliver_next(house.platforms[ACCOUNT])
    (item,) = await waiting(house)

    assert house.platforms[ACCOUNT].delivered == []
    assert item.because["code"] == "quiet_hours"
    assert house.shop.local(item.due_at).strftime("%d %H:%M") == "12 08:30"


@pytest.mark.parametrize(("hours", "count"), [(24, 1), (25, 0)])
async def test_a_follow_up_that_is_more_than_a_day_late_is_missed(house, schedule, hours, count):
    await promise(house)
    house.clock.advance(hours=24 + hours)
    await schedule.tick()
    await schedule._delivery.deliver_next(house.platforms[ACCOUNT])

    assert len(house.platforms[ACCOUNT].delivered) == count


async def test_a_person_is_never_replaced_by_the_clock(house, schedule):
    async with house.store.unit() as unit:
        await answer(said("转人工", cause="event:1"), unit, house.shop)
    house.clock.advance(days=3)
    await schedule.tick()

    assert await waiting(house) == []
    async with house.store.reading() as unit:
        assert len(await unit.followups.list_waiting(FollowupKind.HAND_OVER)) == 1


async def test_the_gauges_show_what_waits(house, schedule):
    await promise(house)
    async with house.store.unit() as unit:
        await unit.inbox.take([Arrival(ACCOUNT, "a", "{}", NOON, reason="broken")])
    house.clock.advance(hours=24)
    await schedule.tick()
    shown = {
        name: REGISTRY.get_sample_value(f"zhanggui_{name}", {"state": state})
        for name, state in (("inbox_events", "parked"), ("outbox_messages", "due"))
    }

    assert shown == {"inbox_events": 1, "outbox_messages": 1}


async def test_the_coming_seven_days_are_kept_planned_and_looking_again_changes_nothing(
    house, schedule
):
    for day in range(10):
        await schedule.plan()
        await schedule.plan()
        kept = await posts(house)
        await schedule.plan()
        last = house.shop.date_of(max(post.due_at for post in kept))

        assert await posts(house) == kept
        assert last >= house.shop.date_of(NOON) + timedelta(days=day + 6)
        house.clock.advance(days=1)


@pytest.mark.parametrize(("seconds", "state"), [(30, "sending"), (31, "uncertain")])
async def test_a_call_without_a_result_is_doubted(house, schedule, seconds, state):
    await promise(house)
    house.clock.advance(hours=24)
    await schedule.tick()
    async with house.store.unit() as unit:
        (item,) = await unit.outbox.list_in(OutboxState.DUE)
        await unit.outbox.intend(item, house.clock.now + timedelta(seconds=30))
    house.clock.advance(seconds=seconds)
    await schedule.tick()

    assert len(await waiting(house, OutboxState(state))) == 1


@pytest.mark.parametrize("count", [1, REVIEWS_A_SET + 1])
async def test_imported_reviews_are_mined_to_the_last(house, schedule, count):
    async with house.store.unit() as unit:
        for number in range(count):
            row = ReviewRow(key=f"R{number}", text="尺码偏小，穿不下")
            unit.imports.add_review(row, {"text": row.text})
    await schedule.mine()

    async with house.store.reading() as unit:
        assert await unit.reviews.list_unmined(10) == []
        assert await unit.reviews.count_mined() == count


async def test_the_clockwork_ticks_by_itself_until_it_is_stopped(house, schedule):
    async with house.store.unit() as unit:
        await plan_ahead(NOON, unit, house.shop, ACCOUNT)
    house.clock.now = (await posts(house))[0].due_at
    schedule.start()
    async with asyncio.timeout(5):
        while not await waiting(house):
            await asyncio.sleep(0.05)
    await schedule.stop()
    await schedule.stop()

    assert [item.kind for item in await waiting(house)] == ["post"]


async def test_at_night_the_shop_learns_from_what_people_confirmed(house, schedule):
    await schedule.learn()
    async with house.store.unit() as unit:
        assert await unit.models.newest("女装") is None
        await read_clauses(unit, 100)
    await schedule.learn()
    await schedule.learn()  # nothing new was confirmed since

    async with house.store.reading() as unit:
        kept = await unit.models.newest("女装")
    assert (kept.examples, kept.at) == (100, NOON)


async def test_where_there_is_nothing_to_learn_the_night_passes(house, schedule):
    async with house.store.unit() as unit:
        await read_clauses(unit, 100, state="rejected")
    await schedule.learn()

    async with house.store.reading() as unit:
        assert await unit.models.newest("女装") is None


async def test_what_operators_changed_is_read_soon_where_it_could_not_be_at_once(
    house, schedule, monkeypatch
):
    async def break_down(*_):
        raise StoreBusy("locked")

    before = house.shop
    with monkeypatch.context() as broken:
        broken.setattr("bot.house.renewed", break_down)
        with pytest.raises(StoreBusy):
            await house.renew()
    await schedule.mine()

    assert house.shop is not before


async def test_all_customers_are_looked_at_together_and_the_shop_knows_it(house, schedule):
    await schedule.portray()

    assert house.shop.portrait.day == house.shop.date_of(NOON)


async def test_a_shop_is_looked_at_again_until_somebody_has_bought_and_when_a_night_was_missed(
    house, schedule
):
    await schedule.portray()
    async with house.store.unit() as unit:
        await bought(unit, house.shop, "laochen", days_ago=[100])
    await schedule.portray_first()
    first = house.shop.portrait
    await schedule.portray_first()
    same = house.shop.portrait
    house.clock.advance(days=1)
    await schedule.portray_first()

    assert len(first.cuts.money) == 4
    assert same == first
    assert house.shop.portrait.day == first.day + DAY


async def test_every_personas_account_has_a_plan_and_where_no_platform_is_a_person_posts(
    house, schedule
):
    he = replace(house.shop.persona, name="小禾", account="wechat_2")
    house.shop = replace(house.shop, personas={"wechat_2": he})
    await schedule.plan()
    async with house.store.reading() as unit:
        theirs = await unit.posts.list_between("wechat_2", NOON, NOON + 7 * DAY)
    house.clock.now = theirs[0].due_at
    await schedule.tick()

    assert len(await posts(house)) == len(theirs) > 1
    (by_hand,) = await waiting(house, OutboxState.BY_HAND)
    assert (by_hand.target, by_hand.text) == (theirs[0].id, theirs[0].text)


async def test_at_night_materials_are_drafted_and_none_of_them_stands_on_the_shelf(
    house, schedule
):
    signed = Signed("阿青", NOON)
    answered = Solution("5" * 32, "尺码大小", "按平时穿的码拍就好。", signed)
    async with house.store.unit() as unit:
        await solve(answered, unit, house.shop)
    for _ in range(2):
        await schedule.draft_materials()
    async with house.store.reading() as unit:
        drafts = await unit.material_drafts.list_in(ProposalState.WAITING)
        on_shelf = {each.key for each in await unit.materials.list_all()}

    assert "solution" in {draft.source for draft in drafts}
    assert on_shelf.isdisjoint(draft.material.key for draft in drafts)


async def test_an_account_that_cannot_be_planned_stops_no_other(house, schedule):
    damaged = replace(house.shop.persona, account="a_first", voice=None)
    house.shop = replace(house.shop, personas={"a_first": damaged})
    await schedule.plan()

    assert await posts(house)
