"""What is known of one product, as plain values."""

from dataclasses import dataclass
from math import sqrt

LEANING = 10
"""How much a ratio leans on 1: as if so many more had been seen, and as expected."""
_Z_ONE_SIDE = 1.645  # 95 % of a normal distribution lie below so many standard deviations


def leaning(seen: float, expected: float) -> float:
    """Compare what was seen with what was expected; of little seen the ratio stays near 1."""
    return (seen + LEANING) / (expected + LEANING)


def is_surely_more(seen: float, expected: float) -> bool:
    """Tell whether so much more was seen than expected is hardly chance (Poisson, one side)."""
    return seen - expected > _Z_ONE_SIDE * sqrt(expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """What one product did. What was `expected` is what the shop's average would have done.

    Expected first orders are those of orders at the same time; who was expected back, of
    customers after as many visits: so neither a late start nor loyal buyers flatter a product.
    """

    orders: int = 0
    buyers: int = 0
    pieces: int = 0
    money_fen: int = 0
    first_day: int = 0
    first_orders: int = 0
    """Orders of a customer's first day with the shop."""
    expected_first: float = 0
    watched: int = 0
    """Buyers whose first order of it is at least `within_days` old."""
    came_back: int = 0
    """Those of them who bought anything again on a later day within that time."""
    expected_back: float = 0
    repeat_buyers: int = 0
    """Buyers of it on two days or more."""
    span_days: int = 0
    gaps: int = 0
    """Days between, and number of, further orders of it: for `cycle_of`."""
    early_orders: int = 0
    late_orders: int = 0
    """Orders in the first and the last half of the period."""

    @property
    def returning_lift(self) -> float | None:
        """How much more often its buyers come back than was expected."""
        return self.came_back / self.expected_back if self.expected_back else None

    @property
    def repurchase_rate(self) -> float | None:
        """The share of its buyers who bought it again on another day."""
        return self.repeat_buyers / self.buyers if self.buyers else None

    @property
    def growth(self) -> float | None:
        """Orders a day in the last half against the first; None where there were none before."""
        return self.late_orders / self.early_orders if self.early_orders else None


@dataclass(frozen=True, slots=True)
class Association:
    """How a product is tied to others: those it surely meets more often than by chance."""

    partners: int = 0
    best_lift: float | None = None


UNTIED = Association()
