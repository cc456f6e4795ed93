from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.layering import Flag, Layer, Level
from tagging.offered.classes import ACTIVE_LAYERS, CustomerClass, every_class, same_tier
from tagging.offered.obstacles import (
    Personal,
    Terms,
    obstacle_for_class,
    obstacle_for_one,
    yuan,
)
from tagging.offered.offer import OfferKind
from tagging.offered.policy import Policy, PolicyRule
from tagging.reasons import Reason
from tests.tagging.offered.builders import TODAY, layer_rates, offer, rates, shelves

DUE = CustomerClass(Layer.DUE, Level.REGULAR)


def against(one, customers=DUE, **terms):
    found = obstacle_for_class(one, customers, Terms(TODAY, **terms))
    return found and found.code


def own(one, *, policy=None, **personal):
    terms = Terms(TODAY, policy or Policy())
    found = obstacle_for_one(one, DUE, Personal(**personal), terms)
    return found and found.code


@pytest.mark.parametrize(
    ("depth_fen", "reason"), [(3199, None), (3200, Reason.COSTS_MORE_THAN_IT_BRINGS)]
)
def test_a_discount_must_stay_below_the_break_even_of_its_layer(depth_fen, reason):
    measured = {Layer.DUE: rates(120, 200)}  # 40 % of a margin of 8,000 fen

    assert against(offer(depth_fen=depth_fen), rates=measured) is reason


@pytest.mark.parametrize("layer", [Layer.LOST, Layer.DUE])
def test_rates_of_another_layer_say_nothing(layer):
    wasted = {layer: rates(200, 100)}

    assert (against(offer(), rates=wasted) is None) is (layer is not Layer.DUE)
    assert against(offer(kind=OfferKind.CARE), rates=wasted) is None


@pytest.mark.parametrize(("budget_fen", "reason"), [(1000, None), (999, Reason.BUDGET_SPENT)])
def test_what_is_left_must_pay_for_one(budget_fen, reason):
    assert against(offer(budget_fen=budget_fen, depth_fen=1000)) is reason


@given(shelves, layer_rates)
def test_the_price_itself_is_the_same_for_all_of_a_tier(shelf, measured):
    """PIPL §24; coupons may differ, and levels are announced."""
    policy = Policy(rules=(PolicyRule(name="r", forbid=frozenset({OfferKind.DISCOUNT}),
                                      levels=frozenset({Level.LOYAL})),))  # fmt: skip
    terms = Terms(TODAY, policy, measured)
    for one in shelf:
        if one.kind is OfferKind.DISCOUNT and not one.flags and one.layers >= ACTIVE_LAYERS:
            for level in Level:
                open_to = {
                    obstacle_for_class(one, customers, terms) is None
                    for customers in every_class()
                    if customers.layer in ACTIVE_LAYERS and customers.level is level
                }
                assert len(open_to) <= 1


@given(shelves, st.sampled_from(every_class()), layer_rates)
def test_who_refuses_personalisation_gets_what_everybody_of_the_tier_may_get(
    shelf, customers, measured
):
    terms = Terms(TODAY, rates=measured)
    anonymous = CustomerClass(customers.layer, customers.level, customers.flags, False)  # noqa: FBT003
    for one in shelf:
        is_open = obstacle_for_class(one, anonymous, terms) is None
        assert is_open is all(
            obstacle_for_class(one, other, terms) is None for other in same_tier(customers.layer)
        )


def test_an_offer_for_some_of_a_tier_is_said_to_be_so():
    for some in (offer(layers=frozenset({Layer.DUE})), offer(levels=frozenset({Level.REGULAR}))):
        anonymous = CustomerClass(Layer.DUE, Level.REGULAR, wants_personal=False)
        assert against(some) is None
        assert against(some, anonymous) is Reason.NOT_FOR_EVERYBODY
    flagged = CustomerClass(Layer.DUE, Level.REGULAR, frozenset({Flag.HIGH_VALUE}), False)  # noqa: FBT003
    assert against(offer(flags=frozenset({Flag.HIGH_VALUE})), flagged) is Reason.FLAG_MISSING


@pytest.mark.parametrize(("days_ago", "reason"), [(14, Reason.COOLING_DOWN), (15, None)])
def test_an_offer_rests_up_to_the_last_day_of_its_cool_down(days_ago, reason):
    given_on = [TODAY - timedelta(days=days_ago), TODAY - timedelta(days=90)]

    assert own(offer(cool_down_days=14), given={"满减": given_on}) is reason
    assert own(offer(cool_down_days=14), given={"别的": [TODAY]}) is None
    assert own(offer(), given={"满减": given_on}) is None


def test_the_policy_may_let_an_offer_rest_longer():
    rule = PolicyRule(name="r", allow=frozenset({OfferKind.COUPON}), cool_down_days=90)
    given_on = {"满减": [TODAY - timedelta(days=90)]}

    assert own(offer(cool_down_days=14), given=given_on) is None
    assert (
        own(offer(cool_down_days=14), given=given_on, policy=Policy(rules=(rule,)))
        is Reason.COOLING_DOWN
    )


@pytest.mark.parametrize(("times", "reason"), [(1, None), (2, Reason.GIVEN_OFTEN_ENOUGH)])
def test_an_offer_is_given_no_more_often_than_it_says(times, reason):
    assert own(offer(per_customer=2), given={"满减": [TODAY - timedelta(9)] * times}) is reason


def test_what_somebody_bought_makes_no_difference_to_who_refused_personalisation():
    milk = offer(products=frozenset({"奶粉"}))

    assert own(milk, protections={"奶粉": TODAY}) is Reason.WITHIN_PRODUCT_CYCLE
    assert own(milk, protections={"奶粉": TODAY}, wants_personal=False) is None


@pytest.mark.parametrize(("fen", "text"), [(0, "0.00"), (5, "0.05"), (19_990, "199.90")])
def test_fen_are_spelled_as_yuan(fen, text):
    assert yuan(fen) == text
