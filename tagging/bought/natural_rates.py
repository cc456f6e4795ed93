"""How many come back by themselves, by how long ago they bought: the shop's own figures."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tagging.counts import Share
from tagging.foreseen.histories import Histories
from tagging.layering import LayerRules, Tier, tier_of


@dataclass(frozen=True, slots=True)
class NaturalRate:
    """Who came back of those whose last order was so many days ago, both bounds included."""

    tier: Tier
    from_days: int
    until_days: int | None
    is_recent: bool
    """Inside the protection window."""
    once: Share
    """Of those with one order."""
    again: Share
    """Of those with several."""

    @property
    def all(self) -> Share:
        """Of everybody."""
        return Share(self.once.count + self.again.count, self.once.of + self.again.of)


def natural_rates(
    past: Histories, days: Iterable[int], within_days: int, rules: LayerRules
) -> tuple[NaturalRate, ...]:
    """Count who bought within N days of past days, by tier and by one order or several.

    A day (an ordinal) sees only the orders before it, and what came in the N days from it on,
    which must be over; several days are added up. "Natural" is what came unasked, so the figures
    hold as far as nobody was sent an offer.
    """
    bounds = (rules.protection_days, rules.active_days, rules.silent_days, rules.sleeping_days)
    starts = sorted({0, *bounds})
    counts = np.zeros((len(starts), 2, 2), np.int64)
    for day in days:
        rows, known = past.before(day)
        band = np.searchsorted(starts, day - known.last_days) - 1
        came_back = past.buys_within(day, within_days)[rows]
        np.add.at(counts, (band, (known.orders > 1) * 1, came_back * 1), 1)
    return tuple(
        NaturalRate(
            tier=tier_of(start + 1, rules),
            from_days=start + 1,
            until_days=until,
            is_recent=start < rules.protection_days,
            once=Share(int(once[1]), int(once.sum())),
            again=Share(int(again[1]), int(again.sum())),
        )
        for start, until, (once, again) in zip(starts, [*starts[1:], None], counts, strict=True)
    )
