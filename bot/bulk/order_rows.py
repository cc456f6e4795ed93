"""The rows of an order file read with care, one by one: understood, or refused with a reason."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.bulk.order_engine import Engine, Row
from bot.imports.chunks import read_lines
from bot.imports.columns import LAYER, Kind, map_columns, parse_vocabulary
from bot.imports.fields import clean
from bot.imports.lines import Line, Reading, customer_row, order_line, product_row
from bot.imports.orders import STRONGEST
from bot.imports.reader import Table
from bot.imports.rows import BadRow, OrderLine
from bot.packaged import packaged

Parsed = TypeVar("Parsed")

VOCABULARY = "import_columns.toml"
ZONE = ZoneInfo("Asia/Shanghai")  # matters only to a time that names its own zone
STEP = 50_000  # rows
OUR_MONEY = "CNY"
CALLED_OURS = frozenset({"CNY", "RMB", "人民币", "元", "YUAN", "¥"})

READ = """
CREATE TABLE read (
  row BIGINT, order_no TEXT, customer TEXT, day INTEGER, status SMALLINT, product TEXT,
  product_name TEXT, category TEXT, quantity INTEGER, items_fen BIGINT, amount_fen BIGINT,
  line_amount_fen BIGINT, discount_fen BIGINT, currency TEXT
)"""
"""Rows that were understood; `status` is a place in STRONGEST, a sum is NULL where none is said,
`product_name` where it is the product."""
BAD = "CREATE TABLE bad (row BIGINT, reason TEXT, advice TEXT, order_no TEXT)"
"""Rows that were not."""
ROSTER = "CREATE TABLE roster (customer TEXT)"
"""Customers whom another file names, buyers or not."""
GOODS = "CREATE TABLE goods (product TEXT, name TEXT, category TEXT)"
"""Products whose category another file names."""


def reading_of(kind: str, columns: Sequence[str], said: Mapping[str, str]) -> Reading:
    """Find the fields in a header. Raise ImportFileError where a needed one is missing."""
    vocabulary = parse_vocabulary(packaged("bot.data", VOCABULARY), VOCABULARY)
    places = map_columns(kind, columns, vocabulary, said)
    if kind is Kind.CUSTOMERS:
        places = {name: place for name, place in places.items() if name in {"customer", "phone"}}
    elif "order_no" not in places and "amount" in places:
        places["line_amount"] = places.pop("amount")  # no order that it could be the total of
    return Reading(places, vocabulary, ZONE)


def read_orders(table: Table, said: Mapping[str, str], engine: Engine) -> Reading:
    """Read every row of a table into `read` or `bad`."""
    reading = reading_of(LAYER, table.columns, said)
    take_lines(read_lines(table, reading, row_of), engine)
    return reading


def take_lines(lines: Iterable[Row | BadRow], engine: Engine) -> None:
    """Put what was understood into `read` and the others into `bad`, a step at a time."""
    for step in _steps(lines):
        engine.fill("read", [one for one in step if not isinstance(one, BadRow)])
        _take_bad(step, engine)


def read_customers(table: Table, said: Mapping[str, str], engine: Engine) -> list[BadRow]:
    """Read who there is into `roster`, and return the rows that do not tell."""
    reading = reading_of(Kind.CUSTOMERS, table.columns, said_of(table, said, "customer"))
    return take_rows(
        read_lines(table, reading, customer_row), "roster", engine, lambda row: (row.key,)
    )


def read_products(table: Table, said: Mapping[str, str], engine: Engine) -> list[BadRow]:
    """Read which category products are of into `goods`, and return the rows that do not tell."""
    reading = reading_of(Kind.PRODUCTS, table.columns, said_of(table, said, "product", "code"))
    return take_rows(
        read_lines(table, reading, product_row),
        "goods",
        engine,
        lambda row: (row.key, row.name or None, row.category or None),
    )


def said_of(table: Table, said: Mapping[str, str], field: str, here: str = "") -> dict[str, str]:
    """Let a column that the operator named in the orders hold for this file, if it has it."""
    column = said.get(field, "")
    return {here or field: column} if column in table.columns else {}


def take_rows(
    rows: Iterable[Parsed | BadRow], table: str, engine: Engine, cells_of: Callable[[Parsed], Row]
) -> list[BadRow]:
    """Put what was understood into a table, a step at a time; return the other rows."""
    bad: list[BadRow] = []
    for step in _steps(rows):
        engine.fill(table, [cells_of(one) for one in step if not isinstance(one, BadRow)])
        bad += [one for one in step if isinstance(one, BadRow)]
    return bad


def row_of(line: Line, reading: Reading) -> Row:
    """Understand a line as a row of `read`. Raise FieldError where that cannot be."""
    return _cells_of(order_line(line, reading), currency_of(line.get("currency")))


def currency_of(text: str) -> str | None:
    """Name a currency; None where none is said."""
    words = unicodedata.normalize("NFKC", clean(text)).upper()
    return OUR_MONEY if words in CALLED_OURS else words or None


def _cells_of(line: OrderLine, currency: str | None) -> Row:
    return (
        line.number,
        line.order_no,
        line.customer,
        line.at.astimezone(ZONE).toordinal(),
        STRONGEST.index(line.status),
        line.product or None,
        line.product_name if line.product_name not in {"", line.product} else None,
        line.category or None,
        line.quantity,
        line.items_fen,
        line.amount_fen,
        line.line_amount_fen,
        line.discount_fen,
        currency,
    )


def _take_bad(step: Iterable[Row | BadRow], engine: Engine) -> None:
    bad = [one for one in step if isinstance(one, BadRow)]
    if bad:
        engine.fill("bad", [(one.number, one.reason, one.advice, one.order_no) for one in bad])


def _steps(rows: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    each = iter(rows)
    while step := list(islice(each, STEP)):
        yield step
