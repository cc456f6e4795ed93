from dataclasses import replace
from datetime import date

import pytest

from bot.flows.wording import check_materials, check_posts, unfit_among
from bot.posts import Post, PostState
from persona.materials import Kind, Material
from persona.reasons import Reason
from persona.worded.facts import AllowedWord
from persona.wording import GoodsClass, WordLevel, strictest
from tagging.layering import Layer
from tagging.offers import Offer, OfferKind
from tests.bot.flows.orders import bought, of_product
from tests.builders import NOON

TODAY = date(2026, 3, 10)
FIRST = Material(key="first", kind=Kind.HONOUR, text="我们家的衬衫全国第一。")
LAST = Material(key="last", kind=Kind.LIMITED_EVENT, text="限时特惠，最后 3 件。", offer="spring")
SPRING = Offer(
    name="spring",
    title="春装券",
    kind=OfferKind.COUPON,
    layers=frozenset({Layer.DUE}),
    depth_fen=3000,
    valid_until=date(2026, 3, 31),
)


ON_SALE = Material(
    key="sale", kind=Kind.SELLING_POINT, text="衬衫原价 199 元，这周 99 元", products=("CS-02",)
)


async def hits_of(material, unit, shop):
    return (await check_materials([material], unit, shop, TODAY))[material.key]


async def test_materials_whose_words_are_blocked_are_unfit(unit, shop):
    plain = replace(FIRST, key="plain", text="今天裁了一批棉麻。")

    assert set(await unfit_among([FIRST, plain], unit, shop, TODAY)) == {"first"}


@pytest.mark.parametrize(("until", "is_unfit"), [(10, False), (9, True)])
async def test_the_white_list_lets_a_word_through_up_to_its_last_day(unit, shop, until, is_unfit):
    words = [hit.word for hit in await hits_of(FIRST, unit, shop)]
    allowed = tuple(AllowedWord(word, date(2026, 3, until), "奖项名") for word in words)

    unfit = await unfit_among([FIRST], unit, replace(shop, allowed=allowed), TODAY)
    assert bool(unfit) is is_unfit


@pytest.mark.parametrize(
    ("told", "is_unfit"), [(None, True), (GoodsClass.GENERAL, True), (GoodsClass.DEVICE, False)]
)
async def test_what_is_sold_decides_what_may_be_said(unit, shop, told, is_unfit):
    cure = replace(FIRST, text="这台仪器可以治疗腰痛。")

    unfit = await unfit_among([cure], unit, replace(shop, goods_class=told), TODAY)
    assert bool(unfit) is is_unfit


async def test_a_limited_offer_needs_an_end_that_the_shop_enforces(unit, shop):
    ended = await hits_of(LAST, unit, replace(shop, shelf=(SPRING,)))
    endless = await hits_of(LAST, unit, replace(shop, shelf=()))

    assert len(endless) > len(ended)


async def test_a_post_with_a_link_says_that_it_is_an_advertisement(unit, shop):
    post = Post(
        id="p1",
        account="sandbox",
        material="own",
        dimension="selling",
        kind="selling_point",
        text="新到的亚麻衬衫，点链接看看",
        due_at=NOON,
        state=PostState.DRAFT,
        because={},
        link="https://shop.example/p/2",
    )
    marked = replace(post, id="p2", text=f"广告｜{post.text}")
    hits = await check_posts([post, marked], unit, shop, TODAY)

    assert strictest(hits["p1"]) is WordLevel.BLOCK
    assert strictest(hits["p2"]) is not WordLevel.BLOCK


@pytest.mark.parametrize(
    ("days_ago", "fen", "code"),
    [
        (1, 12_900, Reason.PRICE_ABOVE_LOWEST),
        (7, 12_900, Reason.PRICE_ABOVE_LOWEST),
        (1, 19_900, None),
        (0, 12_900, Reason.PRICE_UNPROVEN),
        (8, 12_900, Reason.PRICE_UNPROVEN),
    ],
)
async def test_a_price_is_compared_with_what_was_paid_in_the_seven_days_before(
    unit, shop, days_ago, fen, code
):
    items = of_product("CS-02", price_fen=fen)
    await bought(unit, shop, "xiaoman", days_ago=[days_ago], fen=fen, items=items)
    codes = {hit.because.code for hit in await hits_of(ON_SALE, unit, shop)}

    assert codes & {Reason.PRICE_ABOVE_LOWEST, Reason.PRICE_UNPROVEN} == (
        {code} if code else set()
    )


async def test_a_sale_compares_with_the_days_before_it_began_not_with_its_own_price(unit, shop):
    began = replace(SPRING, valid_from=date(2026, 3, 6))
    dear, cheap = (of_product("CS-02", price_fen=fen) for fen in (19_900, 9_900))
    await bought(unit, shop, "xiaoman", days_ago=[5], fen=19_900, items=dear)
    await bought(unit, shop, "dawei", days_ago=[2], fen=9_900, items=cheap)
    shop = replace(shop, shelf=(began,))

    assert "sale" in await unfit_among([ON_SALE], unit, shop, TODAY)
    bound = replace(ON_SALE, offer="spring")
    assert await unfit_among([bound], unit, shop, TODAY) == {}


async def test_of_several_products_the_dearest_counts_and_all_must_be_known(unit, shop):
    both = replace(ON_SALE, products=("CS-02", "CS-03"))
    shirt = of_product("CS-02", price_fen=9_900)
    await bought(unit, shop, "xiaoman", days_ago=[2], fen=9_900, items=shirt)
    assert await unfit_among([both], unit, shop, TODAY) == {}
    dress = of_product("CS-03", price_fen=15_900)
    await bought(unit, shop, "dawei", days_ago=[2], fen=15_900, items=dress)

    assert "sale" in await unfit_among([both], unit, shop, TODAY)
