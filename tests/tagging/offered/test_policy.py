from dataclasses import replace
from importlib.resources import files

import pytest

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, Level
from tagging.offered.classes import CustomerClass, every_class
from tagging.offered.offer import DISCOUNTS, OfferKind
from tagging.offered.policy import Policy, PolicyRule
from tagging.offered.policy_file import parse_policy
from tagging.offers import Chooser, choose_offer
from tagging.products import ProductRole
from tagging.reasons import Reason
from tests.tagging.offered.builders import TODAY, offer, stand

PACKAGED = parse_policy((files("bot.data") / "policy.toml").read_text("utf-8"), "policy.toml")
COUPON = frozenset({OfferKind.COUPON})
RETURNING = CustomerClass(Layer.RETURNING_BUYER, Level.LOYAL, frozenset({Flag.HIGH_VALUE}))


def chosen(one, customers):
    return Chooser([one], TODAY, PACKAGED).choose_class(customers)


def why_not(one, customers):
    return chosen(one, customers).rejected[0][1].code


@pytest.mark.parametrize(
    ("terms", "fits"),
    [
        ({}, True),
        ({"layers": frozenset({Layer.RETURNING_BUYER})}, True),
        ({"layers": frozenset({Layer.DUE})}, False),
        ({"levels": frozenset({Level.LOYAL, Level.REGULAR})}, True),
        ({"levels": frozenset({Level.REGULAR})}, False),
        ({"flags": frozenset({Flag.HIGH_VALUE})}, True),
        ({"flags": frozenset({Flag.HIGH_VALUE, Flag.PRICE_SENSITIVE})}, False),
        ({"roles": frozenset({ProductRole.PROFIT})}, True),
        ({"roles": frozenset({ProductRole.EDGE})}, False),
        ({"forbid": frozenset({OfferKind.GIFT}), "allow": frozenset()}, False),
    ],
)
def test_a_rule_fits_one_of_its_layers_levels_and_roles_and_all_of_its_flags(terms, fits):
    rule = PolicyRule(name="r", **{"allow": COUPON} | terms)

    assert rule.fits(offer(roles=frozenset({ProductRole.PROFIT})), RETURNING) is fits


def test_the_first_rule_that_fits_decides():
    exception = PolicyRule(name="a", allow=COUPON, layers=frozenset({Layer.RETURNING_BUYER}))
    others = PolicyRule(name="b", forbid=COUPON)
    policy = Policy(rules=(exception, others))

    assert choose_offer(stand(40), [offer()], TODAY, policy=policy).offer
    refused = choose_offer(stand(100), [offer()], TODAY, policy=policy)
    assert refused.rejected[0][1].values == {"rule": "b", "kind": "coupon"}


@pytest.mark.parametrize(
    ("terms", "more", "reason"),
    [
        ({"min_depth_percent": 10}, {"depth_fen": 2000}, None),
        ({"min_depth_percent": 10}, {"depth_fen": 1999}, Reason.DEPTH_NOT_ALLOWED),
        ({"max_depth_percent": 10}, {"depth_fen": 2000}, None),
        ({"max_depth_percent": 10}, {"depth_fen": 2001}, Reason.DEPTH_NOT_ALLOWED),
        ({"min_threshold_fen": 300}, {"threshold_fen": 300}, None),
        ({"min_threshold_fen": 300}, {"threshold_fen": 299}, Reason.THRESHOLD_TOO_LOW),
    ],
)
def test_an_allowed_offer_keeps_to_depth_and_threshold(terms, more, reason):
    policy = Policy(rules=(PolicyRule(name="r", title="店规", allow=COUPON, **terms),))

    choice = choose_offer(stand(), [offer(**more)], TODAY, policy=policy)

    assert [because.code for _, because in choice.rejected] == ([reason] if reason else [])
    assert all(because.values["rule"] == "店规" for _, because in choice.rejected)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"margin_percent": 0}, "margin_percent must be 1 to 100, not 0"),
        ({"basket_fen": 0}, "basket_fen must be at least 1, not 0"),
        ({"price_protection_days": -1}, "price_protection_days must not be below 0, not -1"),
    ],
)
def test_a_policy_without_sense_is_refused(terms, sentence):
    with pytest.raises(RuleError, match=f"^{sentence}"):
        Policy(**terms)


# The trade's rules R4 and R7, as the packaged policy has them, whatever stands on the shelf.


@pytest.mark.parametrize("kind", sorted(DISCOUNTS))
def test_recent_buyers_get_no_discount_whatever_it_is_for(kind):
    for customers in every_class():
        if customers.layer is Layer.RECENT_BUYER:
            for role in (frozenset(), frozenset({ProductRole.TRAFFIC_DRIVER})):
                assert chosen(offer(kind=OfferKind(kind), roles=role), customers).offer is None


def test_high_value_customers_get_large_coupons_with_a_high_threshold_and_no_small_ones():
    rich = CustomerClass(Layer.DUE, Level.LOYAL, frozenset({Flag.HIGH_VALUE}))
    large = offer(kind=OfferKind.THRESHOLD_COUPON, depth_fen=10_000, threshold_fen=60_000)

    assert chosen(large, rich).offer is large
    assert why_not(replace(large, depth_fen=5_000), rich) is Reason.DEPTH_NOT_ALLOWED
    assert why_not(replace(large, threshold_fen=29_900), rich) is Reason.THRESHOLD_TOO_LOW


@pytest.mark.parametrize(("level", "is_given"), [(Level.FIRST_TIME, False), (Level.REGULAR, True)])
def test_who_returns_gets_something_to_share_and_who_bought_once_does_not(level, is_given):
    share = offer(kind=OfferKind.SHARE_COUPON)

    assert (chosen(share, CustomerClass(Layer.DUE, level)).offer is share) is is_given


@pytest.mark.parametrize("layer", [Layer.SLEEPING, Layer.LOST])
def test_win_backs_are_large(layer):
    customers = CustomerClass(layer, Level.SECOND_TIME)

    assert chosen(offer(depth_fen=4000), customers).offer
    assert why_not(offer(depth_fen=3999), customers) is Reason.DEPTH_NOT_ALLOWED


@pytest.mark.parametrize(("level", "is_given"), [(Level.FIRST_TIME, False), (Level.REGULAR, True)])
def test_profit_items_are_discounted_seldom_little_and_only_for_who_bought_twice(level, is_given):
    profit = offer(roles=frozenset({ProductRole.PROFIT}), depth_fen=3000)
    customers = CustomerClass(Layer.LAPSING, level)

    assert (chosen(profit, customers).offer is profit) is is_given
    assert chosen(replace(profit, depth_fen=3001), customers).offer is None
    rule = PACKAGED.rule_for(profit, customers)
    assert (rule.cool_down_days == 90) is is_given


@pytest.mark.parametrize("role", [ProductRole.TRAFFIC_DRIVER, ProductRole.EDGE])
def test_promotions_on_what_draws_or_lies_go_first_to_lapsed_one_time_bargain_hunters(role):
    promotion = offer(roles=frozenset({role}), depth_fen=4000)
    firsts = {
        (one.layer, one.level)
        for one in every_class()
        if one.flags == {Flag.PRICE_SENSITIVE} and PACKAGED.rule_for(promotion, one).comes_first
        if one.layer not in {Layer.DUE, Layer.FIRST_TIME_BUYER, Layer.RETURNING_BUYER}
    }

    assert firsts == {
        (layer, Level.FIRST_TIME) for layer in (Layer.LAPSING, Layer.SLEEPING, Layer.LOST)
    }


def test_the_first_audience_of_other_promotions_is_active_and_outside_the_window():
    firsts = {
        one.layer
        for one in every_class()
        if (rule := PACKAGED.rule_for(offer(), one)) and rule.comes_first
    }

    assert firsts == {Layer.DUE, Layer.FIRST_TIME_BUYER, Layer.RETURNING_BUYER}
