"""Sets of two to four goods that are bought together, and on which occasion (R7, fashion)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod

import numpy as np
from numpy.typing import NDArray

from tagging.counts import Share
from tagging.reasons import Because, Reason
from tagging.sold.baskets import BasketBook
from tagging.sold.lines import Ints, Sold

Counted = tuple[tuple[int, ...], int]
"""Goods, and in how many baskets the rarest of their pairs is."""

MOST_PIECES = 4
MOST_PAIRS = 5_000
"""So many pairs, the most frequent, are made sets of."""
MOST_TRIED = 1_000
"""So many sets are counted, those whose rarest pair is met most often."""
_CLEARLY = 1.2
"""An occasion holds so many times more of a set's baskets than of all."""
_KEPT_SHARE = 0.5
"""A set goes where a larger one is bought at least so often as it."""
_MONTHS = 12


class Season(StrEnum):
    """An occasion that the calendar gives; the months that sell by name stand alone."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"
    MID_YEAR_SALE = "mid_year_sale"
    DOUBLE_ELEVEN = "double_eleven"
    DOUBLE_TWELVE = "double_twelve"


MONTHS_OF: Mapping[Season, tuple[int, ...]] = {
    Season.SPRING: (3, 4, 5),
    Season.SUMMER: (6, 7, 8),
    Season.AUTUMN: (9, 10, 11),
    Season.WINTER: (12, 1, 2),
    Season.MID_YEAR_SALE: (6,),
    Season.DOUBLE_ELEVEN: (11,),
    Season.DOUBLE_TWELVE: (12,),
}


@dataclass(frozen=True, slots=True)
class GoodsSet:
    """Goods that are bought together; `occasion` is a season, the operator's word, or nothing."""

    products: tuple[int, ...]
    together: Share
    lift: float
    """How many times as often as goods that know nothing of one another."""
    occasion: str
    because: Because

    @property
    def lift_a_piece(self) -> float:
        """The lift that each piece beside the first adds: it compares sets of two and of four."""
        return float(self.lift ** (1 / (len(self.products) - 1)))


class SetBook:
    """Counts sets, part after part, by the month of their baskets."""

    def __init__(self, candidates: Sequence[tuple[int, ...]], products: int) -> None:
        self.candidates = candidates
        self._members = np.unique([code for one in candidates for code in one]).astype(np.int64)
        self._row_of = np.zeros(products, np.int64)
        self._row_of[self._members] = np.arange(len(self._members))
        self._is_member = np.zeros(products, bool)
        self._is_member[self._members] = True
        self._months = np.zeros((len(candidates), _MONTHS), np.int64)
        self._all_months = np.zeros(_MONTHS, np.int64)

    def add(self, sold: Sold) -> None:
        """Add baskets; each must come whole."""
        months = calendar_months(sold.basket_days)
        self._all_months += _by_month(months[np.unique(sold.baskets)])
        is_member = self._is_member[sold.products]
        baskets, basket_of, sizes = np.unique(
            sold.baskets[is_member], return_inverse=True, return_counts=True
        )
        is_many = sizes > 1
        entries = is_many[basket_of]
        holds = np.zeros((len(self._members), int(is_many.sum())), bool)
        rows = self._row_of[sold.products[is_member][entries]]
        holds[rows, (np.cumsum(is_many) - 1)[basket_of[entries]]] = True
        months = months[baskets[is_many]]
        for place, codes in enumerate(self.candidates):
            together = holds[self._row_of[list(codes)]].all(axis=0)
            self._months[place] += _by_month(months[together])

    def sets(
        self, pairs: BasketBook, min_support: float, occasions: Mapping[int, str]
    ) -> list[GoodsSet]:
        """Give the sets of enough support, the strongest first, without those within larger ones.

        `occasions` are the operator's words for products; a set whose goods share one has it.
        """
        counts = self._months.sum(axis=1).tolist()
        least = pairs.least(min_support)
        often = {
            codes: (count, place)
            for place, (codes, count) in enumerate(zip(self.candidates, counts, strict=True))
            if count >= least
        }
        found = [
            self._set_of(codes, place, pairs, occasions)
            for codes, (count, place) in often.items()
            if not _is_within_larger(codes, count, often)
        ]
        return sorted(found, key=lambda one: (-one.lift_a_piece, one.products))

    def _set_of(
        self, codes: tuple[int, ...], place: int, pairs: BasketBook, occasions: Mapping[int, str]
    ) -> GoodsSet:
        months = self._months[place]
        together = Share(int(months.sum()), pairs.baskets)
        by_chance = prod(int(pairs.product_baskets[code]) / pairs.baskets for code in codes)
        lift = together.count / pairs.baskets / by_chance
        values: dict[str, str | int] = {"baskets": together.count, "lift": f"{lift:.1f}"}
        given = {occasions.get(code, "") for code in codes}
        if len(given) == 1 and (occasion := given.pop()):
            because = Because(Reason.BOUGHT_FOR_OCCASION, values | {"occasion": occasion})
            return GoodsSet(codes, together, lift, occasion, because)
        season = season_of(months, self._all_months)
        if season is None:
            return GoodsSet(codes, together, lift, "", Because(Reason.BOUGHT_AS_SET, values))
        then = int(sum(months[month - 1] for month in MONTHS_OF[season]))
        because = Because(Reason.BOUGHT_AS_SET_THEN, values | {"then": then, "occasion": season})
        return GoodsSet(codes, together, lift, season, because)


def candidates_of(
    pairs: BasketBook, min_support: float, categories: Mapping[int, str]
) -> list[tuple[int, ...]]:
    """Find the sets worth counting: every two of their goods are met often, and not by chance.

    Goods of one category replace each other, so a set has each category once; where no category
    is known each product stands for itself.
    """
    chance = pairs.chance_lift
    strong: dict[tuple[int, ...], int] = {
        (pair.product, pair.partner): pair.together
        for pair in pairs.pairs(min_support)
        if pair.sure_lift > chance and _are_different(pair.product, pair.partner, categories)
    }
    level = _most_of(strong.items(), MOST_PAIRS)
    strong = {pair: strong[pair] for pair, _ in level}
    found = list(level)
    for _ in range(2, MOST_PIECES):
        level = _larger(level, strong)
        found += level
    return [codes for codes, _ in _most_of(found, MOST_TRIED)]


def _most_of(sets: Iterable[Counted], most: int) -> list[Counted]:
    return sorted(sets, key=lambda one: (-one[1], one[0]))[:most]


def _larger(sets: Iterable[Counted], strong: Mapping[tuple[int, ...], int]) -> list[Counted]:
    """Add one product to each set, where it makes a strong pair with every one in it."""
    after: dict[int, list[int]] = {}
    for product, partner in strong:
        after.setdefault(product, []).append(partner)
    grown = []
    for codes, count in sets:
        for other in after.get(codes[-1], ()):
            counts = [strong.get((code, other), 0) for code in codes]
            if all(counts):
                grown.append(((*codes, other), min(count, *counts)))
    return _most_of(grown, MOST_TRIED)


def calendar_months(days: Ints) -> Ints:
    """Give the calendar month, 1 to 12, of ordinal days."""
    since_1970 = (days - 719_163).astype("datetime64[D]")
    return np.asarray(since_1970.astype("datetime64[M]").astype(np.int64) % _MONTHS + 1)


def season_of(months: Ints, all_months: Ints) -> Season | None:
    """Name the occasion that surely holds clearly more of a set's baskets than of all.

    Of several it is the one that does so most; counts are by month, January first.
    """
    total, shop_total = int(months.sum()), int(all_months.sum())
    best, best_ratio = None, _CLEARLY
    for season, named in MONTHS_OF.items():
        places = [month - 1 for month in named]
        usual = int(all_months[places].sum()) / max(1, shop_total)
        low = Share(int(months[places].sum()), total).bounds[0]
        if usual and low / usual > best_ratio:
            best, best_ratio = season, low / usual
    return best


def _by_month(months: Ints) -> NDArray[np.int64]:
    return np.bincount(months - 1, minlength=_MONTHS)


def _are_different(product: int, partner: int, categories: Mapping[int, str]) -> bool:
    category = categories.get(product, "")
    return not category or category != categories.get(partner, "")


def _is_within_larger(
    codes: tuple[int, ...], count: int, often: Mapping[tuple[int, ...], tuple[int, int]]
) -> bool:
    return any(
        larger_count >= _KEPT_SHARE * count and set(codes) < set(larger)
        for larger, (larger_count, _) in often.items()
    )
