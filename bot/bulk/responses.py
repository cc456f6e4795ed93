"""What customers who were dealt into groups ordered since, and what they had ordered before.

A window of 30 days is the day of the assignment and the 29 after it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.bulk.order_book import OrderBook

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOBODYS, LATER, EARLIER, WITHIN = range(4)
"""What an order is to the assignments; where it is several things, the last of them."""


@dataclass(frozen=True, slots=True)
class Since:
    """What every assigned customer ordered, by their place."""

    orders: "dict[int, NDArray[np.float64]]"
    """By the length of the window."""
    spend_fen: "dict[int, NDArray[np.float64]]"
    orders_before: "NDArray[np.float64]"
    spend_before_fen: "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """What became of the purchases of a file; together they are all of them."""

    within: int
    """The longest window of somebody assigned."""
    before: int
    """They were assigned: ignored."""
    after: int
    """The longest window: ignored."""
    of_others: int
    """Whom nobody assigned: ignored."""


def assign(book: OrderBook, assigned: Iterable[tuple[int, str, int]]) -> None:
    """Tell the book who was assigned: place, customer, day as an ordinal."""
    book.run("CREATE TABLE assigned (place INTEGER, customer TEXT, day INTEGER)")
    book.database.fill("assigned", assigned)
    book.run("CREATE INDEX assigned_customer ON assigned (customer)")


def orders_since(book: OrderBook, windows: Sequence[int], size: int) -> Since:
    """Add up the orders of `size` assigned customers in windows of so many days, and before.

    Refunds lessen what was spent and are no orders.
    """
    parts = {"before": "o.day < a.day"} | {
        str(days): f"o.day >= a.day AND o.day < a.day + {days}" for days in windows
    }
    sums = ", ".join(
        f"SUM(CASE WHEN {when} THEN o.kind ELSE 0 END) AS orders_{name}, "
        f"SUM(CASE WHEN {when} THEN o.amount_fen ELSE 0 END) AS spend_{name}"
        for name, when in parts.items()
    )
    found = book.columns(
        f"SELECT a.place AS place, {sums} FROM assigned AS a "  # noqa: S608 - our own words
        "JOIN orders AS o ON o.customer = a.customer WHERE o.kind IN (0, 1) GROUP BY a.place"
    )

    def whole(name: str) -> "NDArray[np.float64]":
        import numpy as np

        values = np.zeros(size)
        values[found["place"].astype(np.int64)] = found[name]
        return values

    return Since(
        orders={days: whole(f"orders_{days}") for days in windows},
        spend_fen={days: whole(f"spend_{days}") for days in windows},
        orders_before=whole("orders_before"),
        spend_before_fen=whole("spend_before"),
    )


def count_orders(book: OrderBook, longest_days: int) -> OrderCounts:
    """Account for every purchase of the file."""
    counts = Counter[int](
        dict(
            book.rows(
                "SELECT what, COUNT(*) FROM (SELECT o.order_id, MAX(CASE "  # noqa: S608
                f"WHEN a.place IS NULL THEN {NOBODYS} WHEN o.day < a.day THEN {EARLIER} "
                f"WHEN o.day < a.day + {longest_days} THEN {WITHIN} ELSE {LATER} END) AS what "
                "FROM orders AS o LEFT JOIN assigned AS a ON a.customer = o.customer "
                "WHERE o.kind = 1 GROUP BY o.order_id) AS each_order GROUP BY what"
            )
        )
    )
    return OrderCounts(counts[WITHIN], counts[EARLIER], counts[LATER], counts[NOBODYS])


def baskets_of(
    book: OrderBook, sides: Iterable[tuple[int, int]], window_days: int
) -> "tuple[dict[int, dict[str, int]], dict[int, dict[str, int]]]":
    """Count on each side the customers who bought a product: before, and within the window.

    `sides` are place and side of the customers to look at.
    """
    book.run("CREATE TABLE sides (place INTEGER, side INTEGER)")
    book.database.fill("sides", sides)
    return (
        _basket(book, "l.day < a.day"),
        _basket(book, f"l.day >= a.day AND l.day < a.day + {window_days}"),
    )


def _basket(book: OrderBook, when: str) -> dict[int, dict[str, int]]:
    baskets: dict[int, dict[str, int]] = {}
    for side, product, customers in book.rows(
        "SELECT s.side, l.product, COUNT(DISTINCT a.place) "  # noqa: S608 - our own words
        "FROM sides AS s JOIN assigned AS a ON a.place = s.place "
        "JOIN lines AS l ON l.customer = a.customer "
        f"WHERE l.product IS NOT NULL AND l.quantity > 0 AND {when} GROUP BY s.side, l.product"
    ):
        baskets.setdefault(side, {})[product] = customers
    return baskets
