from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import HistoryError
from tagging.purchases import (
    Item,
    Order,
    PurchaseState,
    cycles_of,
    gaps_of,
    merge_order,
    protected_until,
    shrunk_cycle,
    state_of,
)

DAY = date(2026, 3, 1)


def order(days=0, fen=5000, **more):
    return Order(f"o{days}", DAY + timedelta(days=days), fen, **more)


@st.composite
def any_order(draw):
    fen = draw(st.integers(-20_000, 50_000))
    return Order(
        "o",
        DAY + timedelta(days=draw(st.integers(0, 400))),
        fen,
        items=(Item("奶粉", draw(st.integers(1, 5)), 9900),),
        discount_fen=draw(st.integers(0, 3000)),
        is_paid=fen < 0 or draw(st.booleans()),
        refund_fen=draw(st.integers(0, max(0, fen))),
    )


def test_a_history_sums_up_in_one_row():
    state = state_of(
        [
            order(0, 12_000, items=(Item("奶粉", 2, 6000, "婴儿食品"),)),
            order(40, 9000, items=(Item("米粉", 3, 3000),), discount_fen=1000),
        ]
    )

    assert state == PurchaseState(
        first_day=DAY,
        last_day=DAY + timedelta(days=40),
        orders=2,
        money_fen=21_000,
        items=5,
        discounted_fen=1000,
        discounted_orders=1,
    )


def test_nobody_has_bought_before_the_first_order():
    assert state_of([]) == PurchaseState()
    assert merge_order(None, order()) == state_of([order()])


@given(st.lists(any_order(), max_size=8), st.randoms())
def test_orders_may_arrive_in_any_sequence(orders, chance):
    shuffled = list(orders)
    chance.shuffle(shuffled)

    assert state_of(shuffled) == state_of(orders)


@given(st.lists(any_order(), max_size=8))
def test_money_is_what_was_paid_less_what_was_given_back(orders):
    paid = sum(one.amount_fen - one.refund_fen for one in orders if one.is_paid)

    assert state_of(orders).money_fen == paid


def test_a_refund_without_its_order_takes_money_and_no_order():
    refund = order(5, -2000, items=(Item("奶粉", -1, 2000),))

    state = state_of([order(0, 6000, items=(Item("奶粉", 3, 2000),)), refund])

    assert (state.money_fen, state.items, state.orders, state.last_day) == (4000, 2, 1, DAY)


@pytest.mark.parametrize(("refund_fen", "orders"), [(4999, 1), (5000, 0)])
def test_an_order_wholly_given_back_was_no_purchase(refund_fen, orders):
    state = state_of([order(0, 5000, refund_fen=refund_fen)])

    assert (state.orders, state.money_fen) == (orders, 5000 - refund_fen)


def test_a_gift_order_of_nothing_counts_as_an_order():
    assert state_of([order(0, 0)]).orders == 1


@pytest.mark.parametrize(("paid_after_days", "is_open"), [(-1, True), (0, False), (1, False)])
def test_an_unpaid_order_stays_open_until_one_is_paid(paid_after_days, is_open):
    unpaid = order(10, is_paid=False)

    assert state_of([unpaid]).has_open_order
    assert state_of([unpaid, order(10 + paid_after_days)]).has_open_order is is_open


@pytest.mark.parametrize(
    ("fen", "more", "sentence"),
    [
        (5000, {"discount_fen": -1}, "discount -1 fen"),
        (5000, {"refund_fen": 5001}, "refund 5001 fen"),
        (5000, {"refund_fen": -1}, "refund -1 fen"),
        (-5000, {"is_paid": False}, "unpaid order cannot be a refund"),
    ],
)
def test_an_order_that_contradicts_itself_is_refused(fen, more, sentence):
    with pytest.raises(HistoryError, match=f"order o0: .*{sentence}"):
        order(0, fen, **more)


def test_two_orders_of_a_day_leave_no_gap():
    days = [DAY + timedelta(days=days) for days in (30, 0, 0, 70)]

    assert gaps_of(days) == (30, 40)
    assert gaps_of(days[:1]) == ()


def test_a_cycle_leans_on_its_prior_until_gaps_outweigh_it():
    assert shrunk_cycle([], 45) == 45
    assert shrunk_cycle([20], 42) == 40
    assert shrunk_cycle([20] * 10, 40) == 30
    assert shrunk_cycle([20], 40, weight=1) == 30


@given(st.lists(st.integers(1, 400), min_size=1), st.integers(1, 400))
def test_a_cycle_lies_between_the_gaps_and_the_prior(gaps, prior_days):
    cycle_days = shrunk_cycle(gaps, prior_days)

    assert min([*gaps, prior_days]) - 1e-6 <= cycle_days <= max([*gaps, prior_days]) + 1e-6


def test_customers_lean_on_the_shop_and_the_shop_on_its_prior():
    often = [DAY + timedelta(days=20 * count) for count in range(11)]

    cycles = cycles_of({"常来": often, "来过": [DAY]}, prior_days=40)

    assert cycles.usual_days == 30
    assert cycles.by_customer == {"常来": 25, "来过": 30}


@pytest.mark.parametrize(("cycle_days", "days"), [(3, 7), (7, 7), (8.4, 8), (30, 30)])
def test_a_product_is_protected_for_its_cycle_and_at_least_a_week(cycle_days, days):
    assert protected_until(DAY, cycle_days, 7) == DAY + timedelta(days=days)
