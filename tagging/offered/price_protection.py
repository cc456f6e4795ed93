"""Price protection: what a customer paid more than the price of today, a few days after buying."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tagging.errors import HistoryError


@dataclass(frozen=True, slots=True)
class Purchase:
    """What one customer paid for pieces of one product on one day."""

    product: str
    day: date
    price_fen: int
    """For one piece, discounts taken off."""
    pieces: int = 1

    def __post_init__(self) -> None:
        if self.price_fen < 0 or self.pieces < 1:
            raise HistoryError(
                f"purchase of {self.product} on {self.day}: {self.pieces} pieces at "
                f"{self.price_fen} fen cannot have been bought"
            )


@dataclass(frozen=True, slots=True)
class PriceFall:
    """A purchase that would cost less today."""

    purchase: Purchase
    price_fen: int

    @property
    def back_fen(self) -> int:
        """Say what is given back."""
        return (self.purchase.price_fen - self.price_fen) * self.purchase.pieces

    def is_protected(self, today: date, days: int) -> bool:
        """Tell whether it was bought within so many days, the last included."""
        return self.purchase.day <= today <= self.purchase.day + timedelta(days=days)


def falls_of(
    purchases: Iterable[Purchase], prices_fen: Mapping[str, int]
) -> tuple[PriceFall, ...]:
    """Find the purchases whose price has fallen, most to give back first.

    `prices_fen` are the public prices of today; a product without one did not fall.
    """
    falls = (
        PriceFall(one, prices_fen[one.product]) for one in purchases if one.product in prices_fen
    )
    fallen = [fall for fall in falls if fall.back_fen > 0]
    return tuple(sorted(fallen, key=lambda fall: (-fall.back_fen, fall.purchase.product)))
