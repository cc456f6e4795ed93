from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.layering import Layer
from tagging.offered.offer import OfferKind
from tagging.offered.policy import Policy
from tagging.offered.worth import (
    Rates,
    basket_fen,
    break_even_depth,
    depth_of,
    expected_margin_fen,
    given_fen,
    large_enough,
    worth_of,
)
from tagging.reasons import Reason
from tests.tagging.offered.builders import offer, rates

POLICY = Policy(margin_percent=40, basket_fen=20_000)


@pytest.mark.parametrize(
    ("natural", "stimulated", "depth"),
    [
        ((91, 10_000), (162, 10_000), Fraction(71, 162)),  # Hillstrom, bought a month ago
        ((30, 10_000), (83, 10_000), Fraction(53, 83)),  # and ten to twelve months ago
        ((5, 100), (10, 200), Fraction(0)),
        ((10, 100), (5, 100), Fraction(-1)),
        ((3, 100), (0, 100), Fraction(0)),
    ],
)
def test_the_break_even_is_the_share_of_buyers_who_were_moved(natural, stimulated, depth):
    assert break_even_depth(Rates(Share(*natural), Share(*stimulated))) == depth


@pytest.mark.parametrize(
    ("natural", "stimulated"), [((0, 0), (5, 100)), ((5, 100), (0, 0)), ((0, 100), (0, 100))]
)
def test_without_two_groups_and_a_buyer_nothing_was_measured(natural, stimulated):
    measured = Rates(Share(*natural), Share(*stimulated))

    assert break_even_depth(measured) is None
    assert worth_of(offer(), POLICY, measured).code is Reason.NOT_MEASURED_YET
    assert expected_margin_fen(offer(expected_margin_fen=70), POLICY, measured) == 70


@pytest.mark.parametrize(
    ("kind", "more", "fen", "basket"),
    [
        (OfferKind.COUPON, {"depth_fen": 1500}, 1500, 20_000),
        (OfferKind.COUPON, {"depth_fen": 1500, "basket_fen": 9000}, 1500, 9000),
        (OfferKind.THRESHOLD_COUPON, {"depth_fen": 900, "threshold_fen": 30_000}, 900, 30_000),
        (OfferKind.DISCOUNT, {"depth_percent": 15}, 3000, 20_000),
        (OfferKind.GIFT, {"cost_fen": 800}, 800, 20_000),
        (OfferKind.FREE_SHIPPING, {"cost_fen": 1200}, 1200, 20_000),
    ],
)
def test_what_is_given_away_is_what_is_taken_off_and_what_it_costs(kind, more, fen, basket):
    one = offer(kind=kind, **more)

    assert (given_fen(one, POLICY), basket_fen(one, POLICY)) == (fen, basket)
    assert depth_of(one, POLICY) == Fraction(fen, basket)


def test_the_expected_margin_is_what_more_is_earned_than_without_the_offer():
    coupon = offer(depth_fen=2000)  # of a margin of 8,000 fen

    assert expected_margin_fen(coupon, POLICY, rates(100, 200)) == Fraction(2 * 6000 - 8000, 10)


def test_a_kindness_has_no_break_even():
    thanks = offer(kind=OfferKind.THANKS, expected_margin_fen=30)

    assert worth_of(thanks, POLICY, rates(100, 50)) is None
    assert expected_margin_fen(thanks, POLICY, rates(100, 50)) == 30


def test_a_reason_says_the_numbers_it_rests_on():
    worth = worth_of(offer(depth_fen=4000), POLICY, rates(120, 200))

    assert worth.code is Reason.COSTS_MORE_THAN_IT_BRINGS
    assert worth.values == {
        "depth_of_margin": "50.0%",
        "break_even": "40.0%",
        "natural": "120/1000",
        "stimulated": "200/1000",
    }


@given(
    st.integers(1, 30_000),
    st.integers(1, 100),
    st.integers(0, 100),
    st.integers(1, 100),
)
def test_an_offer_is_refused_where_and_only_where_it_earns_nothing(
    depth_fen, margin_percent, natural, stimulated
):
    coupon = offer(depth_fen=depth_fen, margin_percent=margin_percent)
    measured = rates(natural, stimulated, of=100)

    earns = expected_margin_fen(coupon, POLICY, measured) > 0
    assert worth_of(coupon, POLICY, measured).code is (
        Reason.PAYS_FOR_ITSELF if earns else Reason.COSTS_MORE_THAN_IT_BRINGS
    )


@pytest.mark.parametrize(
    ("natural", "stimulated", "is_enough"),
    [
        ((10, 100), (10, 100), True),
        ((10, 99), (90, 900), False),
        ((50, 500), (30, 99), False),
        ((1, 100), (18, 900), False),
    ],
)
def test_rates_of_few_customers_or_few_buyers_decide_nothing(natural, stimulated, is_enough):
    measured = {Layer.DUE: Rates(Share(*natural), Share(*stimulated))}

    assert large_enough(measured) == (measured if is_enough else {})
