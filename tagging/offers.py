"""The offer that is right for a customer today, and why every other one is not."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from tagging.layering import Standing
from tagging.offered.choosing import Chooser, OfferChoice
from tagging.offered.obstacles import Personal
from tagging.offered.offer import Offer, OfferKind
from tagging.offered.policy import SHELF_ALONE, Policy
from tagging.offered.price_protection import PriceFall
from tagging.offered.shelf import parse_shelf
from tagging.offered.worth import NOTHING_MEASURED, LayerRates

__all__ = [
    "NOTHING_PROTECTED",
    "Chooser",
    "Offer",
    "OfferChoice",
    "OfferKind",
    "choose_offer",
    "parse_shelf",
]

NOTHING_PROTECTED: Mapping[str, date] = MappingProxyType({})
_NEVER_GIVEN: Mapping[str, Sequence[date]] = MappingProxyType({})


def choose_offer(  # noqa: PLR0913 - what is known beside the standing is optional and named
    standing: Standing,
    shelf: Sequence[Offer],
    today: date,
    protections: Mapping[str, date] = NOTHING_PROTECTED,
    *,
    policy: Policy = SHELF_ALONE,
    rates: LayerRates = NOTHING_MEASURED,
    given: Mapping[str, Sequence[date]] = _NEVER_GIVEN,
    falls: Sequence[PriceFall] = (),
    wants_personal: bool = True,
) -> OfferChoice:
    """Choose the most fitting offer, among equals the highest expected margin, and say why.

    Recent buyers get no discount: they just paid the full price. Thanks, service, something to
    share, and the difference where a price fell are no discount. `protections` tells up to which
    day, included, no discount is sent on a product or category that this customer bought; `given`,
    on which days they got which offer; `falls`, what they bought and would pay less for today.
    Whoever refuses personalisation gets what is open to everybody of the tier.

    For many customers of one day keep a `Chooser`, which decides the same.
    """
    personal = Personal(protections, given, falls, wants_personal)
    return Chooser(shelf, today, policy, rates).choose(standing, personal)
