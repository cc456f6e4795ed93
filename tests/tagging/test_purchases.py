from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import HistoryError
from tagging.purchases import (
    Item,
    Order,
    PurchaseState,
    amend_order,
    cancel_order,
    merge_order,
    merge_states,
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
        discounted_money_fen=9000,
    )
    assert (state.gaps, state.span_days) == (1, 40)


def test_nobody_has_bought_before_the_first_order():
    state = state_of([])

    assert state == PurchaseState()
    assert (state.gaps, state.span_days) == (0, 0)
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


@given(st.lists(any_order(), max_size=8), st.lists(any_order(), max_size=8))
def test_states_of_parts_add_up_to_the_state_of_all(orders, others):
    assert merge_states(state_of(orders), state_of(others)) == state_of(orders + others)


@given(st.lists(any_order(), min_size=1, max_size=8), st.one_of(st.none(), any_order()))
def test_an_amended_order_leaves_what_a_recount_would_or_asks_for_one(orders, after):
    before, *others = orders

    state = amend_order(state_of(orders), before, after)

    assert state in {None, state_of(others + [after] * (after is not None))}


@given(st.lists(any_order(), max_size=8), any_order())
def test_a_cancelled_order_was_never_placed(orders, order):
    state = state_of(orders)
    is_inside = order.is_paid and (
        not order.is_purchase or not state.orders or state.first_day < order.day < state.last_day
    )

    undone = cancel_order(merge_order(state, order), order)

    assert undone == state or (undone is None and not is_inside)


@given(st.lists(any_order(), max_size=8), any_order(), st.data())
def test_a_refund_in_part_takes_its_money_and_nothing_else(orders, order, data):
    left_fen = order.amount_fen - order.refund_fen
    given_back = order.given_back(data.draw(st.integers(0, max(0, left_fen - 1))))

    state = amend_order(state_of([*orders, order]), order, given_back)

    assert state == state_of([*orders, given_back])
    assert state.orders == state_of([*orders, order]).orders


def test_an_order_wholly_given_back_is_forgotten():
    bought = order(0, 5000, discount_fen=1000)

    assert state_of([bought.given_back(2000).given_back(3000)]) == PurchaseState()
    assert cancel_order(state_of([bought]), bought) == PurchaseState()


def test_more_than_was_paid_cannot_be_given_back():
    with pytest.raises(HistoryError, match="order o0: refund 5001 fen"):
        order(0, 5000).given_back(5001)


def test_who_cancels_their_last_order_is_counted_again():
    first, last = order(0), order(40)

    assert cancel_order(state_of([first, last]), last) is None


def test_an_order_paid_at_last_is_no_longer_open_once_counted_again():
    unpaid, paid = order(10, is_paid=False), order(10)

    assert amend_order(state_of([order(0), unpaid]), unpaid, paid) is None
    assert amend_order(state_of([unpaid]), unpaid, order(12, is_paid=False)).open_day == (
        DAY + timedelta(days=12)
    )
