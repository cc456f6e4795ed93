from collections import Counter
from datetime import date, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.bought.natural_rates import natural_rates
from tagging.counts import Share
from tagging.layering import LayerRules, Tier, recency_of, tier_of
from tests.tagging.bought.real_orders import REAL_DATA, cdnow, days_of, grocer, retail

TODAY = date(2026, 3, 1)
NOW = TODAY.toordinal()
RULES = LayerRules()


def ago(*days):
    return [TODAY - timedelta(days=each) for each in days]


def test_each_tier_has_its_bounds_and_the_protection_window_stands_apart():
    rates = natural_rates(days_of([]), [NOW], 30, RULES)

    assert [(each.tier, each.from_days, each.until_days, each.is_recent) for each in rates] == [
        (Tier.ACTIVE, 1, 30, True),
        (Tier.ACTIVE, 31, 90, False),
        (Tier.SILENT, 91, 180, False),
        (Tier.SLEEPING, 181, 270, False),
        (Tier.LOST, 271, None, False),
    ]
    assert {each.all for each in rates} == {Share(0, 0)}


def test_without_a_protection_window_there_are_the_tiers_alone():
    rates = natural_rates(days_of([ago(3)]), [NOW], 30, LayerRules(protection_days=0))

    assert [each.tier for each in rates] == list(Tier)
    assert not any(each.is_recent for each in rates)


@pytest.mark.parametrize(("days_later", "came_back"), [(0, 1), (29, 1), (30, 0)])
def test_who_comes_in_the_thirty_days_from_a_date_on_came_back(days_later, came_back):
    rates = natural_rates(days_of([ago(40, -days_later), ago(5)]), [NOW], 30, RULES)

    assert rates[1].once == Share(came_back, 1)
    assert rates[0].once == Share(0, 1)


def test_one_order_and_several_are_told_apart_and_dates_add_up():
    histories = days_of([ago(100, 100), ago(95), ago(-500), ago(400, -3)])

    (_, active, silent, _, lost) = natural_rates(histories, [NOW, NOW - 30], 30, RULES)

    assert (silent.once, silent.again) == (Share(0, 1), Share(0, 1))
    assert (active.once, active.again) == (Share(0, 1), Share(0, 1))
    assert (lost.once, lost.all) == (Share(1, 2), Share(1, 2))


@given(st.lists(st.lists(st.integers(-120, 400), max_size=6), max_size=12), st.integers(1, 120))
def test_every_buyer_is_counted_in_the_tier_they_stand_in(customers, within_days):
    histories = [ago(*own) for own in customers]
    expected = Counter()
    for own in histories:
        past = [day for day in own if day < TODAY]
        if past:
            coming = sum(TODAY <= day < TODAY + timedelta(days=within_days) for day in own)
            expected[tier_of(recency_of(max(past), TODAY), RULES), coming > 0] += 1

    found = Counter()
    for each in natural_rates(days_of(histories), [NOW], within_days, RULES):
        found[each.tier, True] += each.all.count
        found[each.tier, False] += each.all.of - each.all.count

    assert +found == expected


PUBLISHED = [
    (retail, date(2011, 9, 10), 90, "all", (75, 63, 46, 33, 38)),
    (retail, date(2011, 9, 10), 30, "all", (41, 31, 22, 12, 10)),
    (retail, date(2011, 9, 10), 90, "once", (49, 43, 37, 31, 38)),
    (retail, date(2011, 9, 10), 90, "again", (80, 72, 58, 40, None)),
    (cdnow, date(1998, 4, 1), 90, "all", (52, 40, 26, 18, 4)),
    (cdnow, date(1998, 4, 1), 30, "all", (25, 18, 11, 6, 2)),
    (grocer, date(2007, 10, 1), 90, "all", (79, 71, 25, 14, 2)),
    (grocer, date(2007, 10, 1), 30, "all", (56, 49, 17, 12, 1)),
]


@pytest.mark.skipif(not REAL_DATA, reason="ZHANGGUI_REAL_DATA is not set")
@pytest.mark.parametrize(("shop", "day", "within_days", "who", "percent"), PUBLISHED)
def test_three_real_shops_come_back_as_published(shop, day, within_days, who, percent):
    """The figures are of all customers, the data a random 60 % of them.

    So a share differs by chance: its variance is that of a sample without replacement, 40 % of
    the usual. Three standard errors, and half a point for the printed figure's own rounding.
    """
    for each, published in zip(
        natural_rates(shop(), [day.toordinal()], within_days, RULES), percent, strict=True
    ):
        share = getattr(each, who)
        if published is not None:
            rate = published / 100
            error = sqrt(0.4 * max(rate, 0.005) * (1 - rate) / share.of)
            assert abs(share.rate - rate) <= 3 * error + 0.005
