"""Orders in buckets by customer, as Parquet: all orders of a customer are in one bucket."""

from math import ceil
from pathlib import Path
from shutil import rmtree

from bot.bulk.engines import Crew
from bot.bulk.order_engine import Engine
from bot.bulk.parquet import parquet, write_parquet
from bot.errors import NotReady
from bot.store.layering import text_literal

COLUMNS = ("customer", "day", "amount_fen", "discount_fen", "pieces", "kind")
"""What states are made of."""
ORDERS = 2_000_000
"""At most about so many go into a bucket: a second or two of work, a tenth of a gigabyte."""
AT_ONCE = 61_440
"""Rows of a bucket that are written together; those that wait for it are in memory."""


def write_buckets(database: Engine, crew: Crew, folder: Path, orders: str = "orders") -> list[str]:
    """Write `orders`, a relation of a DuckDB database, into buckets in a new folder.

    In a bucket customers follow one another, which makes summing up twice as fast.
    """
    if database.name != "duckdb":
        raise NotReady('orders are put in buckets by DuckDB: pip install "zhanggui[bulk]"')
    (rows,) = next(database.rows(f"SELECT COUNT(*) FROM {orders}"))  # noqa: S608
    count = max(1, ceil(rows / ORDERS / crew.workers)) * crew.workers  # nobody idles at the end
    unsorted = folder.absolute() / "unsorted"
    unsorted.mkdir(parents=True)
    database.run(f"SET partitioned_write_flush_threshold = {AT_ONCE}")
    database.run(
        f"COPY (SELECT {', '.join(COLUMNS)}, hash(customer) % {count} AS bucket FROM {orders}) "  # noqa: S608
        f"TO {text_literal(str(unsorted))} (FORMAT parquet, PARTITION_BY (bucket))"
    )
    buckets = list(crew.map(_sort, sorted(unsorted.iterdir())))
    rmtree(unsorted)
    return buckets


def _sort(unsorted: Path) -> str:
    """Make one file, sorted by customer, of a folder of files."""
    bucket = unsorted.parent.parent / f"{unsorted.name.removeprefix('bucket=')}.parquet"
    rows = f"SELECT {', '.join(COLUMNS)} FROM {parquet(unsorted / '*.parquet')}"  # noqa: S608
    write_parquet(f"{rows} ORDER BY customer", bucket, unsorted)
    return str(bucket)
