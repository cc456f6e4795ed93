"""Beside the phone: tag, layer, offer and follow-up, each with its reason."""

import pytest


async def test_a_question_leaves_a_tag_with_its_evidence_and_a_followup(visitor):
    page = await visitor.say("这件会不会偏小？", contact="zhouyu")

    assert "<mark>会不会偏小</mark>" in page.html
    assert "尺码大小 询问" in page.words
    assert "3月11日 12:00 ，关于「尺码大小」" in page.words
    assert "客户问过「尺码大小」" in page.words


@pytest.mark.parametrize(
    ("minutes", "leaves", "planned"),
    [
        (9 * 60 + 29, "3月11日 21:29", None),
        (9 * 60 + 30, "3月12日 08:30", "3月11日 21:30"),
        (20 * 60 + 29, "3月12日 08:30", "3月12日 08:29"),
        (20 * 60 + 30, "3月12日 08:30", None),
    ],
)
async def test_the_hour_at_which_a_followup_really_leaves_stands_out(
    visitor, minutes, leaves, planned
):
    visitor.clock.advance(minutes=minutes)
    page = await visitor.say("这件会不会偏小？")
    bold = page.find(r"<strong>([^<]*)</strong>，关于「尺码大小」")

    assert bold == leaves
    assert ("原定" in page.words) is (planned is not None)
    assert planned is None or f"原定 {planned}，那时是安静时间" in page.words


async def test_whoever_bought_three_days_ago_is_given_no_discount_and_the_page_says_why(visitor):
    page = await visitor.look("/?as=xiaoman")

    assert "近期购买 3 天前（2026-03-07）刚买过" in page.words
    assert "不给优惠 为什么：3 天前（2026-03-07）刚买过，到 2026-04-06 为止" in page.words


async def test_a_sleeping_customer_is_given_a_discount_and_the_page_says_why(visitor):
    page = await visitor.look("/?as=mengjie")

    assert "睡眠 205 天没有下单" in page.words
    why = "睡眠客户用大额召回；效果还没有测过，先照货架上的估计。"
    assert f"给：想您了：满 199 元减 60 元 为什么：{why}" in page.words
    assert "价格敏感" in page.words


async def test_the_title_of_a_kindness_is_not_said_twice(visitor):
    page = await visitor.look("/?as=xiaoman")

    assert (
        "送心意：谢谢您又来，送一张 15 元好友券给您转赠 为什么：刚买过，只送心意不打折。"
        in page.words
    )


async def test_every_other_offer_has_its_reason_and_a_reason_is_said_once(visitor):
    page = await visitor.look("/?as=mengjie")
    others = len(visitor.server.house.shop.shelf) - 1
    listed = page.find(r'(?s)<details id="rejected">(.*?)</details>')

    assert f"其余 {others} 个为什么不给" in page.words
    assert page.words.count("不是给“睡眠”这一层的") == 1
    assert listed.count("「") == others


@pytest.mark.parametrize("words", ["退订", "TD"])
async def test_opting_out_is_shown_and_leaves_no_followup(visitor, words):
    await visitor.say("有没有色差？")
    page = await visitor.say(words)

    assert "已退订（今天 12:00）" in page.words
    assert "没有约好的跟进：客户已退订" in page.words


async def test_long_words_are_cut_around_their_evidence(visitor):
    page = await visitor.say(f"{'前面' * 40}，有没有色差？{'后面' * 40}")

    assert "…" in page.find(r"「(.*?)<mark>")
    assert "…" in page.find(r"</mark>(.*?)」")


async def test_what_spares_a_customer_marketing_is_said(visitor):
    store = visitor.server.house.store
    async with store.unit() as unit:
        (contact,) = await unit.customers.load([("sandbox", "zhouyu")])
        customer = contact.customer.id
        unit.customers.describe(customer, is_minor=True, zone="Europe/Paris")
        now = visitor.server.house.clock()
        unit.customers.agree(customer, "marketing", now, is_given=False, ground="operator")
    page = await visitor.say("太大了，我要退款", contact="zhouyu")

    assert "未成年人：不做营销。" in page.words
    assert "有退款还没了结（今天 12:00 起），14 天内不推活动。" in page.words
    assert "不要营销消息：服务和回访照常。" in page.words
    assert "安静时间按客户当地（Europe/Paris）算。" in page.words
    assert "已退订" not in page.words
