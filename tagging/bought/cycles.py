"""The usual days from one order to the next: a mean, leaning on what is known more broadly.

A mean needs only how often and over how many days somebody bought, so it fits in the purchase
state, merges exactly, and is the same in every engine (docs/decisions/0017).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from tagging.purchases import PurchaseState

SHRINKING_WEIGHT = 10


def cycle_of(
    span_days: int, gaps: int, prior_days: float, weight: int = SHRINKING_WEIGHT
) -> float:
    """Estimate a cycle in days: the mean of `gaps` over `span_days`, and a prior worth `weight`.

    The mean of a few gaps is noise, so a customer leans on the shop; and what a customer bought
    of a product leans on the product, that on its category, that on the shop.
    """
    return (span_days + weight * prior_days) / (gaps + weight)


@dataclass(frozen=True, slots=True)
class Cycles:
    """The usual cycle of a shop, a category or a product, on which its customers' own lean."""

    usual_days: float

    def own(self, state: PurchaseState) -> float:
        """Estimate the cycle of one customer from what they bought here."""
        return cycle_of(state.span_days, state.gaps, self.usual_days)


def cycles_of(states: Iterable[PurchaseState], prior_days: float) -> Cycles:
    """Estimate the usual cycle from the states of all buyers."""
    span_days = gaps = 0
    for state in states:
        span_days += state.span_days
        gaps += state.gaps
    return Cycles(cycle_of(span_days, gaps, prior_days))


def protected_until(last_day: date, cycle_days: float, at_least_days: int) -> date:
    """Give the last day on which no discount is sent on what was bought on `last_day`."""
    return last_day + timedelta(days=max(at_least_days, whole_days(cycle_days)))


def whole_days(cycle_days: float) -> int:
    """Round a cycle to days; half a day counts as a whole one, as ROUND does in SQL."""
    return floor(cycle_days + 0.5)
