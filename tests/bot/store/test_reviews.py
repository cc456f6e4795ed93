import pytest

from bot.packaged import packaged_concerns
from bot.records import Origin, Said
from bot.store.reviews import Review
from bot.store.tables import reviews
from tagging.concerns import find_concerns
from tagging.lexicon import parse_lexicon
from tests.builders import NOON

LEXICON = parse_lexicon(packaged_concerns(), category="女装")
TEXTS = {"r1": "尺码偏小，穿不下", "r2": "尺码偏小", "r3": "没有色差", "r4": "挺好"}


@pytest.fixture
async def kept(any_store):
    async with any_store.unit() as unit:
        for name, text in TEXTS.items():
            category = "化妆品" if name == "r3" else "女装"
            row = {"id": name, "key": name, "category": category, "text": text}
            unit.work.insert(reviews, row)
    return any_store


async def mine(store, limit=10):
    async with store.unit() as unit:
        waiting = await unit.reviews.list_unmined(limit)
        for review in waiting:
            said = Said(origin=Origin.REVIEW, id=review.id, at=NOON, category="女装")
            unit.findings.add(said, find_concerns(review.text, LEXICON))
            unit.reviews.note_mined(review.id, NOON, read_as="女装", is_returning=None)
    return [review.id for review in waiting]


async def test_reviews_wait_in_their_order_and_are_mined_once_each(kept):
    async with kept.unit() as unit:
        assert await unit.reviews.list_unmined(1) == [Review("r1", "女装", TEXTS["r1"])]

    assert await mine(kept, limit=3) == ["r1", "r2", "r3"]
    assert await mine(kept, limit=3) == ["r4"]
    assert await mine(kept) == []
    async with kept.reading() as unit:
        assert await unit.reviews.count_mined() == 4


async def test_concerns_are_counted_by_reviews_within_a_category(kept):
    await mine(kept)
    async with kept.reading() as unit:
        women, beauty = [await unit.reviews.count_concerns(each) for each in ("女装", "化妆品")]
        none = await unit.reviews.count_concerns("3C")

    assert women["尺码大小", "complains"] == 2
    assert beauty == {("图文相符", "praises"): 1}
    assert none == {}
