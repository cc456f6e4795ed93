from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tagging.sold.retention import Cohort, cohorts_of, month_of, month_start, months_of


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_month_starts_on_its_first_day(day):
    assert month_start(month_of(day)) == day.replace(day=1)


def test_months_are_numbered_across_the_new_year():
    assert month_of(date(2026, 1, 31)) - month_of(date(2025, 12, 1)) == 1


def test_a_cohort_is_followed_to_the_last_month_also_where_nobody_came():
    december, february = month_of(date(2025, 12, 1)), month_of(date(2026, 2, 1))

    cohorts = cohorts_of([(december, december, 8), (february, february, 3)])

    assert cohorts == [Cohort(date(2025, 12, 1), (8, 0, 0)), Cohort(date(2026, 2, 1), (3,))]


def test_a_month_knows_its_newcomers():
    may, june = month_of(date(2026, 5, 1)), month_of(date(2026, 6, 1))
    cohorts = cohorts_of([(may, may, 5), (may, june, 2)])

    first, second = months_of([(june, 2, 3, 900), (may, 5, 6, 1_800)], cohorts)

    assert (first.month, first.active, first.new) == (date(2026, 5, 1), 5, 5)
    assert (second.active, second.new, second.orders, second.money_fen) == (2, 0, 3, 900)
