"""The shop looks at all its customers together, once a day, so that each can be placed alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.records import ArmCount, Portrait
from bot.shop import Shop
from bot.store import Unit
from tagging.bought.cycles import cycle_of
from tagging.counts import Share
from tagging.holdout import CONTROL
from tagging.layering import Layer
from tagging.offered.worth import LayerRates, Rates, large_enough

WINDOW = timedelta(days=30)


async def draw_portrait(now: datetime, unit: Unit, shop: Shop) -> Portrait:
    """Draw the portrait of the day, with the cycles of what the shelf names; it only reads."""
    portrait = await unit.portraits.draw(shop.date_of(now), shop.layer_rules)
    return replace(
        portrait,
        usual_days=await _usual_days(portrait.shop_days, unit, shop),
        arms=tuple(await unit.assignments.arms(WINDOW, now)),
    )


async def _usual_days(shop_days: float, unit: Unit, shop: Shop) -> dict[str, float]:
    """Estimate the cycle of each thing that an offer names: product, category, shop."""
    things = frozenset().union(*(offer.products | offer.categories for offer in shop.shelf))
    if not things:
        return {}
    known = await unit.imports.products_of(things)
    category_of = {code: str(product["category"]) for code, product in known.items()}
    sums = await unit.purchases.sums_of(things | set(category_of.values()))

    def usual(thing: str, prior_days: float) -> float:
        return cycle_of(*sums.get(thing, (0, 0)), prior_days)

    return {
        thing: usual(thing, usual(category_of[thing], shop_days))
        if category_of.get(thing)
        else usual(thing, shop_days)
        for thing in sorted(things)
    }


def rates_of(arms: Sequence[ArmCount]) -> LayerRates:
    """Add up natural and stimulated rates by layer, where there are enough customers to tell."""
    rates: dict[Layer, Rates] = {}
    for layer in Layer:
        of_layer = [arm for arm in arms if arm.layer == layer]
        natural = _share([arm for arm in of_layer if arm.arm == CONTROL])
        stimulated = _share([arm for arm in of_layer if arm.arm != CONTROL])
        rates[layer] = Rates(natural, stimulated)
    return large_enough(rates)


def _share(arms: Sequence[ArmCount]) -> Share:
    return Share(sum(arm.bought for arm in arms), sum(arm.customers for arm in arms))
