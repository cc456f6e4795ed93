"""The orders of a file, as layering needs them: every row is used, left out, or bad and named."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.imports.chunks import read_lines
from bot.imports.columns import LAYER, Kind, map_columns, parse_vocabulary
from bot.imports.lines import Reading, customer_row, order_line
from bot.imports.orders import order_chunks
from bot.imports.reader import Table, read_table
from bot.imports.rows import BadRow, Chunk, CustomerRow, OrderLine, OrderRow, OrderStatus
from tagging.purchases import Order

VOCABULARY = "import_columns.toml"
ZONE = ZoneInfo("Asia/Shanghai")  # matters only to a time that names its own zone


class Cancellations(StrEnum):
    """What becomes of rows with a negative quantity or amount."""

    DROP = "drop"
    NET = "net"


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What was read: every row is used, left out or bad."""

    cancellations: Cancellations
    until: date | None
    watched: frozenset[str]
    """The products and categories that offers on the shelf are bound to."""
    used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    bad_rows: list[BadRow] = field(default_factory=list)
    last_day: date | None = None
    orders: dict[str, list[Order]] = field(default_factory=dict)
    days_of: dict[str, dict[str, set[date]]] = field(default_factory=dict)
    _returned: set[str] = field(default_factory=set)
    _things: dict[str, set[str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.used + self.left_out.total() + len(self.bad_rows)

    def pick(self, lines: Iterable[OrderLine | BadRow]) -> Iterator[OrderLine | BadRow]:
        """Let the lines through that count; the others are left out."""
        for line in lines:
            if isinstance(line, OrderLine):
                if why := self._why_not(line):
                    self.left_out[why] += 1
                    continue
                self._note(line)
            yield line

    def _why_not(self, line: OrderLine) -> str:
        if self.until is not None and line.at.astimezone(ZONE).date() >= self.until:
            return "not before --as-of"
        if line.is_return and self.cancellations is Cancellations.DROP:
            return "cancellation"
        return "price 0" if line.is_free else ""

    def _note(self, line: OrderLine) -> None:
        if line.is_return:
            self._returned.add(line.order_no)
        elif things := self.watched.intersection((line.product, line.product_name, line.category)):
            self._things.setdefault(line.order_no, set()).update(things)

    def enter(self, chunk: Chunk) -> None:
        """Use the orders of a chunk; those called off are left out."""
        self.bad_rows += chunk.bad
        for entry in chunk.entries:
            if isinstance(entry.row, OrderRow):
                self._use(entry.row, len(entry.numbers))

    def _use(self, row: OrderRow, lines: int) -> None:
        if row.status is OrderStatus.CLOSED:
            self.left_out["closed"] += lines
            return
        self.used += lines
        self.last_day = max(self.last_day or row.day, row.day)
        own = self.orders.setdefault(row.customer, [])
        if not row.amount_fen and row.key in self._returned:
            return  # wholly given back
        order = Order(
            row.key,
            row.day,
            row.amount_fen,
            discount_fen=row.discount_fen,
            is_paid=row.status is not OrderStatus.OPEN,
            refund_fen=max(row.amount_fen, 0) if row.status is OrderStatus.REFUNDED else 0,
        )
        own.append(order)
        for thing in self._things.get(row.key, ()) if order.is_purchase else ():
            self.days_of.setdefault(thing, {}).setdefault(row.customer, set()).add(row.day)


def read_orders(path: Path, said: Mapping[str, str], ledger: Ledger) -> None:
    """Enter every row of a file into the ledger; raises ImportFileError where it cannot."""
    table = read_table(path)
    with closing(table.rows.file):
        reading = _reading_of(LAYER, table, said)
        for chunk in order_chunks(ledger.pick(read_lines(table, reading, order_line)), ZONE):
            ledger.enter(chunk)


def read_customers(path: Path, said: Mapping[str, str]) -> tuple[set[str], list[BadRow]]:
    """Read who there is, buyers or not, and the rows that do not tell."""
    table = read_table(path)
    with closing(table.rows.file):
        column = said.get("customer", "")
        own = {"customer": column} if column in table.columns else {}
        reading = _reading_of(Kind.CUSTOMERS, table, own)
        rows = list(read_lines(table, reading, customer_row))
    names = {row.key for row in rows if isinstance(row, CustomerRow)}
    return names, [row for row in rows if isinstance(row, BadRow)]


def _reading_of(kind: str, table: Table, said: Mapping[str, str]) -> Reading:
    vocabulary = parse_vocabulary((files("bot.data") / VOCABULARY).read_text("utf-8"), VOCABULARY)
    places = map_columns(kind, table.columns, vocabulary, said)
    if kind is Kind.CUSTOMERS:
        places = {name: place for name, place in places.items() if name in {"customer", "phone"}}
    elif "order_no" not in places and "amount" in places:
        places["line_amount"] = places.pop("amount")  # no order that it could be the total of
    return Reading(places, vocabulary, ZONE)
