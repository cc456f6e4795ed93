"""Order lines as arrays: which customer came when, and what was in which basket."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_DAYS = 1 << 22  # more than there are days of a calendar
_NEVER = _DAYS


class Lines(NamedTuple):
    """Order lines, all of them of each customer they hold; one array a column.

    Customers and orders are any whole numbers. A product is its place among all by sales, 0 sells
    best, -1 is nothing to look at (postage, fees). Days are ordinals, money whole fen; a
    returned piece is a negative one.
    """

    customers: Ints
    orders: Ints
    products: Ints
    days: Ints
    pieces: Ints
    amounts_fen: Ints


@dataclass(frozen=True, slots=True)
class Visits:
    """The days on which each customer bought anything, by customer and day."""

    customers: Ints
    days: Ints
    nth: Ints
    """0 is the customer's first."""
    gap_days: Ints
    """To the customer's next visit; endless where there is none."""


@dataclass(frozen=True, slots=True)
class Sold:
    """What was in which basket, each product once, by basket and product."""

    visits: Visits
    basket_visits: Ints
    """The visit that each basket was part of, baskets of nothing but postage too."""
    baskets: Ints
    products: Ints

    @property
    def basket_days(self) -> Ints:
        """The day of each basket."""
        return self.visits.days[self.basket_visits]


def gather(lines: Lines) -> Sold:
    """Gather lines in baskets; what was given back within its own order was not sold.

    An order that gives back more than it takes is a refund and no basket.
    """
    _, order_of = np.unique(lines.orders, return_inverse=True)
    paid = np.zeros(len(lines.orders), np.int64)
    np.add.at(paid, order_of, lines.amounts_fen)
    bought = (lines.pieces > 0) & (paid[order_of] >= 0)
    keys, visit_of = np.unique(
        lines.customers[bought] * _DAYS + lines.days[bought], return_inverse=True
    )
    orders, first_line = np.unique(lines.orders[bought], return_index=True)
    is_known = (lines.products >= 0) & np.isin(lines.orders, orders)
    basket_of = np.searchsorted(orders, lines.orders[is_known])
    width = int(lines.products.max(initial=0)) + 1
    sold, entry_of = np.unique(basket_of * width + lines.products[is_known], return_inverse=True)
    pieces = np.zeros(len(sold), np.int64)
    np.add.at(pieces, entry_of, lines.pieces[is_known])
    baskets, products = np.divmod(sold[pieces > 0], width)
    return Sold(_visits_of(keys), visit_of[first_line], baskets, products)


def _visits_of(keys: Ints) -> Visits:
    """Count out the days of each customer; `keys` rise by customer, then by day."""
    customers, days = np.divmod(keys, _DAYS)
    is_first = np.ones(len(keys), bool)
    is_first[1:] = customers[1:] != customers[:-1]
    starts = np.flatnonzero(is_first)
    nth = np.arange(len(keys)) - np.repeat(starts, np.diff(starts, append=len(keys)))
    gap_days = np.full(len(keys), _NEVER)
    gap_days[:-1] = np.where(is_first[1:], _NEVER, days[1:] - days[:-1])
    return Visits(customers, days, nth, gap_days)
