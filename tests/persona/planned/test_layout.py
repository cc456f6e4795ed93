from collections import Counter
from datetime import time, timedelta

import pytest

from persona.hours import HourValues
from persona.planned.layout import lay_slots
from persona.reasons import Reason
from persona.slots import days_from
from persona.timeline import PlanRules
from tests.persona.builders import MONDAY, at


def lay(days=7, fixed=(), freed=(), not_before=None, hours=None, **rules):
    return lay_slots(
        days_from(MONDAY, days),
        fixed,
        freed,
        hours or HourValues(),
        PlanRules(**rules),
        not_before,
    )


def ahead(days, hour=12, minute=20):
    return at(MONDAY + timedelta(days=days), hour, minute)


@pytest.mark.parametrize("target", [1, 3, 5, 7, 9])
def test_slots_spread_evenly(target):
    days = Counter(moment.date() for moment in lay(weekly_target=target).slots)

    assert days.total() == target
    assert max(days.values()) - (min(days.values()) if len(days) == 7 else 0) <= 1


def test_days_with_a_post_wait_for_the_empty_ones():
    fixed = [ahead(day) for day in range(3)]

    assert {moment.date() for moment in lay(fixed=fixed).slots} == {
        ahead(day).date() for day in range(3, 7)
    }


def test_freed_moments_are_used_again():
    freed = [ahead(2, 15, 7), ahead(4, 9, 3)]

    assert {*freed} < {*lay(freed=freed).slots}


def test_nothing_stands_before_now():
    assert min(lay(not_before=ahead(1, 13)).slots) > ahead(1, 13)


def test_more_than_a_day_or_week_takes_is_refused_with_the_reason():
    layout = lay(days=1, weekly_target=21, posts_per_week=21, posts_per_day=2)
    fixed = [ahead(-day) for day in range(1, 4)]
    full = lay(days=4, fixed=fixed, weekly_target=4, posts_per_week=5)

    assert [because.code for _, because in layout.refused] == [Reason.DAY_FULL]
    assert (len(full.slots), full.refused) == (2, ())


def test_a_week_that_is_full_says_so_where_more_was_aimed_at():
    fixed = [ahead(-1, hour) for hour in (9, 12, 15, 18)]
    layout = lay(days=3, fixed=fixed, weekly_target=4, posts_per_week=5)

    assert len(layout.slots) == 1
    assert [because.code for _, because in layout.refused] == [Reason.WEEK_FULL]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 7])
def test_a_limit_below_the_target_is_the_target_and_leaves_no_holes(limit):
    layout = lay(days=28, posts_per_week=limit)

    assert (len(layout.slots), layout.refused) == (4 * limit, ())


def test_hours_are_used_in_proportion_to_what_they_bring():
    bring = {(False, time(8, 40)): 0.5, (False, time(12, 20)): 1.0, (False, time(20, 10)): 1.5}
    hours = Counter(
        moment.time()
        for moment in lay(days=28, hours=HourValues(bring)).slots
        if moment.weekday() < 5
    )

    assert hours[time(20, 10)] > hours[time(12, 20)] > hours[time(8, 40)] > 1
