"""The orders of a file, in tables outside Python's memory."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.bulk.order_engine import DuckEngine, Engine, open_engine
from bot.bulk.order_plain import is_parquet, read_csv, read_parquet
from bot.bulk.order_rows import (
    BAD,
    GOODS,
    READ,
    ROSTER,
    read_customers,
    read_orders,
    read_products,
)
from bot.bulk.order_sums import Account, Cancellations, Sieve, sum_up
from bot.errors import ImportFileError
from bot.imports.reader import has_blank_line, read_table
from bot.imports.rows import BadRow

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class OrderBook:
    """What a file says: the relations `lines`, `orders` and `states`, and what became of its rows.

    Days are ordinals, money is whole fen; `kind` of an order is 1 for a purchase, 0 for a bare
    refund, 2 for one left unpaid.
    """

    account: Account
    fields: frozenset[str]
    """The fields that the file has."""
    database: Engine

    @property
    def engine(self) -> str:
        """Name the database: duckdb or sqlite."""
        return self.database.name

    @property
    def last_day(self) -> date | None:
        """Give the last day of an order that is used."""
        return self.account.last_day

    def run(self, sql: str) -> None:
        """Carry out one statement."""
        self.database.run(sql)

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Answer row by row."""
        return self.database.rows(sql)

    def columns(self, sql: str) -> "dict[str, np.ndarray[Any, Any]]":
        """Answer with one array a column; nothing is NaN in numbers and None in texts."""
        return self.database.columns(sql)

    def add_customers(self, path: Path, said: Mapping[str, str]) -> list[BadRow]:
        """Read a file of all customers into `roster`; return the rows that name nobody."""
        table = read_table(path)
        with closing(table.rows.file):
            return read_customers(table, said, self.database)

    def add_products(self, path: Path, said: Mapping[str, str]) -> list[BadRow]:
        """Read a file of products: `lines` has their categories where it had none."""
        table = read_table(path)
        with closing(table.rows.file):
            return read_products(table, said, self.database)


@contextmanager
def open_orders(
    path: Path,
    said: Mapping[str, str],
    *,
    until: date | None = None,
    latest: date | None = None,
    cancellations: Cancellations = Cancellations.NET,
    engine: str = "",
) -> Iterator[OrderBook]:
    """Read the orders of a file; the tables vanish afterwards.

    Only days before `until` are seen; a day after `latest` is refused. Raise ImportFileError in
    one sentence where the file cannot be read at all.
    """
    sieve = Sieve(cancellations=cancellations, until=until, latest=latest)
    with ExitStack() as opened:
        size = path.stat().st_size
        database = opened.enter_context(open_engine(engine, size))
        book = _book_of(path, said, sieve, database)
        if _may_misnumber(path, book):
            database = opened.enter_context(open_engine(engine, size))
            book = _book_of(path, said, sieve, database, is_careful=True)
        if book.account.last_day is None:
            raise ImportFileError(_why_empty(path.name, book.account, until))
        yield book


def _book_of(
    path: Path,
    said: Mapping[str, str],
    sieve: Sieve,
    database: Engine,
    *,
    is_careful: bool = False,
) -> OrderBook:
    """Read every row: by DuckDB where it is there, unless all are to be read with care."""
    for made in (READ, BAD, ROSTER, GOODS):
        database.run(made)
    reading = None
    if is_parquet(path):
        reading = read_parquet(path, said, database)
    elif isinstance(database, DuckEngine) and not is_careful:
        reading = read_csv(path, said, database)
    if reading is None:
        table = read_table(path)
        with closing(table.rows.file):
            reading = read_orders(table, said, database)
    fields = frozenset(reading.places)
    return OrderBook(sum_up(database, fields, sieve), fields, database)


def _may_misnumber(path: Path, book: OrderBook) -> bool:
    """Tell whether rows are named whose numbers are wrong: DuckDB counts no blank lines."""
    is_read_by_duckdb = isinstance(book.database, DuckEngine) and not is_parquet(path)
    return is_read_by_duckdb and bool(book.account.bad_rows) and has_blank_line(path)


def _why_empty(name: str, account: Account, until: date | None) -> str:
    if account.left_out["not before --as-of"] and account.seen_from:
        return (
            f"{name}: none of its orders lies before --as-of {until}: the first is of "
            f"{account.seen_from}; choose a later day"
        )
    first = "".join(
        f"; 第 {bad.number} 行：{bad.reason}；{bad.advice}" for bad in account.bad_rows[:1]
    )
    return f"{name}: none of its {account.rows} rows can be used, so there is no last order{first}"
