from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.flows.insights import mine_reviews
from bot.records import Wanted
from bot.store.tables import reviews
from tagging.stances import Stance
from tagging.tags import TagState
from tests.bot.flows.orders import bought
from tests.builders import NOON

BLAME = "尺码偏小，穿不下"


async def keep(unit, *texts, category="女装", **more):
    for number, text in enumerate(texts):
        row = {"id": f"r{number}", "key": f"k{number}", "category": category, "text": text}
        await unit.work.change(insert(reviews).values(**row | {"product": ""} | more))


async def found_by(unit):
    return await unit.findings.list_examples(Wanted(), 20)


async def test_reviews_are_mined_once_and_counted_by_concern_and_stance(unit, shop):
    await keep(unit, BLAME, "颜色和图片一样，没有色差", "快递很慢")
    mined = await mine_reviews(NOON, unit, shop)
    counts = await unit.reviews.count_concerns("女装")

    assert mined == 3
    assert counts["尺码大小", "complains"] == 1
    assert counts["图文相符", "praises"] == 1
    assert await mine_reviews(NOON, unit, shop) == 0


async def test_a_review_is_read_with_the_words_of_its_category_or_the_shops_own(unit, shop):
    await keep(unit, BLAME, category="衣服")
    await keep_one(unit, "x", BLAME, "")
    await mine_reviews(NOON, unit, shop)

    assert {each.said.category for each in await found_by(unit)} == {"女装"}


async def keep_one(unit, name, text, category):
    row = {"id": name, "key": name, "category": category, "text": text, "product": ""}
    await unit.work.change(insert(reviews).values(**row))


@pytest.mark.parametrize(("days_ago", "returns"), [([3], False), ([3, 30], True)])
async def test_a_buyers_review_makes_a_tag_and_knows_whether_they_had_bought_before(
    unit, shop, days_ago, returns
):
    contact = await bought(unit, shop, "laoke", days_ago=days_ago)
    customer = contact.customer.id
    await keep(unit, BLAME, customer=customer, at=NOON - timedelta(days=1), product="P1")
    await mine_reviews(NOON, unit, shop)
    (tag,) = await unit.tags.of(customer)
    said = (await found_by(unit))[0].said

    assert (tag.concern, tag.stance, tag.state) == (
        "尺码大小",
        Stance.COMPLAINS,
        TagState.SUGGESTED,
    )
    assert (said.customer, said.product, said.is_returning) == (customer, "P1", returns)


async def test_what_was_ordered_after_the_review_does_not_make_a_returning_buyer(unit, shop):
    contact = await bought(unit, shop, "laoke", days_ago=[3, 30])
    await keep(unit, BLAME, customer=contact.customer.id, at=NOON - timedelta(days=10))
    await mine_reviews(NOON, unit, shop)

    assert (await found_by(unit))[0].said.is_returning is False
