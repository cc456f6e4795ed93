"""Natural rates of the recency tiers on past days, for shops with too little to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tagging.foreseen.histories import Floats, Histories, Ints
from tagging.layering import LayerRules

WEIGHT = 10
"""How many customers of the next fresher tier a tier's own rate is held to."""


@dataclass(frozen=True)
class TierRates:
    """Who bought of how many, tier by tier from active to lost, and the rates that follow."""

    ends: tuple[int, int, int]
    bought: tuple[int, ...]
    seen: tuple[int, ...]
    customers: int
    """How many customers were there on the latest of the days."""

    def rates(self) -> Floats:
        """Give a rate a tier: the freshest is held to the shop's own, the others one to another.

        A tier nobody was in yet so has the rate of the tier before it. No rate is nearer to 0 or 1
        than half a purchase among all that were seen.
        """
        everybody = sum(self.seen) + 1
        rates, held_to = [], (sum(self.bought) + 0.5) / everybody
        for bought, seen in zip(self.bought, self.seen, strict=True):
            held_to = (bought + WEIGHT * held_to) / (seen + WEIGHT)
            rates.append(held_to)
        return np.clip(rates, 0.5 / everybody, 1 - 0.5 / everybody)

    def chances(self, past: Histories, today: int) -> Floats:
        """Give everybody the rate of the tier they are in."""
        return self.rates()[_tiers_of(past, today, self.ends)]


def observe_tiers(
    past: Histories, days: Sequence[int], horizon: int, rules: LayerRules
) -> TierRates:
    """Count who bought within the horizon after each of the past days."""
    ends = (rules.active_days, rules.silent_days, rules.sleeping_days)
    tiers, truth = [], []
    for day in days:
        rows, known = past.before(day)
        tiers.append(_tiers_of(known, day, ends))
        truth.append(past.buys_within(day, horizon)[rows])
    tier, bought = np.concatenate(tiers), np.concatenate(truth)
    count = len(ends) + 1
    return TierRates(
        ends,
        tuple(np.bincount(tier[bought], minlength=count).tolist()),
        tuple(np.bincount(tier, minlength=count).tolist()),
        len(truth[0]),
    )


def _tiers_of(past: Histories, today: int, ends: tuple[int, int, int]) -> Ints:
    return np.searchsorted(ends, today - past.last_days, side="left")
