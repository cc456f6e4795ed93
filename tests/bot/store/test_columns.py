from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from bot.records import InboxState
from bot.store.columns import EPOCH, Day, Moment, constant
from bot.store.ids import new_id
from bot.store.tables import customers
from tests.builders import NOON

MILLISECOND = timedelta(milliseconds=1)


async def keep(store, **values):
    async with store.unit() as unit:
        unit.work.insert(customers, {"id": new_id(), "name": "小满", "created_at": NOON} | values)
    async with store.reading() as unit:
        return await unit.work.row(select(customers))


@pytest.mark.parametrize(
    "moment",
    [NOON, EPOCH, EPOCH - MILLISECOND, datetime(9999, 12, 31, tzinfo=UTC), NOON + MILLISECOND],
)
async def test_a_moment_comes_back_to_the_millisecond(any_store, moment):
    row = await keep(any_store, created_at=moment)

    assert row.created_at == moment
    assert row.created_at.tzinfo is UTC


async def test_a_moment_told_in_another_zone_is_the_same_moment(any_store):
    shanghai = timezone(timedelta(hours=8))
    row = await keep(any_store, created_at=NOON.astimezone(shanghai))

    assert row.created_at == NOON


async def test_a_moment_without_a_zone_is_refused(any_store):
    with pytest.raises(StatementError, match="no time zone"):
        await keep(any_store, created_at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize("day", [date(2000, 2, 29), date.min, date.max, None])
async def test_a_day_comes_back_as_it_was(any_store, day):
    assert (await keep(any_store, birthday=day)).birthday == day


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_later_moments_are_larger_numbers_and_lose_less_than_a_millisecond(moment):
    kept = Moment().process_bind_param(moment, None)
    back = Moment().process_result_value(kept, None)

    assert timedelta(0) <= moment - back < MILLISECOND


@given(st.dates(), st.dates())
def test_days_are_numbers_that_can_be_subtracted(one, other):
    numbers = [Day().process_bind_param(day, None) for day in (one, other)]

    assert numbers[0] - numbers[1] == (one - other).days


def test_a_word_of_ours_stands_in_the_sql_itself():
    assert str(constant(InboxState.NEW)) == "'new'"
