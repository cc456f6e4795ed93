import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.sold.lines import Lines, gather
from tagging.sold.sales import Period, SalesBook
from tests.tagging.sold.planted import DAYS, FIRST_DAY, PROFIT, TRAFFIC, lines_of, planted_shop
from tests.tagging.sold.test_lines import ORDERS, rows_of, sold_in

PERIOD = Period(10, 20, within_days=4)
SUMS = ("orders", "buyers", "pieces", "first_orders", "repeat_buyers", "span_days", "gaps")


def book_of(*parts, period=PERIOD, products=4):
    book = SalesBook(products, period)
    for lines in parts:
        book.add(lines, gather(lines))
    return book


def customers_of(lines, customers):
    mask = np.isin(lines.customers, customers)
    return Lines(*(column[mask] for column in lines))


def test_who_bought_it_twice_on_a_day_did_not_come_back_for_it():
    sales = book_of(lines_of((1, 1, 0, 10, 1), (1, 2, 0, 10, 1))).sales()[0]

    assert (sales.orders, sales.buyers, sales.repeat_buyers) == (2, 1, 0)


def test_a_buyer_is_back_who_buys_anything_within_the_time():
    lines = lines_of((1, 1, 0, 10, 1), (1, 2, 1, 14, 1), (2, 3, 0, 10, 1), (2, 4, 1, 15, 1))

    sales = book_of(lines).sales()[0]

    assert (sales.came_back, sales.watched) == (1, 2)


@pytest.mark.parametrize(("day", "watched"), [(16, 1), (17, 0)])
def test_who_bought_too_late_to_be_back_is_not_watched(day, watched):
    assert book_of(lines_of((1, 1, 0, day, 1))).sales()[0].watched == watched


def test_growth_sets_the_last_half_against_the_first():
    halves = [(customer, customer, 0, day, 1) for customer, day in enumerate((10, 14, 15, 16, 20))]

    sales = book_of(lines_of(*halves)).sales()[0]

    assert (sales.early_orders, sales.late_orders) == (2, 2)  # the 15th is the middle


def test_returned_pieces_take_their_money_along():
    sales = book_of(lines_of((1, 1, 0, 10, 3), (1, 2, 0, 12, -1))).sales()[0]

    assert (sales.pieces, sales.money_fen, sales.orders) == (2, 20_000, 1)


@given(ORDERS)
def test_figures_are_those_counted_by_hand(orders):
    sales = book_of(lines_of(*rows_of(orders))).sales()

    baskets = list(sold_in(orders))
    first_days = {}
    for customer, day, _ in sorted(baskets, key=lambda one: one[1]):
        first_days.setdefault(customer, day)
    for product, one in enumerate(sales):
        held = [(customer, day) for customer, day, goods in baskets if product in goods]
        days = {customer: [d for c, d in held if c == customer] for customer, _ in held}
        assert one.orders == len(held)
        assert one.buyers == len(days)
        assert one.first_orders == sum(first_days[customer] == day for customer, day in held)
        assert one.repeat_buyers == sum(len(set(own)) > 1 for own in days.values())
        assert one.span_days == sum(max(own) - min(own) for own in days.values())
        assert one.gaps == sum(len(own) - 1 for own in days.values())
        assert one.pieces == sum(
            pieces for _, _, items in orders for p, pieces in items if p == product
        )


@given(ORDERS, st.integers(1, 4))
def test_customers_apart_add_up_to_the_whole(orders, last):
    lines = lines_of(*rows_of(orders))
    parts = (customers_of(lines, range(last + 1)), customers_of(lines, range(last + 1, 9)))

    assert book_of(*parts).sales() == book_of(lines).sales()
    assert book_of(*parts).shop() == book_of(lines).shop()


@given(ORDERS)
def test_the_money_of_goods_and_the_rest_is_the_money_of_all_lines(orders):
    lines = lines_of(*rows_of(orders))
    book = book_of(lines)

    assert book.shop().money_fen == lines.amounts_fen.sum()
    assert sum(one.money_fen for one in book.sales()) == (
        book.shop().money_fen - book.shop().other_fen
    )


def test_what_draws_newcomers_exceeds_what_the_shop_would_expect():
    lines, parts = planted_shop(np.random.default_rng(7))
    period = Period(FIRST_DAY, FIRST_DAY + DAYS - 1)

    sales = book_of(lines, period=period, products=len(parts)).sales()

    for one, part in zip(sales, parts, strict=True):
        if part == TRAFFIC:
            assert one.first_orders > one.expected_first
        if part == PROFIT:
            assert one.first_orders < one.expected_first
            assert one.came_back > one.expected_back
