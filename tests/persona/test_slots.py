from datetime import date, time, timedelta

import pytest

from persona.errors import PersonaError
from persona.slots import SlotRules, days_from, is_mourning, is_quiet, slots_of, spread_slots
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


@pytest.mark.parametrize("count", range(22))
def test_slots_spread_evenly_over_a_week(count):
    days = days_from(MONDAY, 7)
    slots = spread_slots(days, count, SlotRules())
    a_day = [sum(at.date() == day for at in slots) for day in days]

    assert slots == sorted(set(slots))
    assert sum(a_day) == count
    assert max(a_day) - min(a_day) <= 1


def test_a_moment_that_is_taken_is_left_out():
    taken = frozenset(slots_of(MONDAY, SlotRules())[:2])

    assert not taken & set(spread_slots([MONDAY], 3, SlotRules(), taken))


@pytest.mark.parametrize(
    ("day", "mourning"),
    [
        (date(2024, 4, 4), True),
        (date(2024, 4, 5), False),
        (date(2026, 4, 4), False),
        (date(2026, 4, 5), True),
        (date(2026, 12, 13), True),
        (date(2026, 5, 12), True),
        (date(2026, 5, 13), False),
    ],
)
def test_nothing_is_sold_on_days_of_mourning(day, mourning):
    rules = SlotRules(mourning_days=frozenset({date(2026, 5, 12)}))

    assert is_mourning(day, rules) is mourning


def test_a_day_without_hours_is_refused():
    with pytest.raises(PersonaError, match="at least one hour"):
        SlotRules(weekday_hours=())
