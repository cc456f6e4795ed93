"""What those who answered bought, and those who did not."""

from collections.abc import Mapping
from dataclasses import dataclass

from tagging.counts import Share
from tagging.measured.intervals import newcombe

MOST_PRODUCTS = 20


@dataclass(frozen=True, slots=True)
class ProductShare:
    """A product, and the share of customers on either side who bought it."""

    product: str
    responders: Share
    others: Share

    @property
    def ratio(self) -> float | None:
        """How many times as usual it is among responders; None where no other bought it."""
        if not self.others.count or not self.responders.of:
            return None
        return self.responders.count * self.others.of / self.responders.of / self.others.count


@dataclass(frozen=True, slots=True)
class Buyers:
    """How many customers there are on one side, and how many of them bought each product."""

    customers: int
    by_product: Mapping[str, int]


def compare_baskets(
    responders: Buyers, others: Buyers, most: int = MOST_PRODUCTS
) -> list[ProductShare]:
    """List the products that responders surely buy more than others, the surest first.

    Surest is the lower end of the difference of both shares, so that what two customers happened
    to buy stands behind what two hundred did.
    """
    if not responders.customers or not others.customers:
        return []
    shares = [
        ProductShare(
            product,
            Share(count, responders.customers),
            Share(others.by_product.get(product, 0), others.customers),
        )
        for product, count in responders.by_product.items()
    ]
    ranked = sorted(
        shares, key=lambda each: (-newcombe(each.responders, each.others).low, each.product)
    )
    return ranked[:most]
