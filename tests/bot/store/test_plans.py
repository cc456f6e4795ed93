from datetime import timedelta

from bot.posts import PlanNote
from tests.builders import NOON

HOLE = (NOON, {"code": "no_material", "values": {"at": "2026-03-10 12:00", "materials": 0}})
SHORT = {"code": "short_of_living", "values": {"posts": 2}}


async def test_an_account_has_one_note_the_last_plans(any_store):
    later = NOON + timedelta(minutes=10)
    async with any_store.unit() as unit:
        assert await unit.plans.find("gh_1") is None
        unit.plans.keep("gh_1", NOON, holes=[HOLE], unmet=[SHORT])
        assert await unit.plans.find("gh_1") == PlanNote("gh_1", NOON, (HOLE,), (SHORT,))
        unit.plans.keep("gh_1", later, holes=[], unmet=[])
        assert await unit.plans.find("gh_1") == PlanNote("gh_1", later)
