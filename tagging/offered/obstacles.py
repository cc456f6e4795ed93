"""What stands between an offer and a customer: the first thing found is the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tagging.layering import Flag, Layer
from tagging.offered.classes import ACTIVE_LAYERS, CustomerClass, same_tier
from tagging.offered.offer import Offer, OfferKind
from tagging.offered.policy import SHELF_ALONE, Policy, PolicyRule
from tagging.offered.price_protection import PriceFall
from tagging.offered.templates import layer_template
from tagging.offered.worth import NOTHING_MEASURED, LayerRates, depth_of, given_fen, worth_of
from tagging.reasons import Because, Reason


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for everybody on one day."""

    today: date
    policy: Policy = SHELF_ALONE
    rates: LayerRates = field(default_factory=lambda: NOTHING_MEASURED)


@dataclass(frozen=True, slots=True)
class Personal:
    """What is known of one customer beside their standing."""

    protections: Mapping[str, date] = field(default_factory=dict)
    """Up to which day, included, a product or category they bought is not discounted to them."""
    given: Mapping[str, Sequence[date]] = field(default_factory=dict)
    """On which days they got which offer."""
    falls: Sequence[PriceFall] = ()
    wants_personal: bool = True


def obstacle_for_class(offer: Offer, customers: CustomerClass, terms: Terms) -> Because | None:
    """Find the first thing that keeps an offer from all customers of a class.

    Who is held out gets no promotion, which price protection is not: it is owed. A class that
    refuses personalisation gets only what everybody of its tier may get.
    """
    if Flag.HELD_OUT in customers.flags and offer.kind is not OfferKind.PRICE_PROTECTION:
        return Because(Reason.LEFT_WITHOUT_OFFER)
    if customers.wants_personal:
        return _obstacle(offer, customers, terms)
    own = _obstacle(offer, CustomerClass(customers.layer, customers.level), terms)
    if own is None and any(_obstacle(offer, one, terms) for one in same_tier(customers.layer)):
        return Because(Reason.NOT_FOR_EVERYBODY)
    return own


def _obstacle(offer: Offer, customers: CustomerClass, terms: Terms) -> Because | None:
    if offer.is_discount and customers.layer is Layer.RECENT_BUYER:
        return layer_template(Layer.RECENT_BUYER)
    return (
        _obstacle_in_audience(offer, customers)
        or _obstacle_in_policy(offer, customers, terms.policy)
        or _obstacle_on_shelf(offer, terms)
        or _obstacle_in_worth(offer, customers.layer, terms)
    )


def _obstacle_in_audience(offer: Offer, customers: CustomerClass) -> Because | None:
    """Keep an offer to those it is meant for."""
    if customers.layer not in offer.layers:
        return Because(Reason.LAYER_NOT_MEANT, {"layer": customers.layer})
    missing = sorted(offer.flags - customers.flags)
    if missing:
        return Because(Reason.FLAG_MISSING, {"flag": missing[0]})
    if offer.levels and customers.level not in offer.levels:
        return Because(Reason.LEVEL_NOT_MEANT, {"level": customers.level.name.lower()})
    return None


def _obstacle_in_policy(offer: Offer, customers: CustomerClass, policy: Policy) -> Because | None:
    """Keep to the shop's policy."""
    rule = policy.rule_for(offer, customers)
    if rule is None:
        return None
    if offer.kind in rule.forbid:
        return Because(Reason.KIND_FORBIDDEN, {"rule": rule.said, "kind": offer.kind})
    return _obstacle_in_depth(offer, rule, policy)


def _obstacle_in_depth(offer: Offer, rule: PolicyRule, policy: Policy) -> Because | None:
    """Keep an allowed offer as deep, and as hard to reach, as the rule wants it."""
    depth = depth_of(offer, policy)
    if not rule.min_depth_percent <= depth * 100 <= rule.max_depth_percent:
        return Because(
            Reason.DEPTH_NOT_ALLOWED,
            {
                "rule": rule.said,
                "depth": f"{float(depth):.1%}",
                "least": f"{rule.min_depth_percent}%",
                "most": f"{rule.max_depth_percent}%",
            },
        )
    if offer.threshold_fen < rule.min_threshold_fen:
        return Because(
            Reason.THRESHOLD_TOO_LOW,
            {
                "rule": rule.said,
                "threshold_yuan": yuan(offer.threshold_fen),
                "least_yuan": yuan(rule.min_threshold_fen),
            },
        )
    return None


def _obstacle_on_shelf(offer: Offer, terms: Terms) -> Because | None:
    """Give only what is there, valid and paid for; both days of validity are included."""
    if offer.valid_from is not None and terms.today < offer.valid_from:
        return Because(Reason.NOT_YET_VALID, {"valid_from": offer.valid_from.isoformat()})
    if offer.valid_until is not None and terms.today > offer.valid_until:
        return Because(Reason.NO_LONGER_VALID, {"valid_until": offer.valid_until.isoformat()})
    if offer.stock == 0:
        return Because(Reason.SOLD_OUT)
    if offer.budget_fen is not None and offer.budget_fen < given_fen(offer, terms.policy):
        return Because(Reason.BUDGET_SPENT, {"left_yuan": yuan(offer.budget_fen)})
    return None


def _obstacle_in_worth(offer: Offer, layer: Layer, terms: Terms) -> Because | None:
    """Give nothing of which it is known that it costs more than it brings.

    A discount changes the price itself, so it must pay in every layer of the tier.
    """
    is_public = offer.kind is OfferKind.DISCOUNT and layer in ACTIVE_LAYERS
    for one in sorted(ACTIVE_LAYERS) if is_public else [layer]:
        worth = worth_of(offer, terms.policy, terms.rates.get(one))
        if worth is not None and worth.code is Reason.COSTS_MORE_THAN_IT_BRINGS:
            return worth
    return None


def obstacle_for_one(
    offer: Offer, customers: CustomerClass, personal: Personal, terms: Terms
) -> Because | None:
    """Find the first thing in a customer's own past that keeps an offer from them."""
    if offer.kind is OfferKind.PRICE_PROTECTION and fall_for(offer, personal, terms) is None:
        return Because(Reason.NO_PRICE_FALL, {"days": terms.policy.price_protection_days})
    if offer.name in customers.spared:
        return Because(Reason.SPARED_TODAY)
    rule = terms.policy.rule_for(offer, customers) if personal.given else None
    return _obstacle_in_products(offer, personal, terms.today) or _obstacle_in_given(
        offer, personal, rule, terms.today
    )


def fall_for(offer: Offer, personal: Personal, terms: Terms) -> PriceFall | None:
    """Find the fall of a price for which the difference is given back."""
    days = terms.policy.price_protection_days
    return next(
        (
            fall
            for fall in personal.falls
            if fall.is_protected(terms.today, days)
            and (not offer.products or fall.purchase.product in offer.products)
        ),
        None,
    )


def _obstacle_in_products(offer: Offer, personal: Personal, today: date) -> Because | None:
    """Spare those who bought the very thing a moment ago.

    Not those who refused personalisation: what they bought makes no difference to them.
    """
    if not offer.is_discount or not personal.wants_personal:
        return None
    for product in sorted(offer.products | offer.categories):
        until = personal.protections.get(product)
        if until is not None and today <= until:
            return Because(
                Reason.WITHIN_PRODUCT_CYCLE,
                {"product": product, "protected_until": until.isoformat()},
            )
    return None


def _obstacle_in_given(
    offer: Offer, personal: Personal, rule: PolicyRule | None, today: date
) -> Because | None:
    """Give nothing too often to the same customer."""
    days = personal.given.get(offer.name)
    if not days:
        return None
    if offer.per_customer is not None and len(days) >= offer.per_customer:
        return Because(Reason.GIVEN_OFTEN_ENOUGH, {"times": len(days), "most": offer.per_customer})
    rest_days = max(offer.cool_down_days, rule.cool_down_days if rule else 0)
    given_on = max(days)
    until = given_on + timedelta(days=rest_days)
    if rest_days and today <= until:
        return Because(
            Reason.COOLING_DOWN, {"given_on": given_on.isoformat(), "until": until.isoformat()}
        )
    return None


def yuan(fen: int) -> str:
    """Spell an amount that is not below 0 in yuan."""
    return f"{fen // 100}.{fen % 100:02}"
