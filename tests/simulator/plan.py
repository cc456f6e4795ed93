"""What is planted in a shop: cycles, rates by layer, lifts by layer, friends brought, churn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tagging.layering import Layer

DAY = date(2026, 6, 1)
"""The day of the campaign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Rates are 0 to 1; lifts are what a delivered offer adds to the natural rate."""

    customers: int = 2_000
    window_days: int = 30
    control_share: float = 0.3
    delivered: float = 0.9
    spread: float = 0.08
    """Friends that a customer brings in the window (裂变系数 K)."""
    stops: Mapping[bool, float] = field(default_factory=lambda: {True: 0.15, False: 0.5})
    """Who never buys again after the window, by whether they were active."""
    cycles: Mapping[str, float] = field(
        default_factory=lambda: {"湿巾": 18.0, "奶粉": 30.0, "面霜": 45.0, "秋裤": 70.0}
    )
    """Days from one purchase of a product to the next; a customer keeps to one product."""
    own_cycle_spread: float = 0.2
    natural: Mapping[Layer, float] = field(
        default_factory=lambda: {
            Layer.RECENT_BUYER: 0.35,
            Layer.LOST: 0.02,
            Layer.SLEEPING: 0.05,
            Layer.LAPSING: 0.12,
            Layer.DUE: 0.45,
            Layer.FIRST_TIME_BUYER: 0.15,
            Layer.RETURNING_BUYER: 0.30,
        }
    )
    lifts: Mapping[str, Mapping[Layer, float]] = field(
        default_factory=lambda: {
            "coupon": {
                Layer.RECENT_BUYER: 0.02,
                Layer.LOST: 0.03,
                Layer.SLEEPING: 0.08,
                Layer.LAPSING: 0.15,
                Layer.DUE: 0.10,
                Layer.FIRST_TIME_BUYER: 0.12,
                Layer.RETURNING_BUYER: 0.05,
            },
            "thanks": {
                **dict.fromkeys(Layer, 0.0),
                Layer.RECENT_BUYER: 0.06,
                Layer.FIRST_TIME_BUYER: -0.04,
            },
        }
    )

    def lift(self, arm: str, layer: Layer) -> float:
        """Give the lift of being assigned to an arm, delivered or not."""
        return self.delivered * self.lifts[arm][layer]
