import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.errors import GroupError
from tagging.measured.intervals import newcombe
from tagging.measured.pooling import pool
from tagging.measured.significance import pooled_z
from tests.tagging.measured.test_intervals import GROUPS


@given(GROUPS, GROUPS)
def test_one_campaign_alone_is_what_it_was(treated, control):
    pooled = pool([(treated, control)])

    assert pooled.lift == pytest.approx(treated.rate - control.rate)
    assert pooled.interval == pytest.approx(newcombe(treated, control))
    assert pooled.p == pytest.approx(pooled_z(treated, control))


def test_five_campaigns_together_show_what_none_shows_alone():
    campaign = Share(220, 1_800), Share(18, 200)

    pooled = pool([campaign] * 5)

    assert newcombe(*campaign).low < 0
    assert pooled.interval.low > 0
    assert pooled.p < 0.05 < pooled_z(*campaign)
    assert (pooled.campaigns, pooled.lift) == (5, pytest.approx(220 / 1_800 - 0.09))


def test_customers_of_two_campaigns_are_never_compared():
    # Each does nothing; thrown together they would seem to halve what is bought.
    spring = Share(90, 900), Share(10, 100)
    autumn = Share(50, 100), Share(450, 900)

    assert pool([spring, autumn]).lift == pytest.approx(0)


@given(st.lists(st.tuples(GROUPS, GROUPS), min_size=1, max_size=6))
def test_a_pooled_lift_lies_between_its_campaigns(campaigns):
    lifts = [treated.rate - control.rate for treated, control in campaigns]
    pooled = pool(campaigns)

    assert min(lifts) - 1e-9 <= pooled.lift <= max(lifts) + 1e-9
    assert pooled.interval.low <= pooled.lift <= pooled.interval.high
    assert 0 <= pooled.p <= 1


def test_a_campaign_without_one_of_its_groups_adds_nothing():
    campaign = Share(220, 1_800), Share(18, 200)

    assert pool([campaign, (Share(5, 9), Share(0, 0))]) == pool([campaign])


def test_nothing_is_pooled_where_no_campaign_has_both_groups():
    with pytest.raises(GroupError, match="both a treated and a control group"):
        pool([(Share(0, 0), Share(1, 2))])
