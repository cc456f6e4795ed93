"""What is bought together: pairs with support, confidence and lift."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.counts import Z_95, Share
from tagging.reasons import Because, Reason
from tagging.sold.figures import UNTIED, Association
from tagging.sold.lines import Ints, Sold

PAIRED_PRODUCTS = 2_000
"""So many products that sell best are paired; the table of pairs must fit in memory."""
LARGEST_BASKET = 500
"""Of a larger basket only so many products are paired, those that sell best."""
LEAST_BASKETS = 5
"""A pair seen less often is chance."""


@dataclass(frozen=True, slots=True)
class Pair:
    """How often a product and its partner were in one basket (Agrawal and Srikant 1994)."""

    product: int
    partner: int
    together: int
    product_baskets: int
    partner_baskets: int
    baskets: int

    @property
    def support(self) -> Share:
        """The share of all baskets that hold both."""
        return Share(self.together, self.baskets)

    @property
    def confidence(self) -> Share:
        """The share of the product's baskets that hold the partner too."""
        return Share(self.together, self.product_baskets)

    @property
    def lift(self) -> float:
        """How many times as often they meet as two products that know nothing of each other."""
        return self.together * self.baskets / (self.product_baskets * self.partner_baskets)

    @property
    def sure_lift(self) -> float:
        """The lower end of the lift, by the 95 % interval of the confidence."""
        return self.confidence.bounds[0] * self.baskets / self.partner_baskets

    @property
    def because(self) -> Because:
        """Say why the partner is shown beside the product."""
        values: dict[str, str | int] = {
            "together": self.together,
            "product_baskets": self.product_baskets,
            "lift": f"{self.lift:.1f}",
            "sure_lift": f"{self.sure_lift:.1f}",
        }
        return Because(Reason.BOUGHT_TOGETHER, values)

    def turned(self) -> "Pair":
        """See the pair from its partner's side."""
        return Pair(
            self.partner,
            self.product,
            self.together,
            self.partner_baskets,
            self.product_baskets,
            self.baskets,
        )


class BasketBook:
    """Counts baskets, products and pairs, part after part."""

    def __init__(self, products: int) -> None:
        self.paired = min(products, PAIRED_PRODUCTS)
        self.baskets = 0
        self.cut_baskets = 0
        """Baskets too large to be paired whole."""
        self.product_baskets: Ints = np.zeros(self.paired, np.int64)
        self._together = np.zeros(self.paired * self.paired, np.int32)
        self._sizes: Ints = np.zeros(2, np.int64)

    @property
    def chance_lift(self) -> float:
        """The mean lift of products that know nothing of each other, at least 1.

        Who fills a large basket buys much of everything, so in a shop of many small and a few
        large baskets any two products meet more often than their shares would have it.
        """
        products, pairs = map(int, self._sizes)
        return max(1.0, pairs * self.baskets / products**2) if products else 1.0

    def add(self, sold: Sold) -> None:
        """Add baskets; each must come whole."""
        sizes = np.unique(sold.baskets, return_counts=True)[1]
        self.baskets += len(sizes)
        self._sizes += [sizes.sum(), (sizes * (sizes - 1)).sum()]
        is_paired = sold.products < self.paired
        baskets, products = sold.baskets[is_paired], sold.products[is_paired]
        np.add.at(self.product_baskets, products, 1)
        starts = np.searchsorted(baskets, baskets, side="left")
        ends = np.searchsorted(baskets, baskets, side="right")
        left = np.arange(len(baskets))
        self.cut_baskets += int(np.sum(left - starts == LARGEST_BASKET))
        ends = np.minimum(ends, starts + LARGEST_BASKET)
        once = np.int32(1)  # of the table's own type, or numpy takes its slow path
        for step in range(1, LARGEST_BASKET):
            left = left[left + step < ends[left]]
            if not len(left):
                return
            # Within a basket products rise, so each pair falls above the diagonal.
            np.add.at(self._together, products[left] * self.paired + products[left + step], once)

    def least(self, min_support: float) -> float:
        """Give in how many baskets something must be to have enough support."""
        return max(LEAST_BASKETS, min_support * self.baskets)

    def pairs(self, min_support: float) -> Iterator[Pair]:
        """Give every pair of enough support, each once, the product that sells better first."""
        for code in np.flatnonzero(self._together >= self.least(min_support)).tolist():
            yield self._pair(*divmod(code, self.paired))

    def pairs_of(self, product: int) -> list[Pair]:
        """Give the partners of a product, seen from it, the surest lift first.

        A partner is met often enough, and surely more often than by chance.
        """
        partners, sure_lifts = self._partners_of(product)
        surest = np.lexsort((partners, -sure_lifts))
        return [self._pair(product, other) for other in partners[surest].tolist()]

    def association_of(self, product: int) -> Association:
        """Sum up the partners of a product."""
        partners = self._partners_of(product)[0]
        if not len(partners):
            return UNTIED
        lifts = self._lifts_of(self._row_of(product)[partners], product, partners)
        return Association(len(lifts), float(lifts.max()))

    def _partners_of(self, product: int) -> tuple[Ints, NDArray[np.float64]]:
        """Find the partners of a product and the lower end of the lift with each."""
        own = int(self.product_baskets[product]) if product < self.paired else 0
        if not own:
            return np.zeros(0, np.int64), np.zeros(0)
        row = self._row_of(product)
        others = np.flatnonzero(row >= LEAST_BASKETS)
        sure_lifts = self._lifts_of(_low_counts(row[others], own), product, others)
        is_sure = sure_lifts > self.chance_lift
        return others[is_sure], sure_lifts[is_sure]

    def _lifts_of(
        self, together: NDArray[np.float64] | Ints, product: int, others: Ints
    ) -> NDArray[np.float64]:
        by_chance = self.product_baskets[product] * self.product_baskets[others] / self.baskets
        return np.asarray(together / by_chance)

    def _row_of(self, product: int) -> Ints:
        table = self._together.reshape(self.paired, self.paired)
        return np.asarray(table[product] + table[:, product], np.int64)

    def _pair(self, product: int, partner: int) -> Pair:
        better, worse = sorted((product, partner))
        return Pair(
            product,
            partner,
            int(self._together[better * self.paired + worse]),
            int(self.product_baskets[product]),
            int(self.product_baskets[partner]),
            self.baskets,
        )


def _low_counts(counts: Ints, of: int) -> NDArray[np.float64]:
    """Give the lower ends of the 95 % intervals of shares, as `Share.bounds` does, as counts."""
    rates, weight = counts / of, Z_95**2 / of
    spread = Z_95 * np.sqrt(rates * (1 - rates) / of + weight / (4 * of))
    return np.asarray(of * np.maximum(0, rates + weight / 2 - spread) / (1 + weight))
