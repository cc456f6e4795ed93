"""Parquet files read and written by DuckDB, one thread a task: other tasks use the other cores."""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local
from typing import TYPE_CHECKING

from bot.errors import NotReady
from bot.store.layering import text_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FORMAT = "FORMAT parquet, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1000"
"""Numbers as differences, and no dictionaries that only grow: a tenth less time, and room."""

_own = local()


def ask(sql: str) -> "DuckDBPyConnection":
    """Ask this thread's own database. Raise NotReady where a file cannot be read or written."""
    try:
        import duckdb
    except ImportError:
        raise NotReady('buckets are worked on by DuckDB: pip install "zhanggui[bulk]"') from None
    if not hasattr(_own, "link"):
        _own.link = duckdb.connect(config={"threads": 1, "preserve_insertion_order": False})
    try:
        return _own.link.execute(sql)  # type: ignore[no-any-return] # a thread's own is untyped
    except duckdb.Error as error:
        raise NotReady(str(error).partition("\n")[0]) from None


def parquet(path: Path | str) -> str:
    """Write the relation of a file, or of a pattern of files, into SQL."""
    return f"read_parquet({text_literal(str(path))}, hive_partitioning = false)"


def write_parquet(select: str, path: Path, scratch: Path) -> None:
    """Write an answer as Parquet; the file is there whole or not at all, whoever dies.

    What a killed process leaves behind is in `scratch`, a folder of the same disk.
    """
    with TemporaryDirectory(dir=scratch) as folder:
        unfinished = Path(folder) / path.name
        ask(f"COPY ({select}) TO {text_literal(str(unfinished))} ({FORMAT})")
        unfinished.replace(path)
