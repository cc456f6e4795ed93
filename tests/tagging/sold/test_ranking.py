import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.sold.figures import UNTIED, Sales
from tagging.sold.ranking import compare, ranks_of


def compared(sales, margins=None):
    return compare(sales, [UNTIED] * len(sales), margins or [None] * len(sales), 10)


@pytest.mark.parametrize(
    ("values", "ranks"),
    [([7], [0.5]), ([3, 3], [0.5, 0.5]), ([1, 2], [0.25, 0.75]), ([], [])],
)
def test_a_rank_is_the_share_below_and_half_of_the_equals(values, ranks):
    assert ranks_of(values) == ranks


def test_what_does_not_count_is_ranked_and_sets_no_mark():
    assert ranks_of([1, 2, 9], [True, True, False]) == [0.25, 0.75, 1]


def test_where_nothing_counts_all_stand_in_the_middle():
    assert ranks_of([1, 2], [False, False]) == [0.5, 0.5]


@given(st.lists(st.integers(0, 9), min_size=1))
def test_ranks_rise_with_their_values_and_are_in_the_middle_on_average(values):
    ranks = ranks_of(values)

    assert sum(ranks) / len(ranks) == pytest.approx(0.5)
    assert all(
        (a < b) == (x < y)
        for a, x in zip(values, ranks, strict=True)
        for b, y in zip(values, ranks, strict=True)
    )


def test_a_product_like_all_others_is_the_average():
    lifts = compared([Sales(orders=20, buyers=10, repeat_buyers=3)] * 3)[0].lifts

    assert lifts.again == 1


def test_a_margin_lifts_what_holds_customers_only_where_it_is_known():
    sales = [Sales(orders=20, buyers=10)] * 3

    low, high, unknown = (one.ranks.holds for one in compared(sales, [5.0, 60.0, None]))

    assert low < unknown < high
