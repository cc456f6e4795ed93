"""The customers with all that was decided, one row each: to a file, or one by one."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.bulk.decisions import because_sql
from bot.bulk.order_book import OrderBook
from bot.bulk.order_engine import THREADS, DuckEngine, literal
from bot.errors import NotReady
from tagging.layering import Flag, Level

OUT_COLUMNS = (
    *("customer", "orders", "first_day", "last_day", "recency_days", "money_fen"),
    *("r", "f", "m", "segment", "tier", "level", "layer", "flags", "protected_until"),
    *("probability_30", "probability_90", "offer", "because"),
)
PARQUET = ".parquet"
AT_ONCE = 50_000
"""So many customers are spelled out in one go."""


def placed_rows(book: OrderBook) -> Iterator[dict[str, object]]:
    """Spell customers out one by one, in the columns of the file."""
    for row in book.rows(_placed_sql(book)):
        placed = dict(zip(OUT_COLUMNS, row, strict=True))
        yield placed | {"flags": placed["flags"] or ""}


def write_placed(book: OrderBook, out: Path) -> None:
    """Write a CSV, or Parquet where the name says so. Raise NotReady where that cannot be."""
    is_parquet = out.suffix.lower() == PARQUET
    has_duck = isinstance(book.database, DuckEngine)
    if is_parquet and not has_duck:
        raise NotReady(f'{out}: Parquet is written by DuckDB: pip install "zhanggui[bulk]"')
    with _beside(out, book) as path:
        if has_duck:
            _gather_placed(book)
            kind = "FORMAT parquet, COMPRESSION zstd" if is_parquet else "FORMAT csv, HEADER"
            book.run("SET threads = 1")  # two would each gather a part of the file in memory
            book.run(f"COPY placed TO {literal(str(path))} ({kind})")
            book.run(f"SET threads = {THREADS}")
        else:
            _write_csv(book, path)


def _gather_placed(book: OrderBook) -> None:
    """Make `placed`, part by part: a million wide rows are too many to sort in little memory."""
    book.run(f"CREATE OR REPLACE TABLE placed AS {_placed_sql(book, 'place < 0')}")
    (people,) = next(book.rows("SELECT COUNT(*) FROM standings"))
    for first in range(0, people, AT_ONCE):
        part = f"place BETWEEN {first} AND {first + AT_ONCE - 1}"
        book.run(f"INSERT INTO placed {_placed_sql(book, part)}")


def _placed_sql(book: OrderBook, where: str = "place >= 0") -> str:
    """Write the SELECT of everybody, in the sequence of the customers as text."""
    days = {
        name: book.database.date_of(name) for name in ("first_day", "last_day", "protected_until")
    }
    levels = " ".join(f"WHEN {level:d} THEN {literal(level.name.lower())}" for level in Level)
    flags = " || ".join(f"CASE WHEN {flag} = 1 THEN '|{flag}' ELSE '' END" for flag in Flag)
    values = days | {
        "level": f"CASE level {levels} END",
        "flags": f"NULLIF(SUBSTR({flags}, 2), '')",
        "offer": "portions.offer",
        "because": because_sql(book),
    }
    columns = ", ".join(f"{values.get(name, name)} AS {name}" for name in OUT_COLUMNS)
    return (
        f"SELECT {columns} FROM standings LEFT JOIN probabilities USING (place) "  # noqa: S608
        f"JOIN decisions USING (place) JOIN portions USING (portion) WHERE {where} ORDER BY place"
    )


@contextmanager
def _beside(out: Path, book: OrderBook) -> Iterator[Path]:
    """Give a place to write that becomes the file when all is there; raise NotReady."""
    if out.exists() and not out.is_file():
        yield out  # a device or a pipe stays what it is
        return
    beside = out.with_name(f".{out.name}.new")
    faults: tuple[type[Exception], ...] = (OSError, *book.database.faults)
    try:
        yield beside
        beside.replace(out)
    except faults as fault:
        reason = str(fault).partition("\n")[0]
        raise NotReady(f"{out}: cannot be written: {reason}") from None
    finally:
        beside.unlink(missing_ok=True)


def _write_csv(book: OrderBook, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OUT_COLUMNS)
        writer.writerows(book.rows(_placed_sql(book)))
