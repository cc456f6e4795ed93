"""The rows of an order file read with care, one by one: understood, or refused with a reason."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from zoneinfo import ZoneInfo

from bot.bulk.order_engine import Engine, Row
from bot.imports.chunks import read_lines
from bot.imports.columns import LAYER, Kind, map_columns, parse_vocabulary
from bot.imports.fields import clean
from bot.imports.lines import Line, Reading, customer_row, order_line
from bot.imports.orders import STRONGEST
from bot.imports.reader import Table
from bot.imports.rows import BadRow, CustomerRow, OrderLine
from bot.packaged import packaged

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


def reading_of(kind: str, columns: list[str], said: Mapping[str, str]) -> Reading:
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
    column = said.get("customer", "")
    own = {"customer": column} if column in table.columns else {}
    reading = reading_of(Kind.CUSTOMERS, table.columns, own)
    bad: list[BadRow] = []
    for step in _steps(read_lines(table, reading, customer_row)):
        engine.fill("roster", [(one.key,) for one in step if isinstance(one, CustomerRow)])
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
        line.product_name if line.product_name != line.product else None,
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


def _steps(lines: Iterable[Row | BadRow | CustomerRow]) -> Iterator[list]:
    rows = iter(lines)
    while step := list(islice(rows, STEP)):
        yield step
