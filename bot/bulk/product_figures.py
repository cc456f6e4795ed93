"""The goods of an order book and their lines, in SQL for DuckDB and SQLite alike."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bot.bulk.order_book import OrderBook
from tagging.sold.lines import Lines

LINES_AT_ONCE = 200_000

_GOODS = """
SELECT product, COALESCE(MAX(product_name), ''), COALESCE(MAX(category), '')
FROM lines
WHERE quantity > 0 AND product IS NOT NULL
GROUP BY product
ORDER BY COUNT(*) DESC, product
"""
_PRODUCT_LINES = """
CREATE TABLE product_lines AS
SELECT DENSE_RANK() OVER (ORDER BY customer) AS customers,
  DENSE_RANK() OVER (ORDER BY customer, order_id) AS orders,
  COALESCE(place, -1) AS products, day AS days, quantity AS pieces, amount_fen AS amounts_fen
FROM lines LEFT JOIN product_places USING (product)
ORDER BY customer, order_id
"""
_COUNTS = "SELECT COUNT(*), COALESCE(MAX(customers), 0) FROM product_lines"
_LINES = "SELECT * FROM product_lines WHERE customers > {after} AND customers <= {last}"


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
    book.run(_PRODUCT_LINES)
    if book.engine == "sqlite":  # DuckDB finds its way in a sorted table
        book.run("CREATE INDEX product_lines_of ON product_lines (customers)")
    return goods


def read_lines(book: OrderBook) -> Iterator[Lines]:
    """Read all lines in parts of about LINES_AT_ONCE, each of whole customers."""
    lines, customers = next(book.rows(_COUNTS))
    parts = max(1, min(lines // LINES_AT_ONCE + 1, customers))
    ends = [customers * part // parts for part in range(parts + 1)]
    for after, last in pairwise(ends):
        columns = book.columns(_LINES.format(after=after, last=last))
        yield Lines(**{name: np.asarray(columns[name], np.int64) for name in Lines._fields})
