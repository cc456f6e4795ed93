from bot.console.reviews import read_reviews
from bot.flows.insights import mine_reviews
from bot.imports.rows import ReviewRow
from bot.imports.verdicts import changes_of, review_values
from bot.shop import open_shop
from tests.builders import NOON, settings


async def test_the_concern_that_worries_most_buyers_comes_first(store, sqlite_url):
    texts = ("尺码偏小，穿不下", "买小了，尺码偏小", "没有色差，好看", "快递很慢")
    async with store.unit() as unit:
        for number, text in enumerate(texts):
            row = ReviewRow(key=str(number), text=text)
            unit.imports.add_review(row, changes_of(review_values(row, None), {}))
        await mine_reviews(NOON, unit, await open_shop(settings(sqlite_url), unit))
    async with store.reading() as unit:
        view = await read_reviews(unit)

    assert view.read == 4
    assert (view.concerns[0].concern, view.concerns[0].complaints) == ("尺码大小", 2)
    assert {each.concern: each.praises for each in view.concerns}["图文相符"] == 1


async def test_without_reviews_there_is_nothing_to_count(store):
    async with store.reading() as unit:
        view = await read_reviews(unit)

    assert (view.read, view.concerns) == (0, ())
