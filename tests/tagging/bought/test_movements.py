from datetime import date
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.bought.movements import Ratio, lost_rate, movements_of, spread_of
from tagging.layering import Layer, Tier

names = st.sampled_from("甲乙丙丁戊己")
places = st.dictionaries(names, st.sampled_from([*Layer, None]))


def test_movements_count_from_where_to_where():
    before = {"甲": Layer.DUE, "乙": Layer.DUE, "丙": Layer.LOST, "丁": Layer.PROSPECT}
    after = {"甲": Layer.RECENT_BUYER, "乙": Layer.LAPSING, "丙": Layer.LOST, "戊": Layer.PROSPECT}

    assert movements_of(before, after) == {
        (Layer.DUE, Layer.RECENT_BUYER): 1,
        (Layer.DUE, Layer.LAPSING): 1,
        (Layer.LOST, Layer.LOST): 1,
        (Layer.PROSPECT, None): 1,
        (None, Layer.PROSPECT): 1,
    }


@given(places, places)
def test_nobody_is_lost_on_the_way(before, after):
    moved = movements_of(before, after)

    assert moved.total() == len(before.keys() | after.keys())
    for layer in Layer:
        stood = sum(count for (was, _), count in moved.items() if was is layer)
        assert stood == list(before.values()).count(layer)


def test_the_lost_of_a_period_are_set_against_the_active_of_its_start():
    moved = {
        (Tier.ACTIVE, Tier.ACTIVE): 50,
        (Tier.ACTIVE, Tier.LOST): 2,
        (Tier.SLEEPING, Tier.LOST): 7,
        (None, Tier.LOST): 1,
        (Tier.LOST, Tier.LOST): 90,
        (Tier.LOST, Tier.ACTIVE): 3,
    }

    assert lost_rate(moved) == Ratio(10, 52)
    assert lost_rate({}).rate is None


def test_word_spreads_by_those_whom_customers_brought():
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    joined = {
        "老客": date(2026, 2, 28),
        "老友": date(2025, 1, 1),
        "朋友": first,
        "朋友的朋友": last,
        "路过": date(2026, 3, 9),
        "晚来": date(2026, 4, 1),
    }
    brought_by = {"朋友": "老客", "朋友的朋友": "朋友", "路过": "海报", "晚来": "老客"}

    assert spread_of(joined, brought_by, first, last) == Ratio(2, 2)
    assert spread_of(joined, brought_by, first, last).rate == 1


def test_word_has_spread_as_far_as_chance_allows():
    low, high = Ratio(30, 1000).bounds

    assert (round(low, 4), round(high, 4)) == (0.021, 0.0428)
    assert Ratio(0, 100).bounds[0] == 0
    assert Ratio(0, 0).bounds == (0, inf)


@pytest.mark.parametrize("mean", [3, 30, 300])
def test_the_true_spread_lies_in_95_of_100_intervals(mean):
    chance = np.random.default_rng(12)

    inside = [
        low <= mean / 1000 <= high
        for low, high in (Ratio(int(count), 1000).bounds for count in chance.poisson(mean, 10_000))
    ]

    assert 0.94 <= np.mean(inside) <= 0.975
