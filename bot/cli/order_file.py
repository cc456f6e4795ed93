"""A CSV of orders, read row by row: every row is used, left out, or bad and named."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from bot.errors import ImportFileError
from bot.imports.reader import read_table
from tagging.purchases import Order

NEEDED = ("customer", "time")
KNOWN = (
    *("customer", "time", "order_id", "product", "category"),
    *("quantity", "price", "amount", "discount", "paid"),
)
UNBELIEVABLE = 10**12

_TIME = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:[ T](?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?"
)
_YES = frozenset({"1", "yes", "true", "是", "已付款", "已支付"})
_NO = frozenset({"0", "no", "false", "否", "未付款", "未支付"})


class Cancellations(StrEnum):
    """What becomes of rows with a negative quantity or amount."""

    DROP = "drop"
    NET = "net"


class BadRow(Exception):
    """A row that cannot be used: what is wrong, and the cell that is."""

    def __init__(self, what: str, value: str = "") -> None:
        super().__init__(what, value)
        self.what = what
        self.value = value


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, understood."""

    customer: str
    order_id: str
    day: date
    fen: int
    discount_fen: int
    is_paid: bool
    is_return: bool
    is_free: bool
    things: tuple[str, str]


@dataclass(slots=True)
class Draft:
    """An order whose rows are still coming in."""

    day: date
    bought_fen: int = 0
    returned_fen: int = 0
    discount_fen: int = 0
    is_paid: bool = False
    has_goods: bool = False

    def add(self, row: Row) -> None:
        """Add one row; an order is of the day its first goods were bought on."""
        self.is_paid |= row.is_paid or row.is_return
        if row.is_return:
            self.returned_fen -= row.fen
            return
        self.day = min(self.day, row.day) if self.has_goods else row.day
        self.has_goods = True
        self.bought_fen += row.fen
        self.discount_fen += row.discount_fen

    def close(self, order_id: str) -> Order:
        """Close the order: what came back is its refund, or a refund without its order."""
        if self.has_goods and self.returned_fen <= self.bought_fen:
            return Order(
                order_id,
                self.day,
                self.bought_fen,
                discount_fen=self.discount_fen,
                is_paid=self.is_paid,
                refund_fen=self.returned_fen,
            )
        return Order(order_id, self.day, self.bought_fen - self.returned_fen)


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What was read: every row is used, left out or bad."""

    cancellations: Cancellations
    until: date | None
    watched: frozenset[str]
    """The products and categories that offers on the shelf are bound to."""
    used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    bad_rows: list[tuple[int, str, str]] = field(default_factory=list)
    last_day: date | None = None
    drafts: dict[str, dict[str, Draft]] = field(default_factory=dict)
    days_of: dict[str, dict[str, set[date]]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.used + self.left_out.total() + len(self.bad_rows)

    def orders_of(self, customer: str) -> list[Order]:
        """Close a customer's orders; a return that gave back no money says nothing."""
        return [
            draft.close(order_id)
            for order_id, draft in self.drafts[customer].items()
            if draft.has_goods or draft.returned_fen
        ]

    def enter(self, row: Row) -> None:
        """Use a row, or leave it out."""
        if self.until is not None and row.day >= self.until:
            self.left_out["not before --as-of"] += 1
        elif row.is_return and self.cancellations is Cancellations.DROP:
            self.left_out["cancellation"] += 1
        elif row.is_free:
            self.left_out["price 0"] += 1
        else:
            self._use(row)

    def _use(self, row: Row) -> None:
        self.used += 1
        self.last_day = max(self.last_day or row.day, row.day)
        own = self.drafts.setdefault(row.customer, {})
        own.setdefault(row.order_id, Draft(row.day)).add(row)
        if row.is_return or not row.is_paid:
            return
        for thing in self.watched.intersection(row.things):
            buyers = self.days_of.setdefault(thing, {})
            buyers.setdefault(row.customer, set()).add(row.day)


class Columns:
    """Where each column stands, and what a row of them means."""

    def __init__(self, header: Sequence[str], mapping: Mapping[str, str], place: str) -> None:
        names = list(header)
        self.width = len(names)
        self.position: dict[str, int] = {}
        for column in KNOWN:
            name = mapping.get(column, column)
            if name in names:
                self.position[column] = names.index(name)
            elif column in NEEDED or column in mapping:
                raise ImportFileError(
                    f"{place}: there is no column {name!r} for {column}; "
                    f"the header is {', '.join(names)}"
                )

    def parse(self, cells: Sequence[str], number: int) -> Row:
        """Understand a row; raises BadRow."""
        if len(cells) != self.width:
            raise BadRow("number of cells differs from the header", str(len(cells)))
        customer = self._cell(cells, "customer")
        if not customer:
            raise BadRow("customer is empty")
        day = _day_of(self._cell(cells, "time"))
        fen, is_return, is_free = self._money_of(cells)
        return Row(
            customer=customer,
            order_id=self._order_id_of(cells, number),
            day=day,
            fen=fen,
            discount_fen=_round(abs(_fen_of(self._cell(cells, "discount") or "0", "discount"))),
            is_paid=_is_yes(self._cell(cells, "paid") or "1"),
            is_return=is_return,
            is_free=is_free,
            things=(self._cell(cells, "product"), self._cell(cells, "category")),
        )

    def _cell(self, cells: Sequence[str], column: str) -> str:
        position = self.position.get(column)
        return "" if position is None else cells[position].strip()

    def _order_id_of(self, cells: Sequence[str], number: int) -> str:
        """Tell orders apart: by id, else goods of one moment belong together, else by row."""
        if "order_id" not in self.position:
            return self._cell(cells, "time") if "product" in self.position else str(number)
        order_id = self._cell(cells, "order_id")
        if not order_id:
            raise BadRow("order_id is empty")
        return order_id

    def _money_of(self, cells: Sequence[str]) -> tuple[int, bool, bool]:
        """Find what the row cost in fen, whether it is a return, whether it is free."""
        pieces = _pieces_of(self._cell(cells, "quantity") or "1")
        if "amount" in self.position:
            fen = _round(_fen_of(self._cell(cells, "amount"), "amount"))
            return fen, fen < 0, False
        if "price" not in self.position:
            return 0, pieces < 0, False
        price = _fen_of(self._cell(cells, "price"), "price")
        if price < 0:
            raise BadRow("price is below 0", self._cell(cells, "price"))
        return _round(price * pieces), pieces < 0, price == 0


def _day_of(text: str) -> date:
    """Read the day of a time; the time of day must be one, too."""
    day = _day_of_text(text)
    if day is None:
        raise BadRow("time is not like 2026-01-31 or 2026-01-31 08:30", text)
    return day


@lru_cache(maxsize=100_000)
def _day_of_text(text: str) -> date | None:
    shape = _TIME.fullmatch(text)
    if shape is None or (not shape["mark"] and len(shape["month"] + shape["day"]) != 4):  # noqa: PLR2004 - MMDD
        return None
    try:
        if shape["clock"]:
            time.fromisoformat(shape["clock"].zfill(5))
        return date(int(shape["year"]), int(shape["month"]), int(shape["day"]))
    except ValueError:
        return None


@lru_cache(maxsize=100_000)
def _number_of(text: str) -> Decimal | None:
    """Read a number; thousands may be marked, and a yuan sign may stand before it."""
    try:
        number = Decimal(text.replace(",", "").lstrip("¥￥"))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < UNBELIEVABLE else None


def _fen_of(text: str, column: str) -> Decimal:
    yuan = _number_of(text)
    if yuan is None:
        raise BadRow(f"{column} is not an amount in yuan", text)
    return yuan * 100


def _pieces_of(text: str) -> int:
    pieces = _number_of(text)
    if not pieces or pieces % 1:
        raise BadRow("quantity is not a whole number other than 0", text)
    return int(pieces)


def _round(fen: Decimal) -> int:
    return int(fen.to_integral_value(ROUND_HALF_UP))


def _is_yes(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise BadRow("paid is neither 1 nor 0", text)
    return text.lower() in _YES


def parse_map(text: str) -> dict[str, str]:
    """Read `customer=买家,time=付款时间`."""
    mapping = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        column, is_pair, name = (part.strip() for part in pair.partition("="))
        if column not in KNOWN or not is_pair or not name:
            raise ImportFileError(
                f"--map: {pair!r} is not column=name with one of {', '.join(KNOWN)}"
            )
        mapping[column] = name
    return mapping


def read_orders(path: Path, mapping: Mapping[str, str], ledger: Ledger) -> None:
    """Enter every row of a file into the ledger; raises ImportFileError where it cannot."""
    table = read_table(path)
    with closing(table.rows.file):
        columns = Columns(table.columns, mapping, path.name)
        for number, cells in table.rows:
            try:
                ledger.enter(columns.parse(cells, number))
            except BadRow as bad:
                ledger.bad_rows.append((number, bad.what, bad.value))


def read_customers(path: Path, mapping: Mapping[str, str]) -> set[str]:
    """Read who there is, buyers or not; a row without a customer says nothing."""
    table = read_table(path)
    with closing(table.rows.file):
        for name in (mapping.get("customer"), "customer"):
            if name in table.columns:
                place = table.columns.index(name)
                names = {cells[place].strip() for _, cells in table.rows if len(cells) > place}
                return names - {""}
    raise ImportFileError(
        f"{path.name}: there is no column 'customer'; the header is {', '.join(table.columns)}"
    )
