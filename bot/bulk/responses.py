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

AT_ONCE = 100_000
"""So many customers are added up at a time: a database sorts them in little memory."""
NOBODYS, LATER, EARLIER, WITHIN = range(4)
"""What an order is to the assignments."""


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
    """Their first assignment: ignored."""
    after: int
    """The longest window: ignored."""
    of_others: int
    """Whom nobody assigned: ignored."""


def assign(book: OrderBook, assigned: Iterable[tuple[int, str, int]]) -> None:
    """Tell the book who was assigned: place, customer, day as an ordinal.

    A customer may be assigned several times; `until` is the day of the next one.
    """
    book.run("CREATE TABLE dealt (place INTEGER, customer TEXT, day INTEGER)")
    book.database.fill("dealt", assigned)
    book.run(
        "CREATE TABLE assigned AS SELECT place, customer, day, "
        "ROW_NUMBER() OVER deals AS deal, LEAD(day) OVER deals AS until FROM dealt "
        "WINDOW deals AS (PARTITION BY customer ORDER BY day, place)"
    )
    book.run("DROP TABLE dealt")
    if book.engine == "sqlite":  # DuckDB joins by hash, and would keep the index in memory
        book.run("CREATE INDEX assigned_customer ON assigned (customer)")
    book.run(
        "CREATE TABLE reached AS SELECT a.place, o.day - a.day AS after, o.kind, o.amount_fen "
        "FROM assigned AS a JOIN orders AS o ON o.customer = a.customer WHERE o.kind IN (0, 1)"
    )


def orders_since(book: OrderBook, windows: Sequence[int], size: int) -> Since:
    """Add up the orders of `size` assigned customers in windows of so many days, and before.

    Refunds lessen what was spent and are no orders.
    """
    import numpy as np

    parts = {"before": "after < 0"} | {
        str(days): f"after >= 0 AND after < {days}" for days in windows
    }
    sums = {
        f"{column}_{part}": f"SUM(CASE WHEN {when} THEN {value} ELSE 0 END)"
        for part, when in parts.items()
        for column, value in (("orders", "kind"), ("spend", "amount_fen"))
    }
    asked = ", ".join(f"{expression} AS {name}" for name, expression in sums.items())
    whole = {name: np.zeros(size) for name in sums}
    for first in range(0, size, AT_ONCE):
        found = book.columns(
            f"SELECT place, {asked} FROM reached "  # noqa: S608 - our own words
            f"WHERE place >= {first} AND place < {first + AT_ONCE} GROUP BY place"
        )
        for name, values in whole.items():
            values[found["place"].astype(np.int64)] = found[name]
    return Since(
        orders={days: whole[f"orders_{days}"] for days in windows},
        spend_fen={days: whole[f"spend_{days}"] for days in windows},
        orders_before=whole["orders_before"],
        spend_before_fen=whole["spend_before"],
    )


def count_orders(book: OrderBook, longest_days: int) -> OrderCounts:
    """Account for every purchase of the file.

    Each belongs to the last assignment before it; where there is none, it comes before the first.
    """
    counts = Counter[int](
        dict(
            book.rows(
                f"SELECT CASE WHEN a.place IS NULL THEN {NOBODYS} "  # noqa: S608
                f"WHEN o.day < a.day THEN {EARLIER} "
                f"WHEN o.day < a.day + {longest_days} THEN {WITHIN} ELSE {LATER} END AS what, "
                "COUNT(*) FROM orders AS o LEFT JOIN assigned AS a ON a.customer = o.customer "
                "WHERE o.kind = 1 AND (a.place IS NULL OR (a.deal = 1 AND o.day < a.day) "
                "OR (o.day >= a.day AND (a.until IS NULL OR o.day < a.until))) GROUP BY what"
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
