from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.bought.cohorts import aftermath_of, event_cohort
from tagging.counts import Share
from tagging.errors import HistoryError
from tests.tagging.bought.real_orders import days_of

FIRST, LAST = date(2026, 12, 11), date(2026, 12, 12)


def bought(*days_from_last):
    return [LAST + timedelta(days=days) for days in days_from_last]


def test_new_and_returning_customers_of_an_event_are_told_apart():
    histories = days_of(
        [bought(0), bought(-2, -1, 30), bought(-2), bought(-1, 0, 31), bought(1), []]
    )

    cohort = event_cohort(histories, FIRST, LAST)

    assert (list(cohort.new), list(cohort.returning)) == ([0, 3], [1])
    aftermath = aftermath_of(histories, cohort, 30)
    assert (aftermath.new, aftermath.returning) == (Share(0, 2), Share(1, 1))
    assert aftermath_of(histories, cohort, 31).new == Share(1, 2)


def test_an_event_that_ends_before_it_begins_is_refused():
    with pytest.raises(HistoryError, match="begin on 2026-12-12 and end on 2026-12-11"):
        event_cohort(days_of([]), LAST, FIRST)


@given(st.lists(st.lists(st.integers(-40, 40), max_size=5), max_size=9), st.integers(1, 40))
def test_a_cohort_holds_who_bought_in_the_event_and_nobody_twice(customers, within_days):
    histories = days_of([bought(*own) for own in customers])

    cohort = event_cohort(histories, FIRST, LAST)
    aftermath = aftermath_of(histories, cohort, within_days)

    came = [i for i, own in enumerate(customers) if -1 in own or 0 in own]
    assert sorted([*cohort.new, *cohort.returning]) == came
    assert all(min(customers[i]) >= -1 for i in cohort.new)
    again = [i for i in came if any(0 < day <= within_days for day in customers[i])]
    assert aftermath.new.count + aftermath.returning.count == len(again)
