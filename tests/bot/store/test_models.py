from datetime import timedelta

from sqlalchemy import func, select

from bot.records import KeptModel
from bot.store.models import KEPT
from bot.store.review_tables import models
from tests.builders import NOON


def model(number, category="女装"):
    at = NOON + timedelta(days=number)
    return KeptModel(category, at, 120, 100 + number, "blend", {"why": number}, bytes([number, 0]))


async def test_the_newest_model_of_a_category_is_used_and_a_few_older_ones_are_kept(any_store):
    for number in range(KEPT + 2):
        async with any_store.unit() as unit:
            await unit.models.add(model(number))
            await unit.models.add(model(number, "童装"))
    async with any_store.reading() as unit:
        row = await unit.work.row(select(func.count()).select_from(models))

        assert await unit.models.newest("女装") == model(KEPT + 1)
        assert await unit.models.newest("3C") is None
        assert row[0] == 2 * KEPT
