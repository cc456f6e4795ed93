from datetime import date, time, timedelta

import pytest

from persona.errors import PersonaError
from persona.slots import SlotRules, days_from, has_weekend_hours, is_mourning, is_quiet, slots_of
from tests.persona.builders import MONDAY


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (time(21, 29), False),
        (time(21, 30), True),
        (time(0, 0), True),
        (time(8, 29), True),
        (time(8, 30), False),
    ],
)
def test_quiet_hours_run_over_midnight(at, quiet):
    assert is_quiet(at, time(21, 30), time(8, 30)) is quiet


@pytest.mark.parametrize(("at", "quiet"), [(time(12), True), (time(14), False), (time(3), False)])
def test_quiet_hours_may_lie_within_a_day(at, quiet):
    assert is_quiet(at, time(12), time(14)) is quiet


def test_equal_bounds_mean_no_quiet_hours():
    assert not is_quiet(time(3), time(8), time(8))


def test_an_hour_in_the_quiet_hours_is_no_slot():
    rules = SlotRules(weekday_hours=(time(22), time(8, 30), time(8, 29)))

    assert [at.time() for at in slots_of(MONDAY, rules)] == [time(8, 30)]


def test_weekends_have_their_own_hours():
    rules = SlotRules(weekday_hours=(time(9),), weekend_hours=(time(10),))
    friday, saturday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)

    assert slots_of(friday, rules)[0].time() == time(9)
    assert slots_of(saturday, rules)[0].time() == time(10)


def test_a_day_off_has_weekend_hours_unless_the_shop_knows_better():
    national_day, thursday = date(2026, 10, 1), date(2026, 10, 15)
    told = SlotRules(days_off=frozenset({thursday}), working_days=frozenset({national_day}))

    assert slots_of(national_day, SlotRules())[0].time() == time(9, 30)
    assert slots_of(thursday, SlotRules())[0].time() == time(8, 40)
    assert slots_of(national_day, told)[0].time() == time(8, 40)
    assert slots_of(thursday, told)[0].time() == time(9, 30)
    assert has_weekend_hours(thursday, told)


def test_days_in_a_row_begin_with_the_first():
    assert days_from(MONDAY, 2) == [MONDAY, MONDAY + timedelta(days=1)]


def test_days_of_mourning_are_those_of_the_calendar_and_the_shops_own():
    rules = SlotRules(mourning_days=frozenset({date(2026, 5, 12)}))

    assert is_mourning(date(2026, 4, 5), rules)
    assert is_mourning(date(2026, 5, 12), rules)
    assert not is_mourning(date(2026, 5, 13), rules)


def test_a_day_without_hours_is_refused():
    with pytest.raises(PersonaError, match="at least one hour"):
        SlotRules(weekday_hours=())
