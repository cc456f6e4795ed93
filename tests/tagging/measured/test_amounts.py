from math import inf, isinf
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.measured.amounts import Amounts, amounts_of, welch, welch_p

SPENDS = st.lists(st.integers(-500, 50_000), min_size=2, max_size=50)


def amounts(values):
    return amounts_of(
        count=sum(value > 0 for value in values),
        of=len(values),
        total=sum(values),
        squares=sum(value**2 for value in values),
    )


@given(SPENDS)
def test_sums_are_enough_to_know_mean_and_variance(values):
    found = amounts(values)

    assert found.mean == pytest.approx(mean(values))
    assert found.variance == pytest.approx(variance(values), rel=1e-6, abs=1e-4)


def test_the_men_of_the_e_mail_test_spent_so_much_more():
    # MineThatData (Hillstrom 2008), the whole file: spend per head, USD
    men, nobody = Amounts(267, 21_307, 1.4226, 314.8), Amounts(122, 21_306, 0.6528, 134.6)

    assert welch(men, nobody) == pytest.approx((0.4851, 1.0545), abs=2e-3)


def test_small_groups_get_the_interval_of_student():
    # scipy.stats.ttest_ind(equal_var=False), 4.8 degrees of freedom
    left, right = amounts([1, 4, 6, 8, 11]), amounts([2, 3, 4])

    assert welch_p(left, right) == pytest.approx(0.15799, abs=5e-4)
    assert welch(left, right) == pytest.approx((-1.6673, 7.6673), abs=0.02)


@given(SPENDS, SPENDS)
def test_a_difference_is_sure_just_where_its_interval_leaves_nothing_out(left, right):
    treated, control = amounts(left), amounts(right)
    low, high = welch(treated, control)

    if abs(low) > 1e-6 and abs(high) > 1e-6:
        assert (welch_p(treated, control) < 0.05) == (low > 0 or high < 0)


def test_one_customer_or_no_spread_tells_nothing():
    one, two = amounts([500]), amounts([100, 900])

    assert isinf(one.mean_variance)
    assert welch(one, two) == (-inf, inf)
    assert welch_p(one, two) == 1
    assert welch_p(amounts([9, 9]), amounts([5, 5])) == 1


@pytest.mark.parametrize("unit", [1e-150, 1, 1e150])
def test_the_unit_of_money_changes_no_p(unit):
    treated, control = Amounts(9, 9, 4 * unit, unit**2), Amounts(5, 5, unit, 4 * unit**2)

    assert welch_p(treated, control) == pytest.approx(0.0250, abs=1e-4)


def test_nobody_gave_nothing():
    assert amounts([]) == Amounts(0, 0, 0, 0)
