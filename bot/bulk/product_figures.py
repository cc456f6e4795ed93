"""The goods of an order book and their lines, in SQL for DuckDB and SQLite alike."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from bot.bulk.order_book import OrderBook
from bot.bulk.order_engine import literal
from tagging.sold.lines import Lines

LINES_AT_ONCE = 200_000

_GOODS = """
SELECT product, COALESCE(MAX(product_name), ''), COALESCE(MAX(category), '')
FROM lines
WHERE quantity > 0 AND product IS NOT NULL
GROUP BY product
ORDER BY COUNT(*) DESC, product
"""
_STARTS = """
SELECT MIN(customer) FROM (SELECT customer, NTILE({parts}) OVER (ORDER BY customer) AS part
  FROM states WHERE orders > 0) AS buyers
GROUP BY part ORDER BY part
"""
_LINES = """
SELECT DENSE_RANK() OVER (ORDER BY customer) AS customers,
  DENSE_RANK() OVER (ORDER BY order_id) AS orders,
  COALESCE(place, -1) AS products, day AS days, quantity AS pieces, amount_fen AS amounts_fen
FROM lines LEFT JOIN product_places USING (product)
WHERE {where}
"""


class Good(NamedTuple):
    """A product as the file names it."""

    code: str
    name: str
    """Empty where it has no name beside its code."""
    category: str


def find_goods(book: OrderBook, pattern: str = "") -> list[Good]:
    """Find what was sold, what is in most lines first; `read_lines` counts by these places.

    Only products whose code begins as the regular expression says are goods.
    """
    begins = re.compile(pattern)
    goods = [
        Good(code, "" if name == code else name, category)
        for code, name, category in book.rows(_GOODS)
        if begins.match(code)
    ]
    book.run("CREATE TABLE product_places (product TEXT, place INTEGER)")
    book.database.fill("product_places", ((good.code, place) for place, good in enumerate(goods)))
    return goods


def read_lines(book: OrderBook) -> Iterator[Lines]:
    """Read all lines in parts of about LINES_AT_ONCE, each of whole customers."""
    count = next(book.rows("SELECT COUNT(*) FROM lines"))[0]
    starts = [row[0] for row in book.rows(_STARTS.format(parts=count // LINES_AT_ONCE + 1))]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        where = f"customer >= {literal(start)}"
        if end is not None:
            where += f" AND customer < {literal(end)}"
        columns = book.columns(_LINES.format(where=where))
        yield Lines(**{name: np.asarray(columns[name], np.int64) for name in Lines._fields})
