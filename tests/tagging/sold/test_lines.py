from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tagging.sold.lines import gather
from tests.tagging.sold.planted import lines_of

ORDERS = st.lists(
    st.tuples(
        st.integers(1, 4),  # customer
        st.integers(10, 20),  # day
        st.lists(st.tuples(st.integers(-1, 3), st.integers(-2, 3)), min_size=1, max_size=5),
    ),
    max_size=12,
)


def rows_of(orders):
    return [
        (customer, order, product, day, pieces)
        for order, (customer, day, items) in enumerate(orders)
        for product, pieces in items
    ]


def sold_in(orders):
    """The same by hand: what each order holds after returns; a refund is no order."""
    for customer, day, items in orders:
        takes = sum(count for _, count in items) >= 0
        if takes and any(count > 0 for _, count in items):
            pieces = Counter()
            for product, count in items:
                pieces[product] += count
            yield customer, day, {p for p, count in pieces.items() if p >= 0 and count > 0}


def test_a_product_on_two_lines_of_an_order_is_in_its_basket_once():
    sold = gather(lines_of((1, 7, 0, 10, 1), (1, 7, 0, 10, 2), (1, 7, 1, 10, 1)))

    assert (sold.baskets.tolist(), sold.products.tolist()) == ([0, 0], [0, 1])


def test_what_was_given_back_within_its_order_was_not_sold():
    sold = gather(lines_of((1, 7, 0, 10, 2), (1, 7, 0, 10, -2), (1, 7, 1, 10, 1)))

    assert sold.products.tolist() == [1]


def test_an_order_that_gives_back_more_than_it_takes_is_no_basket():
    sold = gather(lines_of((1, 7, 0, 10, -3), (1, 7, 1, 10, 1)))

    assert (sold.products.tolist(), sold.visits.days.tolist()) == ([], [])


def test_postage_alone_is_a_visit_without_goods():
    sold = gather(lines_of((1, 7, -1, 10, 1)))

    assert sold.visits.days.tolist() == [10]
    assert sold.products.tolist() == []


def test_two_orders_of_a_day_are_one_visit():
    visits = gather(lines_of((1, 7, 0, 10, 1), (1, 8, 0, 10, 1), (1, 9, 0, 24, 1))).visits

    assert (visits.days.tolist(), visits.nth.tolist()) == ([10, 24], [0, 1])
    assert visits.gap_days[0] == 14


@given(ORDERS)
def test_baskets_and_visits_are_those_counted_by_hand(orders):
    sold = gather(lines_of(*rows_of(orders)))

    baskets = [
        (int(sold.visits.customers[visit]), int(sold.visits.days[visit]))
        for visit in sold.basket_visits
    ]
    expected = list(sold_in(orders))
    assert baskets == [(customer, day) for customer, day, _ in expected]
    held = {
        (basket, product) for basket, (_, _, goods) in enumerate(expected) for product in goods
    }
    assert set(zip(sold.baskets.tolist(), sold.products.tolist(), strict=True)) == held
    days = sorted({(customer, day) for customer, day, _ in expected})
    visits = sold.visits
    assert list(zip(visits.customers.tolist(), visits.days.tolist(), strict=True)) == days
    for place, (customer, _) in enumerate(days):
        assert visits.nth[place] == sum(other == customer for other, _ in days[:place])
