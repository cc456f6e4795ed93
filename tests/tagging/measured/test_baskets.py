from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.measured.baskets import Buyers, ProductShare, compare_baskets

COUNTS = st.dictionaries(st.sampled_from(["奶粉", "米粉", "尿布", "童车"]), st.integers(0, 50))


def test_what_responders_surely_buy_more_comes_first():
    responders = Buyers(200, {"奶粉": 120, "米粉": 100, "童车": 2})
    others = Buyers(1_000, {"奶粉": 200, "米粉": 500})

    basket = compare_baskets(responders, others)

    assert [each.product for each in basket] == ["奶粉", "童车", "米粉"]
    assert basket[0] == ProductShare("奶粉", Share(120, 200), Share(200, 1_000))
    assert basket[0].ratio == 3
    assert basket[1].ratio is None  # no other bought it


def test_no_more_products_are_shown_than_asked_for():
    everything = {str(number): 1 for number in range(50)}

    assert len(compare_baskets(Buyers(60, everything), Buyers(60, {}), most=7)) == 7


def test_with_nobody_on_one_side_there_is_nothing_to_compare():
    assert compare_baskets(Buyers(0, {}), Buyers(5, {"奶粉": 1})) == []
    assert compare_baskets(Buyers(5, {"奶粉": 1}), Buyers(0, {})) == []


@given(COUNTS, COUNTS)
def test_every_product_of_responders_is_listed_once(ours, theirs):
    basket = compare_baskets(Buyers(50, ours), Buyers(50, theirs))

    assert sorted(each.product for each in basket) == sorted(ours)
