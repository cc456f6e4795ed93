from datetime import datetime, timedelta

import pytest

from persona.reasons import Reason
from persona.spoken.budgets import budget_bounds
from persona.spoken.manner_rules import BEIJING, Cap, CapPeriod, MannerRules
from persona.spoken.touches import Touch, TouchKind

NOON = datetime(2026, 2, 11, 12, tzinfo=BEIJING)  # a Wednesday
BROADCAST = TouchKind.BROADCAST


def bounds(touches, rules=None, now=NOON, kind=BROADCAST):
    found = budget_bounds(kind, touches, now, BEIJING, rules or MannerRules())
    return {bound.because.code: bound.free_at for bound in found}


def touched(*days, kind=BROADCAST):
    return [Touch(kind, NOON - timedelta(days=each)) for each in days]


def midnight(month, day):
    return datetime(2026, month, day, tzinfo=BEIJING)


def test_nobody_was_touched_and_nothing_is_used_up():
    assert bounds([]) == {}


def test_each_budget_that_is_used_up_says_until_when():
    assert bounds(touched(0.25)) == {
        Reason.TOUCH_GAP: NOON + timedelta(hours=18),
        Reason.DAY_BUDGET: midnight(2, 12),
    }
    assert bounds(touched(1, 2, 8, 9, 10, 20)) == {
        Reason.WEEK_BUDGET: midnight(2, 16),
        Reason.MONTH_BUDGET: midnight(2, 21),
    }


def capped(limit, period):
    kinds = frozenset({BROADCAST})
    cap = Cap(kinds=kinds, limit=limit, period=period, source="", checked="2026-11")
    return MannerRules(caps=(cap,))


@pytest.mark.parametrize(
    ("period", "inside", "outside", "free_at"),
    [
        (CapPeriod.DAY, 0.5, 0.51, midnight(2, 12)),
        (CapPeriod.WEEK, 2.5, 2.51, midnight(2, 16)),
        (CapPeriod.MONTH, 10.5, 10.51, midnight(3, 1)),
    ],
)
def test_a_platform_counts_by_the_days_weeks_and_months_of_beijing(
    period, inside, outside, free_at
):
    rules = capped(1, period)

    assert bounds(touched(inside), rules)[Reason.PLATFORM_CAP] == free_at
    assert Reason.PLATFORM_CAP not in bounds(touched(outside), rules)


def test_a_month_takes_no_more_than_it_has_days():
    rules = capped(31, CapPeriod.MONTH)
    now = datetime(2026, 2, 28, 12, tzinfo=BEIJING)
    each_day = [Touch(BROADCAST, now - timedelta(days=days)) for days in range(28)]

    assert bounds(each_day, rules, now)[Reason.PLATFORM_CAP] == midnight(3, 1)
    assert Reason.PLATFORM_CAP not in bounds(each_day[:27], rules, now)


def test_a_cap_counts_and_holds_its_own_kinds_alone():
    rules = capped(1, CapPeriod.MONTH)

    assert Reason.PLATFORM_CAP not in bounds(touched(1, kind=TouchKind.NEWS), rules)
    assert Reason.PLATFORM_CAP not in bounds(touched(1), rules, kind=TouchKind.NEWS)


def test_a_day_that_ends_a_year_is_followed_by_the_next_years_first():
    now = datetime(2024, 12, 31, 23, tzinfo=BEIJING)
    found = bounds([Touch(BROADCAST, now)], now=now)

    assert found[Reason.DAY_BUDGET] == datetime(2025, 1, 1, tzinfo=BEIJING)
