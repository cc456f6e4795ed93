from sqlalchemy import insert

from bot.flows.insights import lexicon_of, mine_reviews
from bot.store.tables import reviews
from tests.builders import NOON


async def keep(unit, *texts, category="女装"):
    for number, text in enumerate(texts):
        row = {"id": f"r{number}", "key": f"k{number}", "category": category, "text": text}
        await unit.work.change(insert(reviews).values(**row, product=""))


async def test_reviews_are_mined_once_and_counted_by_concern_and_stance(unit, shop):
    await keep(unit, "尺码偏小，穿不下", "颜色和图片一样，没有色差", "快递很慢")
    mined = await mine_reviews(NOON, unit, shop)
    counts = await unit.reviews.count_concerns("女装")

    assert mined == 3
    assert counts["尺码大小", "complains"] == 1
    assert counts["图文相符", "praises"] == 1
    assert await mine_reviews(NOON, unit, shop) == 0


def test_all_names_of_a_category_share_one_lexicon():
    assert lexicon_of("衣服") is lexicon_of("女装")
    assert lexicon_of("没人听过的货") is lexicon_of("也没人听过的货")
