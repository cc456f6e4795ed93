from datetime import timedelta

from sqlalchemy import select

from bot.store.tables import staff
from tests.builders import NOON


async def test_what_was_decided_is_listed_newest_first_with_its_details(any_store):
    async with any_store.unit() as unit:
        unit.audit.note("zhanggui", "planned", NOON, posts=7)
        unit.audit.note("阿青", "approved_post", NOON + timedelta(seconds=1), post="p1")
    async with any_store.reading() as unit:
        lines = await unit.audit.list_recent()

    assert lines == [
        (NOON + timedelta(seconds=1), "阿青", "approved_post", {"post": "p1"}),
        (NOON, "zhanggui", "planned", {"posts": 7}),
    ]


async def test_only_the_newest_lines_are_listed(any_store):
    async with any_store.unit() as unit:
        for second in range(51):
            unit.audit.note("阿青", "looked", NOON + timedelta(seconds=second))
        every, last = await unit.audit.list_recent(), await unit.audit.list_recent(1)

    assert (len(every), last[0][0]) == (50, NOON + timedelta(seconds=50))


async def test_nobody_is_hired_twice(any_store):
    async with any_store.unit() as unit:
        await unit.audit.hire("阿青", "owner", NOON)
        await unit.audit.hire("阿青", "clerk", NOON)
    async with any_store.unit() as unit:
        await unit.audit.hire("阿青", "clerk", NOON)
        await unit.audit.hire("阿云", "clerk", NOON)
        rows = await unit.work.rows(select(staff.c.name, staff.c.role).order_by(staff.c.role))

    assert [tuple(row) for row in rows] == [("阿云", "clerk"), ("阿青", "owner")]
