"""Figures of each product: what it sold, whom it drew, and who came back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.sold.figures import Sales
from tagging.sold.lines import Ints, Lines, Sold

_STEP_DAYS = 30
_MANY_VISITS = 3  # from the fourth visit on a customer is a regular


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are looked at, both included, and within how many a buyer must be back."""

    first_day: int
    last_day: int
    within_days: int = 90

    @property
    def days(self) -> int:
        """How many days those are."""
        return self.last_day - self.first_day + 1

    @property
    def middle(self) -> int:
        """The first day of the last half; of an odd number of days the middle is in neither."""
        return self.last_day + 1 - self.days // 2


@dataclass(frozen=True, slots=True)
class ShopSales:
    """What all orders with something to look at came to."""

    orders: int
    first_orders: int
    money_fen: int
    """Of all lines; what is no good, such as postage, is `other_fen` of it."""
    other_fen: int


class SalesBook:
    """Adds up order lines, part after part, in arrays of one entry a product."""

    def __init__(self, products: int, period: Period) -> None:
        self.period = period
        steps = period.days // _STEP_DAYS + 1
        self._sums = {name: np.zeros(products, np.int64) for name in _SUMS}
        self._first_day = np.full(products, period.last_day + 1)
        self._orders_by_step = np.zeros((products, steps), np.int32)
        self._watched_by_visit = np.zeros((products, _MANY_VISITS + 1), np.int32)
        self._shop_orders = np.zeros((2, steps), np.int64)
        self._shop_visits = np.zeros((2, _MANY_VISITS + 1), np.int64)
        self._other_fen = 0

    def add(self, lines: Lines, sold: Sold) -> None:
        """Add lines, and the same gathered; no customer may come in two parts."""
        known = lines.products >= 0
        np.add.at(self._sums["pieces"], lines.products[known], lines.pieces[known])
        np.add.at(self._sums["money_fen"], lines.products[known], lines.amounts_fen[known])
        self._other_fen += int(lines.amounts_fen[~known].sum())
        is_watched = sold.visits.days <= self.period.last_day - self.period.within_days
        is_back = is_watched & (sold.visits.gap_days <= self.period.within_days)
        visit_class = np.minimum(sold.visits.nth, _MANY_VISITS)
        self._add_shop(sold, visit_class, is_watched, is_back)
        self._add_orders(sold)
        self._add_buyers(sold, visit_class, is_watched, is_back)

    def _add_shop(
        self,
        sold: Sold,
        visit_class: Ints,
        is_watched: NDArray[np.bool],
        is_back: NDArray[np.bool],
    ) -> None:
        for row, mask in enumerate((is_watched, is_back)):
            np.add.at(self._shop_visits[row], visit_class[mask], 1)
        visits = sold.basket_visits[np.unique(sold.baskets)]
        days, is_first = sold.visits.days[visits], sold.visits.nth[visits] == 0
        for row, mask in enumerate((np.ones(len(days), bool), is_first)):
            np.add.at(self._shop_orders[row], self._step_of(days[mask]), 1)

    def _add_orders(self, sold: Sold) -> None:
        visits = sold.basket_visits[sold.baskets]
        days, is_first = sold.visits.days[visits], sold.visits.nth[visits] == 0
        is_early, is_late = self._halves_of(days)
        for name, mask in (
            ("orders", np.ones(len(days), bool)),
            ("first_orders", is_first),
            ("early_orders", is_early),
            ("late_orders", is_late),
        ):
            np.add.at(self._sums[name], sold.products[mask], 1)
        np.add.at(self._orders_by_step, (sold.products, self._step_of(days)), 1)
        np.minimum.at(self._first_day, sold.products, days)

    def _add_buyers(
        self,
        sold: Sold,
        visit_class: Ints,
        is_watched: NDArray[np.bool],
        is_back: NDArray[np.bool],
    ) -> None:
        """Count customers with a product by their first and last visit for it."""
        visits = sold.basket_visits[sold.baskets]
        width = len(self._first_day)
        pairs, pair_of, orders = np.unique(
            sold.visits.customers[visits] * width + sold.products,
            return_inverse=True,
            return_counts=True,
        )
        products = pairs % width
        first, last = np.full(len(pairs), len(sold.visits.days)), np.zeros(len(pairs), np.int64)
        np.minimum.at(first, pair_of, visits)
        np.maximum.at(last, pair_of, visits)
        span_days = sold.visits.days[last] - sold.visits.days[first]
        for name, amounts in (
            ("buyers", np.ones(len(pairs), np.int64)),
            ("repeat_buyers", (span_days > 0).astype(np.int64)),
            ("span_days", span_days),
            ("gaps", orders - 1),
            ("watched", is_watched[first].astype(np.int64)),
            ("came_back", is_back[first].astype(np.int64)),
        ):
            np.add.at(self._sums[name], products, amounts)
        watched = is_watched[first]
        classes = visit_class[first[watched]]
        np.add.at(self._watched_by_visit, (products[watched], classes), 1)

    def _step_of(self, days: Ints) -> Ints:
        return (days - self.period.first_day) // _STEP_DAYS

    def _halves_of(self, days: Ints) -> tuple[NDArray[np.bool], NDArray[np.bool]]:
        return days < self.period.first_day + self.period.days // 2, days >= self.period.middle

    def shop(self) -> ShopSales:
        """Give what all baskets came to."""
        orders, first_orders = (int(row.sum()) for row in self._shop_orders)
        money_fen = int(self._sums["money_fen"].sum()) + self._other_fen
        return ShopSales(orders, first_orders, money_fen, self._other_fen)

    def sales(self) -> list[Sales]:
        """Give the figures of each product, in the sequence of their places."""
        expected_first = self._orders_by_step @ _rates_of(self._shop_orders)
        expected_back = self._watched_by_visit @ _rates_of(self._shop_visits)
        columns = {name: sums.tolist() for name, sums in self._sums.items()}
        columns |= {
            "first_day": self._first_day.tolist(),
            "expected_first": expected_first.tolist(),
            "expected_back": expected_back.tolist(),
        }
        return [
            Sales(**dict(zip(columns, row, strict=True)))
            for row in zip(*columns.values(), strict=True)
        ]


_SUMS = (
    *("orders", "buyers", "pieces", "money_fen", "first_orders", "watched", "came_back"),
    *("repeat_buyers", "span_days", "gaps", "early_orders", "late_orders"),
)


def _rates_of(counts: Ints) -> NDArray[np.float64]:
    """Divide the second row by the first; of nothing the rate is 0."""
    return np.asarray(counts[1] / np.maximum(counts[0], 1))
