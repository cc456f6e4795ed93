"""Draw a shop from a plan: the past, a campaign, and what came of its customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tagging.bought.cycles import cycles_of
from tagging.holdout import CONTROL, group_of
from tagging.layering import LayerRules, Standing, standing_of
from tagging.purchases import Item, Order, PurchaseState, merge_order, state_of
from tests.simulator.plan import DAY, Plan

PAST_DAYS = 720
STEADY = 4  # the shape of gamma gaps: half as much spread as chance alone
MOST_ORDERS = 60
RULES = LayerRules()
AFTERWARDS = DAY + timedelta(days=310)
"""Who has not bought since the window is lost by then."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a shop would know, by customer; the truth stays in the plan."""

    product_of: Mapping[str, str]
    past: Mapping[str, PurchaseState]
    standings: Mapping[str, Standing]
    groups: Mapping[str, str]
    bought: frozenset[str]
    """Who ordered inside the window."""
    joined: Mapping[str, date]
    brought_by: Mapping[str, str]
    afterwards: Mapping[str, PurchaseState]


def draw_shop(plan: Plan, chance: np.random.Generator, campaign: str) -> Shop:
    """Draw a shop; the same chance gives the same shop."""
    product_of = {
        f"c{number}": str(product)
        for number, product in enumerate(chance.choice(list(plan.cycles), plan.customers))
    }
    past = {
        customer: state_of(_past_of(customer, product, plan, chance))
        for customer, product in product_of.items()
    }
    shop_days = cycles_of(past.values(), RULES.default_cycle_days)
    standings = {
        customer: standing_of(customer, state, DAY, RULES, cycle_days=shop_days.own(state))
        for customer, state in past.items()
    }
    groups = {
        customer: group_of(customer, campaign, plan.control_share, dict.fromkeys(plan.lifts, 1.0))
        for customer in past
    }
    ordered = _answers(plan, standings, groups, chance)
    new = _friends(plan, list(past), chance)
    joined = {customer: state.first_day or DAY for customer, state in past.items()}
    return Shop(
        product_of=product_of,
        past=past,
        standings=standings,
        groups=groups,
        bought=frozenset(ordered),
        joined=joined | {friend: day for friend, (_, day) in new.items()},
        brought_by={friend: host for friend, (host, _) in new.items()},
        afterwards=_afterwards(plan, past, ordered, chance),
    )


def _past_of(customer: str, product: str, plan: Plan, chance: np.random.Generator) -> list[Order]:
    """Draw a customer's orders; some bought once, some stopped, the others are still with us."""
    kind = chance.random()
    begin = int(chance.integers(1, 400 if kind < 0.2 else PAST_DAYS))
    stop = int(chance.integers(0, 400)) if kind < 0.5 else 0
    cycle = plan.cycles[product] * chance.lognormal(0, plan.own_cycle_spread)
    gaps = np.maximum(1, chance.gamma(STEADY, cycle / STEADY, MOST_ORDERS).round())
    days = [] if kind < 0.2 else begin - np.cumsum(gaps)
    ago = [begin, *(int(day) for day in days if day > stop)]
    return [
        _order(f"{customer}-{place}", DAY - timedelta(days=day), product)
        for place, day in enumerate(ago)
    ]


def _answers(
    plan: Plan,
    standings: Mapping[str, Standing],
    groups: Mapping[str, str],
    chance: np.random.Generator,
) -> dict[str, date]:
    """Draw who orders in the window: by nature, or because an offer reached them."""
    ordered = {}
    for customer, standing in standings.items():
        rate, arm = plan.natural[standing.layer], groups[customer]
        if arm != CONTROL and chance.random() < plan.delivered:
            rate += plan.lifts[arm][standing.layer]
        if chance.random() < rate:
            ordered[customer] = DAY + timedelta(days=int(chance.integers(plan.window_days)))
    return ordered


def _friends(
    plan: Plan, hosts: list[str], chance: np.random.Generator
) -> dict[str, tuple[str, date]]:
    """Draw whom the customers bring in the window, and when each friend joins."""
    return {
        f"{host}'s friend {place}": (
            host,
            DAY + timedelta(days=int(chance.integers(plan.window_days))),
        )
        for host, count in zip(hosts, chance.poisson(plan.spread, len(hosts)), strict=True)
        for place in range(count)
    }


def _afterwards(
    plan: Plan,
    past: Mapping[str, PurchaseState],
    ordered: Mapping[str, date],
    chance: np.random.Generator,
) -> dict[str, PurchaseState]:
    """Draw who never buys again; the others order at least once before the end."""
    later = {}
    for customer, state in past.items():
        if customer in ordered:
            state = merge_order(state, _order(f"{customer}-w", ordered[customer], ""))  # noqa: PLW2901
        assert past[customer].last_day is not None
        is_active = (DAY - past[customer].last_day).days <= RULES.active_days
        if chance.random() >= plan.stops[is_active]:
            day = DAY + timedelta(days=int(chance.integers(45, 300)))
            state = merge_order(state, _order(f"{customer}-l", day, ""))  # noqa: PLW2901
        later[customer] = state
    return later


def _order(order_id: str, day: date, product: str) -> Order:
    items = (Item(product, 1, 9_900),) if product else ()
    return Order(order_id, day, 9_900, items)
