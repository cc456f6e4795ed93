"""Ask the product about a drawn shop, and tell whether the truth lies where it says."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from tagging.bought.cycles import cycles_of
from tagging.bought.movements import lost_rate, movements_of, spread_of
from tagging.counts import Share
from tagging.holdout import CONTROL
from tagging.layering import Layer, Tier, recency_of, tier_of
from tagging.purchases import PurchaseState
from tagging.response import Question, answer
from tests.simulator.plan import DAY, Plan
from tests.simulator.shop import AFTERWARDS, RULES, Shop, draw_shop

FEWEST = 30
"""Customers of a layer in a group; with fewer nothing is asked of it."""
CYCLE_TOLERANCE = 0.15
"""Of a product's cycle: orders at both ends of the past are cut off."""


class Reading(NamedTuple):
    """A number that was planted, and between what the product says it lies."""

    kind: str
    truth: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Tell whether the truth is inside."""
        return self.low <= self.truth <= self.high


def read_run(plan: Plan, seed: int) -> list[Reading]:
    """Draw a shop and read everything that was planted in it."""
    shop = draw_shop(plan, np.random.default_rng(seed), f"campaign {seed}")
    return [
        *_lifts(plan, shop),
        *_natural_rates(plan, shop),
        *_cycles(plan, shop),
        _spread(plan, shop),
        _lost(plan, shop),
    ]


def _lifts(plan: Plan, shop: Shop) -> Iterator[Reading]:
    """Ask for the lift of each arm, for everybody and in each layer that is large enough."""
    layers = [*shop.standings.values()]
    questions, truths = [], []
    for arm in plan.lifts:
        truths.append(float(np.mean([plan.lift(arm, each.layer) for each in layers])))
        questions.append(_question(shop, arm, ""))
        for layer in plan.natural:
            question = _question(shop, arm, layer)
            if min(question.treated.of, question.control.of) >= FEWEST:
                truths.append(plan.lift(arm, layer))
                questions.append(question)
    for truth, found in zip(truths, answer(questions), strict=True):
        kind = "lift by layer" if found.question.layer else "lift"
        yield Reading(kind, truth, *found.judged.lift.interval)


def _question(shop: Shop, arm: str, layer: Layer | str) -> Question:
    return Question(
        arm=arm,
        outcome="bought",
        treated=_share(shop, arm, layer),
        control=_share(shop, CONTROL, layer),
        layer=layer,
    )


def _share(shop: Shop, group: str, layer: Layer | str) -> Share:
    members = [
        customer
        for customer, own in shop.groups.items()
        if own == group and layer in {"", shop.standings[customer].layer}
    ]
    return Share(sum(customer in shop.bought for customer in members), len(members))


def _natural_rates(plan: Plan, shop: Shop) -> Iterator[Reading]:
    """Ask the control group how many of each layer buy unasked."""
    for layer, rate in plan.natural.items():
        share = _share(shop, CONTROL, layer)
        if share.of >= FEWEST:
            yield Reading("natural rate by layer", rate, *share.bounds)


def _cycles(plan: Plan, shop: Shop) -> Iterator[Reading]:
    """Ask for the cycle of each product, leaning on the shop's."""
    shop_days = cycles_of(shop.past.values(), RULES.default_cycle_days).usual_days
    for product, days in plan.cycles.items():
        buyers = [state for name, state in shop.past.items() if shop.product_of[name] == product]
        found = cycles_of(buyers, shop_days).usual_days
        reach = CYCLE_TOLERANCE * found
        yield Reading("product cycle", days, found - reach, found + reach)


def _spread(plan: Plan, shop: Shop) -> Reading:
    last = DAY + timedelta(days=plan.window_days - 1)
    found = spread_of(shop.joined, shop.brought_by, DAY, last)
    return Reading("spread K", plan.spread, *found.bounds)


def _lost(plan: Plan, shop: Shop) -> Reading:
    """Ask how many were lost to each active customer; those who were not active count too."""
    before = {name: _tier(state, 0) for name, state in shop.past.items()}
    days = (AFTERWARDS - DAY).days
    after = {name: _tier(state, days) for name, state in shop.afterwards.items()}
    found = lost_rate(movements_of(before, after))
    active = sum(tier is Tier.ACTIVE for tier in before.values())
    others = sum(tier not in {Tier.ACTIVE, Tier.LOST} for tier in before.values())
    truth = (active * plan.stops[True] + others * plan.stops[False]) / active
    return Reading("lost rate", truth, *found.bounds)


def _tier(state: PurchaseState, days: int) -> Tier:
    assert state.last_day is not None
    return tier_of(recency_of(state.last_day, DAY + timedelta(days=days)), RULES)
