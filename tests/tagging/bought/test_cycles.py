from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.bought.cycles import (
    Cycles,
    cycle_of,
    cycles_of,
    protected_until,
)
from tagging.purchases import Order, PurchaseState, merge_states, state_of

DAY = date(2026, 3, 1)
days = st.integers(0, 400)


def bought(*days_later):
    return state_of(Order(str(n), DAY + timedelta(n), 5000) for n in days_later)


def test_a_cycle_leans_on_its_prior_until_gaps_outweigh_it():
    assert cycle_of(0, 0, 45) == 45
    assert cycle_of(20, 1, 42) == 40
    assert cycle_of(200, 10, 40) == 30
    assert cycle_of(20, 1, 40, weight=1) == 30


@given(st.lists(st.integers(0, 400), min_size=1), st.integers(1, 400))
def test_a_cycle_lies_between_the_mean_gap_and_the_prior(gaps, prior_days):
    cycle_days = cycle_of(sum(gaps), len(gaps), prior_days)

    ends = (sum(gaps) / len(gaps), prior_days)
    assert min(ends) - 1e-9 <= cycle_days <= max(ends) + 1e-9


def test_customers_lean_on_the_shop_and_the_shop_on_its_prior():
    often, once = bought(*range(0, 220, 20)), bought(0)

    shop = cycles_of([often, once, PurchaseState()], prior_days=40)

    assert shop.usual_days == 30
    assert (shop.own(often), shop.own(once)) == (25, 30)


def test_two_orders_of_one_day_are_a_gap_of_nothing():
    assert Cycles(44).own(state_of([Order("a", DAY, 1), Order("b", DAY, 1)])) == 40


@given(st.lists(days, min_size=1), st.lists(days, min_size=1))
def test_the_cycle_of_merged_orders_is_that_of_all_of_them(days_later, later_still):
    merged = merge_states(bought(*days_later), bought(*later_still))

    assert Cycles(45).own(merged) == Cycles(45).own(bought(*days_later, *later_still))


@pytest.mark.parametrize(("cycle_days", "days"), [(3, 7), (7, 7), (8.4, 8), (8.5, 9), (30, 30)])
def test_a_product_is_protected_for_its_cycle_and_at_least_a_week(cycle_days, days):
    assert protected_until(DAY, cycle_days, 7) == DAY + timedelta(days=days)
