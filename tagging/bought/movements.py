"""Who moved from where to where between two days, how many were lost, how far word spread."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf, sqrt
from typing import TypeVar

from tagging.counts import Z_95
from tagging.layering import Layer, Tier

Place = TypeVar("Place", Layer, Tier)


@dataclass(frozen=True, slots=True)
class Ratio:
    """`count` to each of `to`; no share, for those counted need not be among the others."""

    count: int
    to: int

    @property
    def rate(self) -> float | None:
        """The ratio itself; None to nobody."""
        return self.count / self.to if self.to else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval, each count taken to come by itself (Poisson, score interval)."""
        if not self.to:
            return 0.0, inf
        middle = self.count + Z_95**2 / 2
        spread = Z_95 * sqrt(self.count + Z_95**2 / 4)
        return max(0.0, middle - spread) / self.to, (middle + spread) / self.to


def movements_of(
    before: Mapping[str, Place | None], after: Mapping[str, Place | None]
) -> Counter[tuple[Place | None, Place | None]]:
    """Count customers by where they stood on the earlier day and where on the later.

    None is no place: not yet a customer, no paid order for a tier, or by now forgotten.
    """
    everybody = before.keys() | after.keys()
    return Counter((before.get(customer), after.get(customer)) for customer in everybody)


def lost_rate(moved: Mapping[tuple[Tier | None, Tier | None], int]) -> Ratio:
    """Set the customers lost in a period against those who were active at its start."""
    lost = sum(
        count for (was, now), count in moved.items() if now is Tier.LOST and was is not Tier.LOST
    )
    active = sum(count for (was, _), count in moved.items() if was is Tier.ACTIVE)
    return Ratio(lost, active)


def spread_of(
    joined: Mapping[str, date], brought_by: Mapping[str, str], first_day: date, last_day: date
) -> Ratio:
    """Set the new customers that customers brought against those there were (裂变系数 K).

    `joined` is the day each became a customer; both days of the period are included.
    """
    existing = sum(day < first_day for day in joined.values())
    brought = sum(
        first_day <= day <= last_day and brought_by.get(customer) in joined
        for customer, day in joined.items()
    )
    return Ratio(brought, existing)
