from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.actions import Purpose
from bot.events import MessageKind
from bot.faq import open_faq
from bot.flows.conversation import answer
from bot.records import OutboxItem, OutboxState
from persona.scripts import Script
from tagging.concerns import Stance
from tests.bot.flows.orders import bought
from tests.builders import NOON, followed, said

causes = iter(range(10**6))


def heard(text, **more):
    return said(text, cause=f"event:{next(causes)}", **more)


async def test_a_question_is_answered_tagged_and_promised_a_follow_up(unit, shop, contact_of):
    (reply,) = await answer(heard("这件会不会偏小？"), unit, shop)
    customer = (await contact_of()).customer.id
    (tag,) = await unit.tags.of(customer)
    (followup,) = await unit.followups.open_of(customer)

    assert reply.purpose is Purpose.ANSWER
    assert (tag.concern, tag.stance) == ("尺码大小", Stance.ASKS)
    assert tag.evidence in "这件会不会偏小？"
    assert (followup.kind, followup.due_at - NOON) == ("care", timedelta(hours=24))


async def test_a_question_a_script_answers_is_recognised_in_other_words(unit, shop):
    script = Script(key="altering", answers=("店里可以改裤长",), asks=("裤子长了可以帮忙改短吗",))
    asked = replace(shop, scripts=(script, *shop.scripts), faq=open_faq([script]))

    (reply,) = await answer(heard("裤子长了可以帮忙改短吗？"), unit, asked)

    assert "店里可以改裤长" in reply.text


async def test_what_the_persona_never_says_is_handed_to_a_person(unit, shop):
    silent = replace(shop.persona, voice=replace(shop.persona.voice, forbidden_words=("尺码",)))
    (reply,) = await answer(heard("会不会偏小"), unit, replace(shop, persona=silent))

    assert "尺码" not in reply.text
    assert len(await unit.followups.list_waiting("hand_over")) == 1


async def test_the_same_worry_twice_is_one_tag_seen_twice_and_one_follow_up(
    unit, shop, contact_of
):
    for words in ("会不会偏小", "真的不会偏小吗"):
        await answer(heard(words), unit, shop)
    customer = (await contact_of()).customer.id

    assert [tag.seen for tag in await unit.tags.of(customer)] == [2]
    assert len(await unit.followups.open_of(customer)) == 1


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("帮我查一下那个东西", MessageKind.TEXT),
        ("", MessageKind.IMAGE),
        ("转人工", MessageKind.TEXT),
    ],
)
async def test_what_no_script_answers_is_handed_to_a_person_once_and_always_answered(
    unit, shop, words, kind
):
    (first,) = await answer(heard(words, kind=kind), unit, shop)
    (second,) = await answer(heard(words, kind=kind), unit, shop)
    waiting = await unit.followups.list_waiting("hand_over")

    assert first.text != second.text
    assert [followup.contact for followup in waiting] == ["xiaoman"]


@pytest.mark.parametrize(("hours", "count"), [(3, 1), (4, 2)])
async def test_who_still_waits_hours_later_is_shown_to_the_staff_again(unit, shop, hours, count):
    await answer(heard("转人工"), unit, shop)
    await answer(heard("转人工", at=NOON + timedelta(hours=hours)), unit, shop)

    assert len(await unit.followups.list_waiting("hand_over")) == count


async def test_an_offer_named_five_times_a_day_is_noted_once(unit, shop):
    await bought(unit, shop, "laoke", days_ago=[200])
    for _ in range(5):
        await answer(heard("太贵了有优惠吗", contact="laoke"), unit, shop)
    rows = await unit.work.rows(text("SELECT offer FROM assignments"))

    assert len(rows) == 1


async def test_a_complaint_is_met_with_an_apology_and_a_person(unit, shop, contact_of):
    (reply,) = await answer(heard("衣服洗一次就掉色，太差了"), unit, shop)

    assert any(word in reply.text for word in ("对不起", "抱歉", "不好意思"))
    assert (await contact_of()).customer.complained_at == NOON
    assert len(await unit.followups.list_waiting("hand_over")) == 1


async def test_who_asks_for_silence_is_answered_once_and_everything_waiting_stops(
    unit, shop, contact_of
):
    await answer(heard("有没有色差"), unit, shop)
    customer = (await contact_of()).customer.id
    unit.outbox.add(
        OutboxItem(
            "o",
            "k",
            "text",
            "sandbox",
            "xiaoman",
            customer,
            "marketing",
            "上新啦",
            OutboxState.DUE,
            NOON,
            NOON,
            NOON + timedelta(hours=1),
        )
    )
    (reply,) = await answer(heard("退订"), unit, shop)

    assert "停" in reply.text
    assert (await contact_of()).customer.opted_out_at == NOON
    assert (await unit.outbox.find("k")).state is OutboxState.SILENCED
    assert await unit.followups.open_of(customer) == []


@pytest.mark.parametrize(
    ("words", "asked_at"), [("太大了，我要退款", NOON), ("不合适能退货吗", None)]
)
async def test_a_refund_that_is_asked_for_is_noted_and_a_question_before_buying_is_none(
    unit, shop, contact_of, words, asked_at
):
    await answer(heard(words), unit, shop)

    assert (await contact_of()).customer.refund_at == asked_at


async def test_who_asked_for_silence_is_still_answered_and_may_come_back(unit, shop, contact_of):
    await answer(heard("退订"), unit, shop)
    (reply,) = await answer(heard("会不会偏小"), unit, shop)
    customer = (await contact_of()).customer.id

    assert reply.purpose is Purpose.ANSWER
    assert await unit.followups.open_of(customer) == []
    await answer(heard("订阅"), unit, shop)
    assert (await contact_of()).customer.opted_out_at is None


async def test_who_asks_for_the_price_hears_of_their_offer_and_a_recent_buyer_of_no_discount(
    unit, shop
):
    await bought(unit, shop, "laoke", days_ago=[200])
    await bought(unit, shop, "xinke", days_ago=[3])
    (to_old,) = await answer(heard("太贵了有优惠吗", contact="laoke"), unit, shop)
    (to_recent,) = await answer(heard("太贵了有优惠吗", contact="xinke"), unit, shop)
    discounts = [offer.title for offer in shop.shelf if offer.is_discount]

    assert any(title in to_old.text for title in discounts)
    assert not any(title in to_recent.text for title in discounts)


@pytest.mark.parametrize(
    "words", ["请别发货了，不要了", "身高160体重100斤", "有没有黑色的L码", "可以开发票吗"]
)
async def test_what_a_person_must_do_is_promised_and_laid_before_one(unit, shop, words):
    first = await answer(heard(words), unit, shop)
    second = await answer(heard(words), unit, shop)
    waiting = await unit.followups.list_waiting("hand_over")

    assert all("在这里回您" in reply.text for reply in first + second)
    assert (len(first), len(second)) == (1, 1)
    assert [followup.about for followup in waiting] == [words]


@pytest.mark.parametrize(
    "words", ["好的", "晚安", "？？？", "[微笑]", "你是机器人吗", "订阅", "质量很好"]
)
async def test_small_talk_calls_nobody(unit, shop, words):
    (reply,) = await answer(heard(words), unit, shop)

    assert reply.text
    assert await unit.followups.list_waiting("hand_over") == []


async def test_an_order_to_stop_is_never_met_with_delivery_times(unit, shop):
    (reply,) = await answer(heard("改一下地址，寄到杭州"), unit, shop)

    assert "记下" in reply.text
    assert "发货时间" not in reply.text


async def test_damage_without_a_word_of_blame_is_an_open_complaint_too(unit, shop, contact_of):
    (reply,) = await answer(heard("收到了，袖子有个洞"), unit, shop)

    assert "对不起" in reply.text
    assert (await contact_of()).customer.complained_at == NOON


@pytest.mark.parametrize("words", ["在吗", "转人工", "退订", "订阅", "会不会偏小", "好贵"])
async def test_who_is_known_by_name_is_called_by_it(unit, shop, words):
    await unit.customers.meet(followed(nickname="小满"), nickname="小满")
    (reply,) = await answer(heard(words), unit, shop)

    assert "小满" in reply.text


async def test_who_never_opted_out_may_still_ask_for_messages(unit, shop):
    (reply,) = await answer(heard("恢复订阅"), unit, shop)
    consents = await unit.work.rows(text("SELECT id FROM consents"))

    assert "退订" in reply.text
    assert consents == []


async def test_while_a_complaint_is_open_nothing_is_offered(unit, shop):
    await bought(unit, shop, "laoke", days_ago=[200])
    await answer(heard("衣服洗一次就掉色，太差了", contact="laoke"), unit, shop)
    (reply,) = await answer(heard("有优惠吗", contact="laoke"), unit, shop)

    assert not any(offer.title in reply.text for offer in shop.shelf)
    assert await unit.work.rows(text("SELECT offer FROM assignments")) == []


async def test_thanks_and_a_friends_coupon_are_no_price(unit, shop):
    await bought(unit, shop, "shuke", days_ago=[3, 40, 80])
    (reply,) = await answer(heard("太贵了有优惠吗", contact="shuke"), unit, shop)

    assert not any(offer.title in reply.text for offer in shop.shelf)


async def test_who_refuses_personal_offers_is_answered_and_it_is_kept(unit, shop, contact_of):
    (off,) = await answer(heard("关闭个性化推荐"), unit, shop)
    customer = (await contact_of()).customer.id
    refused = await unit.purchases.wish_of(customer)
    (on,) = await answer(heard("开启个性化推荐", at=NOON + timedelta(minutes=1)), unit, shop)

    assert not refused
    assert await unit.purchases.wish_of(customer)
    assert "开启个性化推荐" in off.text
    assert "关闭个性化推荐" in on.text
