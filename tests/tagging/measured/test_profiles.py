from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.measured.profiles import profile_of


def test_a_number_is_described_by_where_its_customers_lie():
    profile = profile_of("age", {"responders": {"20": 1, "30": 2, "40": 1}, "others": {"": 5}})

    assert profile.shares is None
    assert profile.quantiles == {"responders": {0.1: 20, 0.25: 20, 0.5: 30, 0.75: 30, 0.9: 40}}


def test_anything_else_is_described_by_its_shares():
    profile = profile_of(
        "city", {"responders": {"上海": 3, "杭州": 1, "": 9}, "others": {"上海": 1}}
    )

    assert profile.quantiles is None
    assert profile.shares == {
        "responders": {"上海": Share(3, 4), "杭州": Share(1, 4)},
        "others": {"上海": Share(1, 1), "杭州": Share(0, 1)},
    }


def test_only_the_most_frequent_values_are_shown():
    counts = {f"城市{number}": number for number in range(1, 40)}

    shown = profile_of("city", {"responders": counts}).shares["responders"]

    assert list(shown) == [f"城市{number}" for number in range(39, 29, -1)]


@pytest.mark.parametrize("value", ["nan", "inf", "十"])
def test_what_is_no_number_makes_a_feature_words(value):
    assert profile_of("x", {"all": {value: 1, "3": 2}}).quantiles is None


@given(st.lists(st.integers(-99, 99), min_size=1))
def test_the_middle_is_the_median(values):
    counts = {str(value): values.count(value) for value in values}

    assert profile_of("x", {"all": counts}).quantiles["all"][0.5] == median_low(values)
