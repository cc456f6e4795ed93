import numpy as np
import pytest

from tagging.foreseen.tier_rates import TierRates, observe_tiers
from tagging.layering import LayerRules
from tests.tagging.foreseen.shops import TODAY, histories_of

ENDS = (90, 180, 270)


def rates(bought, seen):
    return TierRates(ENDS, bought, seen, sum(seen)).rates()


def test_many_customers_speak_for_themselves():
    assert rates((5_000, 3_000, 1_000, 100), (10_000,) * 4) == pytest.approx(
        [0.5, 0.3, 0.1, 0.01], abs=0.001
    )


def test_a_tier_that_nobody_was_in_has_the_rate_of_the_fresher_one():
    active, silent, sleeping, lost = rates((40, 10, 0, 0), (100, 100, 0, 0))

    assert silent == sleeping == lost < active


def test_where_nobody_came_back_a_chance_is_left():
    assert 0 < rates((0, 0, 0, 0), (30, 0, 0, 0)).min() < 0.02


def test_nobody_is_surer_than_all_that_were_seen_allow():
    never, always = rates((0,) * 4, (250,) * 4), rates((250,) * 4, (250,) * 4)

    assert never.min() == pytest.approx(0.5 / 1_001)
    assert always.max() == pytest.approx(1 - 0.5 / 1_001)


@pytest.mark.parametrize(("quiet_days", "tier"), [(90, 0), (91, 1), (180, 1), (270, 2), (271, 3)])
def test_a_bound_belongs_to_the_fresher_tier(quiet_days, tier):
    learned = TierRates(ENDS, (90, 50, 20, 1), (100,) * 4, 100)

    assert learned.chances(histories_of([quiet_days]), TODAY) == learned.rates()[tier]


def test_customers_are_counted_in_the_tier_of_the_past_day():
    past = histories_of([100, 5], [100], [301, 20], [60])
    day = TODAY - 30

    observed = observe_tiers(past, [day], 30, LayerRules())

    assert observed.seen == (3, 0, 0, 1)
    assert observed.bought == (1, 0, 0, 1)
    assert observed.customers == 4
    assert np.diff(observed.rates()).shape == (3,)
