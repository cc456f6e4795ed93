from datetime import date, timedelta

import pytest

from bot.flows.manners import ask, ask_of_many, history_of
from bot.imports.rows import OrderStatus
from bot.platforms.sandbox import ACCOUNT
from bot.records import OutboxItem, OutboxState
from bot.store.tables import orders
from persona.manners import Decision, Message, Purpose, TouchKind
from persona.reasons import Reason
from tests.bot.flows.orders import bought
from tests.builders import NOON, followed

AT = (ACCOUNT, "xiaoman")
BROADCAST = Message(kind=TouchKind.BROADCAST, text="新到的羊毛大衣，想试的回复我")
DAY = timedelta(days=1)


@pytest.fixture
async def xiaoman(unit):
    return await unit.customers.meet(followed())


def item(key, touch=TouchKind.BROADCAST, *, customer=None, target="xiaoman"):
    kind = {TouchKind.POST: "post", TouchKind.GROUP_SEND: "group"}.get(touch, "text")
    times = (NOON - 20 * DAY, NOON - 20 * DAY, NOON)
    words = (kind, ACCOUNT, target, customer, "marketing", BROADCAST.text)
    return OutboxItem(key, key, *words, OutboxState.SENT, *times, touch=touch)


async def test_a_stranger_is_written_to_only_in_answer(unit, shop):
    verdict = await ask(BROADCAST, (ACCOUNT, "nobody"), unit, shop, NOON)

    assert verdict.because.code is Reason.NOT_FOLLOWED
    answer = Message(kind=TouchKind.ANSWER)
    assert (await ask(answer, (ACCOUNT, "nobody"), unit, shop, NOON)).decision is Decision.SEND


@pytest.mark.usefixtures("xiaoman")
async def test_nothing_is_against_a_message_to_somebody_who_just_follows_us(unit, shop):
    assert (await ask(BROADCAST, AT, unit, shop, NOON)).because.code is Reason.BUDGET_FREE


async def test_what_operators_and_customers_said_is_put_before_the_manners(unit, shop, xiaoman):
    customer = xiaoman.customer.id
    unit.customers.agree(customer, "marketing", NOON, is_given=False, ground="别发广告")
    unit.customers.agree(customer, "personalisation", NOON, is_given=False, ground="")
    unit.customers.describe(customer, is_minor=True, zone="Europe/Paris", refund_at=NOON)
    unit.customers.complain(xiaoman, NOON)
    (known,) = await unit.customers.load([AT])
    history = await history_of(known, unit, shop, NOON)

    assert history.opted_out == {Purpose.MARKETING}
    assert history.is_minor
    assert history.has_open_complaint
    assert (history.refund_at, str(history.zone)) == (NOON, "Europe/Paris")


async def test_every_touch_counts_from_the_moment_it_went_out(unit, shop, xiaoman):
    sent = item("sent", customer=xiaoman.customer.id)
    unit.outbox.add(sent)
    await unit.outbox.settle(sent, OutboxState.SENT, NOON - DAY / 2)
    history = await history_of(xiaoman, unit, shop, NOON)
    verdict = await ask(BROADCAST, AT, unit, shop, NOON)

    assert [(touch.kind, touch.at) for touch in history.touches] == [
        (TouchKind.BROADCAST, NOON - DAY / 2)
    ]
    assert verdict.because.code is Reason.SAME_TEXT


@pytest.mark.parametrize(("days", "is_open"), [(13, True), (14, False)])
async def test_an_order_that_was_given_back_lately_is_a_refund_under_way(
    unit, shop, days, is_open
):
    contact = await bought(unit, shop, "xiaoman", days_ago=[days])
    unit.work.update(
        orders, {"order_no": f"xiaoman-{days}"}, {"status": OrderStatus.REFUNDED.value}
    )
    await unit.imports.recount_purchases([contact.customer.id])
    verdict = await ask(BROADCAST, AT, unit, shop, NOON)

    assert (verdict.because.code is Reason.OPEN_REFUND) is is_open


async def test_who_just_bought_gets_no_discount_until_the_protection_is_over(unit, shop):
    contact = await bought(unit, shop, "xiaoman", days_ago=[3])
    history = await history_of(contact, unit, shop, NOON)
    discount = await ask(Message(kind=TouchKind.DISCOUNT), AT, unit, shop, NOON)

    assert history.protected_until == date(2026, 4, 6)
    assert shop.local(discount.retry_at).strftime("%m-%d %H:%M") == "04-07 08:30"
    assert (await ask(BROADCAST, AT, unit, shop, NOON)).decision is Decision.SEND


@pytest.mark.parametrize(("chat", "code"), [("g1", Reason.SAME_TEXT), ("g2", Reason.FIT_HOUR)])
async def test_a_group_hears_the_same_words_once(unit, shop, chat, code):
    group_send = TouchKind.GROUP_SEND
    unit.outbox.add(item("sent", group_send, target="g1"))
    message = Message(kind=group_send, text=BROADCAST.text)
    verdict = await ask_of_many(message, item("new", group_send, target=chat), unit, shop, NOON)

    assert verdict.because.code is code


async def test_a_post_keeps_quiet_hours_too(unit, shop):
    night = NOON + timedelta(hours=10)
    message = Message(kind=TouchKind.POST)
    verdict = await ask_of_many(message, item("p", TouchKind.POST), unit, shop, night)

    assert verdict.because.code is Reason.QUIET_HOURS
