from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given

from tagging.counts import Share
from tagging.measured.intervals import newcombe
from tagging.measured.sequential import TUNED_FOR, always_valid, variance_of
from tests.tagging.measured.test_intervals import GROUPS


def test_it_is_the_mixture_of_waudby_smith_as_growthbook_writes_it():
    difference, variance, everybody = 0.02, 0.0001, 3_000
    rho = sqrt((-2 * log(0.05) + log(-2 * log(0.05) + 1)) / TUNED_FOR)
    whole = everybody * variance
    width = sqrt(whole) * sqrt(
        2
        * (everybody * rho**2 + 1)
        * log(sqrt(everybody * rho**2 + 1) / 0.05)
        / (everybody * rho) ** 2
    )

    interval = always_valid(difference, variance, everybody)

    assert interval == pytest.approx((difference - width, difference + width))


def test_its_bound_is_where_the_bet_on_a_difference_pays_twenty_to_one():
    variance, everybody = 0.0001, 3_000
    rho_squared = (-2 * log(0.05) + log(-2 * log(0.05) + 1)) / TUNED_FOR
    reach = always_valid(0, variance, everybody).high
    grown = everybody * rho_squared + 1

    won = exp(rho_squared * reach**2 * everybody / variance / (2 * grown)) / sqrt(grown)

    assert won == pytest.approx(20)


@given(GROUPS, GROUPS)
def test_looking_every_day_costs_width(treated, control):
    difference = treated.rate - control.rate
    everybody = treated.of + control.of
    low, high = always_valid(difference, variance_of(treated, control), everybody)
    narrow = newcombe(treated, control)

    assert low < difference < high
    if min(treated.count, control.count) > 20:
        assert high - low > narrow.high - narrow.low


@pytest.mark.parametrize(
    ("treated", "control", "rate"), [(500, 500, 0.10), (450, 50, 0.01), (45, 5, 0.02)]
)
def test_who_looks_on_thirty_days_sees_no_winner_where_nothing_was_done(treated, control, rate):
    chance = np.random.default_rng(11)
    winners = 0
    for _ in range(300):
        ours, theirs = (chance.binomial(size, rate, 30).cumsum() for size in (treated, control))
        winners += any(
            is_sure(Share(int(yes), treated * day), Share(int(no), control * day))
            for day, (yes, no) in enumerate(zip(ours, theirs, strict=True), 1)
        )

    assert winners <= 0.05 * 300 + 2 * (300 * 0.05 * 0.95) ** 0.5


def is_sure(treated, control):
    difference, everybody = treated.rate - control.rate, treated.of + control.of
    low, high = always_valid(difference, variance_of(treated, control), everybody)
    return low > 0 or high < 0


def test_a_group_in_which_nobody_answered_yet_is_not_taken_for_sure():
    assert variance_of(Share(0, 50), Share(0, 50)) > 0
    assert variance_of(Share(100, 1000), Share(80, 1000)) == pytest.approx(
        0.09 / 1000 + 0.0736 / 1000, rel=0.02
    )
