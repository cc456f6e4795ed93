from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.slots import is_quiet
from persona.spoken.manner_rules import BEIJING, MannerRules
from persona.spoken.quiet import end_of_quiet, quiet_hours_on

LATE_SLEEPERS = MannerRules(quiet_until_day_off=time(10))
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
NATIONAL_DAY, SWAPPED = date(2026, 10, 1), date(2026, 10, 10)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo"])
MOVES = st.sampled_from(
    [date(2026, 3, 29), date(2026, 4, 5), date(2026, 4, 24), date(2026, 10, 25)]
)
HOURS = st.sampled_from([time(0), time(0, 30), time(1, 30), time(2, 15), time(8, 30), time(23)])


def beijing(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), BEIJING)


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (FRIDAY, time(8, 30)),
        (SATURDAY, time(10)),
        (MONDAY, time(8, 30)),
        (NATIONAL_DAY, time(10)),
        (SWAPPED, time(8, 30)),
    ],
)
def test_people_sleep_longer_on_weekends_and_holidays_but_not_on_swapped_saturdays(day, until):
    assert quiet_hours_on(day, LATE_SLEEPERS) == (time(21, 30), until)


def test_the_shop_knows_of_further_days_off_and_of_days_that_are_none():
    rules = MannerRules(
        quiet_until_day_off=time(10),
        days_off=frozenset({MONDAY}),
        working_days=frozenset({SATURDAY}),
    )

    assert quiet_hours_on(MONDAY, rules)[1] == time(10)
    assert quiet_hours_on(SATURDAY, rules)[1] == time(8, 30)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        (beijing(FRIDAY, 21, 29), beijing(FRIDAY, 21, 29)),
        (beijing(FRIDAY, 21, 30), beijing(SATURDAY, 10)),
        (beijing(SATURDAY, 9, 59), beijing(SATURDAY, 10)),
        (beijing(SATURDAY, 10), beijing(SATURDAY, 10)),
        (beijing(date(2026, 11, 22), 23), beijing(MONDAY, 8, 30)),
        (beijing(date(2025, 12, 31), 23), beijing(date(2026, 1, 1), 10)),
        (beijing(date(2027, 2, 28), 23), beijing(date(2027, 3, 1), 8, 30)),
    ],
)
def test_silence_ends_by_the_day_it_ends_on(at, end):
    assert end_of_quiet(at, BEIJING, LATE_SLEEPERS) == end


def test_a_shop_may_have_no_quiet_hours():
    rules = MannerRules(quiet_from=time(0), quiet_until=time(0), quiet_until_day_off=time(0))

    assert end_of_quiet(beijing(MONDAY, 3), BEIJING, rules) == beijing(MONDAY, 3)


def test_silence_ends_with_the_hour_that_is_skipped():
    london = ZoneInfo("Europe/London")
    rules = MannerRules(quiet_until=time(1, 30), quiet_until_day_off=time(1, 30))
    at = datetime(2026, 3, 29, 0, 15, tzinfo=UTC)

    assert end_of_quiet(at, london, rules) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@settings(max_examples=60)
@given(ZONES, MOVES, st.integers(-300, 1800), st.tuples(HOURS, HOURS, HOURS))
def test_the_end_of_silence_is_its_first_loud_minute_where_clocks_are_moved_too(
    zone, day, minutes, hours
):
    own, (begin, end, day_off) = ZoneInfo(zone), hours
    rules = MannerRules(quiet_from=begin, quiet_until=end, quiet_until_day_off=day_off)
    at = datetime.combine(day, time(), own).astimezone(UTC) + timedelta(minutes=minutes)

    def is_loud(moment):
        local = moment.astimezone(own)
        return not is_quiet(local.time(), *quiet_hours_on(local.date(), rules))

    minute = at
    while not is_loud(minute):
        minute += timedelta(minutes=1)
    assert end_of_quiet(at, own, rules) == minute
