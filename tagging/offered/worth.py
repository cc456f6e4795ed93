"""What an offer is worth: its depth, the break-even, the margin one customer is expected to bring.

Of the orders that follow an offer, natural / stimulated would have come anyway and only lost the
depth. So an offer pays where depth / margin < 1 - natural / stimulated, which is the very case in
which `stimulated * (margin - depth) > natural * margin`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from tagging.counts import Share
from tagging.layering import Layer
from tagging.offered.offer import Offer
from tagging.offered.policy import Policy
from tagging.reasons import Because, Reason


@dataclass(frozen=True, slots=True)
class Rates:
    """Who bought in the window: of those left without an offer, and of those who got one."""

    natural: Share
    stimulated: Share

    @property
    def is_measured(self) -> bool:
        """Tell whether both groups had people, and anybody bought."""
        return bool(
            self.natural.of
            and self.stimulated.of
            and (self.natural.count or self.stimulated.count)
        )


LayerRates = Mapping[Layer, Rates]
NOTHING_MEASURED: LayerRates = MappingProxyType({})
FEWEST = 100
"""With fewer customers in a group, or fewer orders of both, a layer's rates decide nothing."""
FEWEST_ORDERS = 20


def large_enough(rates: LayerRates) -> LayerRates:
    """Keep the layers that have enough customers, and enough of them who bought, to decide by."""
    return {
        layer: one
        for layer, one in rates.items()
        if min(one.natural.of, one.stimulated.of) >= FEWEST
        and one.natural.count + one.stimulated.count >= FEWEST_ORDERS
    }


def break_even_depth(rates: Rates) -> Fraction | None:
    """Give the share of the margin that an offer may cost: 1 - natural / stimulated, exactly.

    At 0 and below nothing pays, nor where nobody answered; None where nothing was measured.
    """
    if not rates.is_measured:
        return None
    natural, stimulated = _rate(rates.natural), _rate(rates.stimulated)
    return 1 - natural / stimulated if stimulated else Fraction(0)


def _rate(share: Share) -> Fraction:
    return Fraction(share.count, share.of)


def basket_fen(offer: Offer, policy: Policy) -> int:
    """Say what an order with this offer is worth before it; a threshold is at least reached."""
    return max(offer.basket_fen or policy.basket_fen, offer.threshold_fen)


def given_fen(offer: Offer, policy: Policy) -> Fraction:
    """Say what the shop gives away with one: what is taken off and what it costs beside."""
    return Fraction(_given_hundredths(offer, policy), 100)


def depth_of(offer: Offer, policy: Policy) -> Fraction:
    """Say what is given away as a share of the basket."""
    return Fraction(_given_hundredths(offer, policy), 100 * basket_fen(offer, policy))


def _given_hundredths(offer: Offer, policy: Policy) -> int:
    """Count in hundredths of a fen: they stay whole, and whole numbers are fast."""
    whole_fen = offer.depth_fen + offer.cost_fen
    return basket_fen(offer, policy) * offer.depth_percent + 100 * whole_fen


def margin_of(offer: Offer, policy: Policy) -> Fraction:
    """Say which share of the basket is margin, before the offer."""
    return Fraction(offer.margin_percent or policy.margin_percent, 100)


def expected_margin_fen(offer: Offer, policy: Policy, rates: Rates | None) -> Fraction:
    """Expect the margin one customer brings more than without the offer.

    For discounts by the rates of the customer's layer, where they are measured; else it is the
    guess that stands on the shelf.
    """
    if rates is None or not rates.is_measured or not offer.is_discount:
        return Fraction(offer.expected_margin_fen)
    margin_fen = margin_of(offer, policy) * basket_fen(offer, policy)
    stimulated, natural = _rate(rates.stimulated), _rate(rates.natural)
    return stimulated * (margin_fen - given_fen(offer, policy)) - natural * margin_fen


def worth_of(offer: Offer, policy: Policy, rates: Rates | None) -> Because | None:
    """Say by the numbers whether a discount pays; of a kindness there is nothing to say."""
    if not offer.is_discount:
        return None
    bound = break_even_depth(rates) if rates else None
    if rates is None or bound is None:
        return Because(Reason.NOT_MEASURED_YET)
    depth = depth_of(offer, policy) / margin_of(offer, policy)
    return Because(
        Reason.PAYS_FOR_ITSELF if depth < bound else Reason.COSTS_MORE_THAN_IT_BRINGS,
        {
            "depth_of_margin": f"{float(depth):.1%}",
            "break_even": f"{float(bound):.1%}",
            "natural": f"{rates.natural.count}/{rates.natural.of}",
            "stimulated": f"{rates.stimulated.count}/{rates.stimulated.of}",
        },
    )
