import pytest

from tagging.sold.figures import Sales, is_surely_more, leaning


@pytest.mark.parametrize(("seen", "expected", "ratio"), [(0, 0, 1), (10, 0, 2), (0, 10, 0.5)])
def test_a_ratio_of_little_leans_on_one(seen, expected, ratio):
    assert leaning(seen, expected) == ratio


def test_much_that_was_seen_speaks_for_itself():
    assert leaning(2_000, 1_000) == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize(("seen", "is_more"), [(116, False), (117, True)])
def test_more_than_a_hundred_is_surely_more_from_seventeen_on(seen, is_more):
    assert is_surely_more(seen, 100) is is_more


def test_figures_of_a_product_are_shares_of_its_own_buyers():
    sales = Sales(
        buyers=8, repeat_buyers=2, came_back=6, expected_back=4.0, early_orders=4, late_orders=6
    )

    assert (sales.repurchase_rate, sales.returning_lift, sales.growth) == (0.25, 1.5, 1.5)


def test_of_nothing_there_is_no_figure():
    sales = Sales()

    assert (sales.repurchase_rate, sales.returning_lift, sales.growth) == (None, None, None)
