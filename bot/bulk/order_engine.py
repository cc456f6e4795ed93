"""The database that holds the orders of a file while they are read: DuckDB, else SQLite."""

import csv
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from bot.errors import NotReady
from tagging.holdout import SLOTS, slot_of

if TYPE_CHECKING:
    import duckdb
    import numpy as np

AT_ONCE = 10_000  # rows
MEMORY_MB, AFTER_REST_MB = 130, 90
"""What DuckDB may keep, the rest goes to its file: while orders are read, and afterwards. It is
enough for ten million orders; a larger file has a fifth of its size."""
CACHE_KIB = 1 << 16
THREADS = 2  # each more takes its share of the memory
NOTHING = "\x1e"
"""How a cell of nothing is handed to DuckDB, so that an empty text stays a text."""

Row = Sequence[object]
Faults = tuple[type[Exception], ...]


class Engine(Protocol):
    """A database of its own that vanishes afterwards; it speaks the SQL that both understand."""

    name: str
    faults: Faults
    """What it raises where its files cannot grow."""

    def run(self, sql: str) -> None:
        """Carry out one statement."""

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Answer row by row."""

    def columns(self, sql: str) -> "dict[str, np.ndarray[Any, Any]]":
        """Answer with one array a column; nothing is NaN in numbers and None in texts."""

    def fill(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table."""

    def fill_columns(self, table: str, columns: "Mapping[str, np.ndarray[Any, Any]]") -> None:
        """Add rows to a table, given as one array a column; NaN is nothing."""

    def rest(self) -> None:
        """Give memory back that others need; what is asked next does with less."""

    def date_of(self, day: str) -> str:
        """Write the expression of an ordinal day as a date; as a text it is 2026-11-22."""

    def slot(self, salt: str, customer: str) -> str:
        """Write the expression of a customer's slot, as tagging/holdout.py draws it."""


@contextmanager
def open_engine(name: str = "", file_bytes: int = 0) -> Iterator[Engine]:
    """Open the engine that is there, or the one that is named; its files vanish at the end.

    `file_bytes` is how large the file is that will be read. Raise NotReady where the temporary
    folder cannot take it.
    """
    is_duck = name == "duckdb" if name else bool(find_spec("duckdb"))
    try:
        folder = TemporaryDirectory(prefix="zhanggui-")
    except OSError as fault:
        raise NotReady(f"there is no temporary folder for the orders: {fault}") from None
    with folder:
        place = Path(folder.name)
        engine = DuckEngine(place, file_bytes) if is_duck else LiteEngine(place)
        try:
            yield engine
        except engine.faults as fault:
            reason = str(fault).partition("\n")[0]
            raise NotReady(f"the temporary folder cannot take the orders: {reason}") from None
        finally:
            engine.close()


class DuckEngine:
    """DuckDB on a file of its own, so that little stays in memory."""

    name = "duckdb"

    def __init__(self, folder: Path, file_bytes: int = 0) -> None:
        """Keep where the file will be, and how much memory a file of so many bytes needs."""
        import duckdb

        self.faults: Faults = (duckdb.IOException, duckdb.OutOfMemoryException)
        self._folder = folder
        self._share_mb = file_bytes // 5_000_000
        self._memory_mb = max(MEMORY_MB, self._share_mb)
        self._opened: duckdb.DuckDBPyConnection | None = None

    @property
    def _link(self) -> "duckdb.DuckDBPyConnection":
        """Return the open file."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> "duckdb.DuckDBPyConnection":
        import duckdb

        link = duckdb.connect(self._folder / "book.duckdb")
        for setting in (
            f"memory_limit = '{self._memory_mb}MB'",
            f"threads = {THREADS}",
            f"temp_directory = '{self._folder / 'spill'}'",
            "checkpoint_threshold = '1GB'",  # nobody needs the file after a power cut
            "enable_progress_bar = false",
            "autoinstall_known_extensions = false",
        ):
            link.execute(f"SET {setting}")
        return link

    def run(self, sql: str) -> None:
        """Carry out one statement."""
        self._link.execute(sql)

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Answer row by row."""
        answer = self._link.cursor().execute(sql)
        while step := answer.fetchmany(AT_ONCE):
            yield from step

    def columns(self, sql: str) -> "dict[str, np.ndarray[Any, Any]]":
        """Answer with one array a column; nothing is NaN in numbers and None in texts."""
        import numpy as np

        found = self._link.execute(sql).fetchnumpy()
        return {name: _filled(np, values) for name, values in found.items()}

    def fill(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table, by way of a file: row by row DuckDB takes a thousand a second."""
        path = self._folder / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([NOTHING if cell is None else cell for cell in row] for row in rows)
        fields = self._link.execute(
            f"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '{table}'"  # noqa: S608
        ).fetchall()
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in fields)
        self._link.execute(
            f"INSERT INTO {table} SELECT * FROM read_csv('{path}', auto_detect = false, "  # noqa: S608
            f"header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '{NOTHING}', "
            f"allow_quoted_nulls = false, parallel = false, columns = {{{columns}}})"
        )
        path.unlink()

    def fill_columns(self, table: str, columns: "Mapping[str, np.ndarray[Any, Any]]") -> None:
        """Add rows to a table, given as one array a column; NaN is nothing."""
        self._link.register("given", dict(columns))
        cells = ", ".join(
            f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END"
            if values.dtype.kind == "f"
            else name
            for name, values in columns.items()
        )
        self._link.execute(f"INSERT INTO {table} SELECT {cells} FROM given")  # noqa: S608
        self._link.unregister("given")

    def rest(self) -> None:
        """Give memory back that others need; what is asked next does with less."""
        self._memory_mb = max(AFTER_REST_MB, self._share_mb)
        self.close()

    def date_of(self, day: str) -> str:
        """Write the expression of an ordinal day as a date; as a text it is 2026-11-22."""
        return f"CAST(DATE '0001-01-01' + CAST({day} - 1 AS INTEGER) AS DATE)"

    def slot(self, salt: str, customer: str) -> str:
        """Write the expression of a customer's slot, as tagging/holdout.py draws it."""
        drawn = f"CAST('0x' || LEFT(MD5({literal(salt + ':')} || {customer}), 16) AS UBIGINT)"
        return f"CAST((CAST({drawn} AS UHUGEINT) * {SLOTS}) >> 64 AS INTEGER)"

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None


class LiteEngine:
    """SQLite, which is always there."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        """Open the file in a folder; it need not survive a power cut."""
        self.faults: Faults = (sqlite3.OperationalError,)
        self._link = sqlite3.connect(folder / "book.sqlite", isolation_level=None)
        self._link.create_function("slot_of", 2, slot_of, deterministic=True)
        for setting in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "temp_store = FILE",
            f"cache_size = -{CACHE_KIB}",
        ):
            self._link.execute(f"PRAGMA {setting}")

    def run(self, sql: str) -> None:
        """Carry out one statement."""
        self._link.execute(sql)

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Answer row by row."""
        yield from self._link.execute(sql)

    def columns(self, sql: str) -> "dict[str, np.ndarray[Any, Any]]":
        """Answer with one array a column; nothing is NaN in numbers and None in texts."""
        import numpy as np

        answer = self._link.execute(sql)
        names = [column[0] for column in answer.description]
        parts: list[list[Any]] = [[] for _ in names]
        while step := answer.fetchmany(AT_ONCE):
            for part, cells in zip(parts, zip(*step, strict=True), strict=True):
                part.append(_array_of(np, cells))
        return {name: _joined(np, part) for name, part in zip(names, parts, strict=True)}

    def fill(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table."""
        width = len(self._link.execute(f"PRAGMA table_info({table})").fetchall())
        marks = ", ".join("?" * width)
        self._link.execute("BEGIN")
        self._link.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        self._link.execute("COMMIT")

    def fill_columns(self, table: str, columns: "Mapping[str, np.ndarray[Any, Any]]") -> None:
        """Add rows to a table, given as one array a column; NaN is nothing."""
        rows = zip(*(values.tolist() for values in columns.values()), strict=True)
        self.fill(table, rows)  # SQLite takes NaN for nothing by itself

    def rest(self) -> None:
        """Give memory back that others need; what is asked next does with less."""
        self._link.execute("PRAGMA shrink_memory")

    def date_of(self, day: str) -> str:
        """Write the expression of an ordinal day as a date; as a text it is 2026-11-22."""
        return f"date(({day} - 719163) * 86400, 'unixepoch')"

    def slot(self, salt: str, customer: str) -> str:
        """Write the expression of a customer's slot, as tagging/holdout.py draws it."""
        return f"slot_of({literal(salt)}, {customer})"

    def close(self) -> None:
        """Let go of the file."""
        self._link.close()


def _filled(np: Any, values: Any) -> Any:
    """Put NaN or None where DuckDB masks."""
    if not isinstance(values, np.ma.MaskedArray):
        return values
    if not values.mask.any():
        return values.data
    if values.dtype.kind in "iuf":
        return values.astype(np.float64).filled(np.nan)
    return values.astype(object).filled(None)


def _array_of(np: Any, cells: Sequence[object]) -> Any:
    """Make an array of a column of Python values."""
    kinds = {type(cell) for cell in cells}
    if kinds <= {int}:
        return np.array(cells, dtype=np.int64)
    if kinds <= {int, float, type(None)} and kinds != {type(None)}:
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    return np.array(cells, dtype=object)


def _joined(np: Any, parts: Sequence[Any]) -> Any:
    """Make one array of several; a part in which nothing is known is one of NaN among numbers."""
    if not parts:
        return np.array([], dtype=np.int64)
    if any(part.dtype != object for part in parts):
        parts = [part.astype(float) if part.dtype == object else part for part in parts]
    return np.concatenate(parts)


def literal(text: str) -> str:
    """Write a text into SQL."""
    return "'" + text.replace("'", "''") + "'"


def case_of(expression: str, words: Mapping[str, object], otherwise: str = "NULL") -> str:
    """Write the expression that looks a text up in a few words."""
    if not words:
        return otherwise
    arms = " ".join(f"WHEN {literal(word)} THEN {value}" for word, value in words.items())
    return f"CASE {expression} {arms} ELSE {otherwise} END"
