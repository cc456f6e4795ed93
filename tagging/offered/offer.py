"""An offer: what is given, to whom, until when, and what it costs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, Level
from tagging.products import ProductRole


class OfferKind(StrEnum):
    """What is given."""

    COUPON = "coupon"
    THRESHOLD_COUPON = "threshold_coupon"
    DISCOUNT = "discount"
    FREE_SHIPPING = "free_shipping"
    GIFT = "gift"
    SHARE_COUPON = "share_coupon"
    THANKS = "thanks"
    CARE = "care"
    EARLY_ACCESS = "early_access"
    PRICE_PROTECTION = "price_protection"


# What makes the next order cheaper or richer than the one just paid for. A coupon to pass on
# is a friend's, so the buyer loses nothing by having bought yesterday; price protection gives
# back what the buyer would have saved by waiting.
DISCOUNTS = frozenset(
    {
        OfferKind.COUPON,
        OfferKind.THRESHOLD_COUPON,
        OfferKind.DISCOUNT,
        OfferKind.FREE_SHIPPING,
        OfferKind.GIFT,
    }
)
_WORTH_MONEY = frozenset({OfferKind.COUPON, OfferKind.THRESHOLD_COUPON, OfferKind.SHARE_COUPON})
PERCENTS = range(1, 101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer on the shelf: what is given, to whom, and until when."""

    name: str
    title: str
    kind: OfferKind
    layers: frozenset[Layer]
    flags: frozenset[Flag] = frozenset()
    """All of them are needed."""
    levels: frozenset[Level] = frozenset()
    """One of them is needed; empty means any."""
    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    """What it is good for; without products and categories it is good for the whole shop."""
    roles: frozenset[ProductRole] = frozenset()
    """What the goods it is for do for the shop; the policy has rules for them."""
    depth_fen: int = 0
    depth_percent: int = 0
    """What is taken off: 20 is 八折."""
    threshold_fen: int = 0
    cost_fen: int = 0
    """What one costs the shop beside what is taken off: the gift, the shipping."""
    margin_percent: int | None = None
    """The margin of the goods it is for; None is the shop's."""
    basket_fen: int = 0
    """What an order with it is expected to be worth before it; 0 is the shop's."""
    expected_margin_fen: int = 0
    """What one customer who gets it is expected to bring, the discount paid; a guess that holds
    until rates are measured."""
    valid_from: date | None = None
    valid_until: date | None = None
    stock: int | None = None
    """How many can still be given; None is without end."""
    budget_fen: int | None = None
    """What may still be spent on it; None is without end."""
    cool_down_days: int = 0
    """Not again to the same customer for so many days, the last included."""
    per_customer: int | None = None
    """How often one customer may get it; None is without end."""

    def __post_init__(self) -> None:
        _check_audience(self)
        _check_worth(self)
        _check_stock(self)

    @property
    def is_discount(self) -> bool:
        """Tell whether a buyer who just paid the full price would feel punished by it."""
        return self.kind in DISCOUNTS


def _check_audience(offer: Offer) -> None:
    if not offer.title.strip():
        raise RuleError(f"offer {offer.name}: title is empty")
    if not offer.layers:
        raise RuleError(f"offer {offer.name}: layers is empty, so it is meant for nobody")
    if offer.valid_from and offer.valid_until and offer.valid_until < offer.valid_from:
        raise RuleError(
            f"offer {offer.name}: valid_until {offer.valid_until} lies before "
            f"valid_from {offer.valid_from}"
        )


def _check_worth(offer: Offer) -> None:
    """See that what is taken off agrees with the kind."""
    is_money = offer.kind in _WORTH_MONEY
    if offer.depth_fen < is_money or (offer.depth_fen and not is_money):
        raise RuleError(
            f"offer {offer.name}: depth_fen of a {offer.kind} must be "
            f"{'above 0' if is_money else '0'}, not {offer.depth_fen}"
        )
    percents = range(1, 100) if offer.kind is OfferKind.DISCOUNT else range(1)
    if offer.depth_percent not in percents:
        raise RuleError(
            f"offer {offer.name}: depth_percent of a {offer.kind} must be "
            f"{percents[0]} to {percents[-1]}, not {offer.depth_percent}"
        )
    lowest = offer.depth_fen + 1 if offer.kind is OfferKind.THRESHOLD_COUPON else 0
    if offer.threshold_fen < lowest:
        raise RuleError(
            f"offer {offer.name}: threshold_fen of a {offer.kind} must be at least {lowest}, "
            f"not {offer.threshold_fen}"
        )
    if offer.margin_percent is not None and offer.margin_percent not in PERCENTS:
        raise RuleError(
            f"offer {offer.name}: margin_percent must be 1 to 100, not {offer.margin_percent}"
        )


_LEAST = {
    "cost_fen": 0,
    "basket_fen": 0,
    "stock": 0,
    "budget_fen": 0,
    "cool_down_days": 0,
    "per_customer": 1,
}


def _check_stock(offer: Offer) -> None:
    """See that nothing that is counted is below what can be counted."""
    for key, least in _LEAST.items():
        value = getattr(offer, key)
        if value is not None and value < least:
            raise RuleError(f"offer {offer.name}: {key} {value} is below {least}")
