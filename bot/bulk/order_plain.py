"""The plain rows of an order file, read by DuckDB itself; the odd ones are read with care.

A cell is plain where every reader understands the same: 2026-01-31 09:30, 128.50, an id without
signs. Whatever else a row holds, it goes to bot/imports, row by row, and means what it means
there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from bot.bulk.order_cells import plain_cells
from bot.bulk.order_engine import DuckEngine, Engine, literal
from bot.bulk.order_rows import READ, ZONE, reading_of, row_of, take_lines
from bot.errors import ImportFileError, NotReady
from bot.imports.chunks import parse_rows
from bot.imports.columns import LAYER
from bot.imports.lines import Reading
from bot.imports.reader import is_packed, peek_table


@dataclass(frozen=True, slots=True)
class Source:
    """A file as DuckDB reads it: the relation, its cells as texts, the row before the first."""

    relation: str
    cells: Sequence[str]
    header: Sequence[str]
    header_number: int


def is_parquet(path: Path) -> bool:
    """Tell by its first bytes; what cannot be opened is none."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError:
        return False


def read_parquet(path: Path, said: Mapping[str, str], engine: Engine) -> Reading:
    """Read a Parquet file. Raise NotReady without DuckDB, ImportFileError where it is damaged."""
    if not isinstance(engine, DuckEngine):
        raise NotReady(f'{path.name}: Parquet is read by DuckDB: pip install "zhanggui[bulk]"')
    import duckdb

    relation = f"read_parquet({literal(escape(str(path)))})"
    try:
        described = list(engine.rows(f"DESCRIBE SELECT * FROM {relation}"))  # noqa: S608
        cells = [_text_of(name, kind) for name, kind, *_ in described]
        header = [name for name, *_ in described]
        return _read_plain(Source(relation, cells, header, 0), said, engine)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise ImportFileError(f"{path.name}: not a readable Parquet file ({reason})") from None


def read_csv(path: Path, said: Mapping[str, str], engine: DuckEngine) -> Reading | None:
    """Read a CSV in UTF-8; None, and nothing read, where DuckDB and we might read it otherwise."""
    import duckdb

    source = _csv_source(path)
    if source is None:
        return None
    try:
        return _read_plain(source, said, engine)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        engine.run("DROP TABLE IF EXISTS odd; DROP TABLE IF EXISTS read; DELETE FROM bad")
        engine.run(READ)
        return None


def _csv_source(path: Path) -> Source | None:
    head = peek_table(path)
    if head is None or any("\n" in column for column in head.columns):
        return None  # DuckDB counts the lines above the rows, we count rows
    width = len(head.columns) + 1  # a row may end with a delimiter more
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    packing = "gzip" if is_packed(path) else "none"
    relation = (
        f"read_csv({literal(escape(str(path)))}, auto_detect = false, header = false, "
        f"skip = {head.rows.header_number}, delim = {literal(head.rows.delimiter)}, "
        f"quote = '\"', escape = '\"', null_padding = true, compression = '{packing}', "
        f"columns = {{{columns}}})"
    )
    cells = [f"c{place}" for place in range(width)]
    return Source(relation, cells, head.columns, head.rows.header_number)


def _read_plain(source: Source, said: Mapping[str, str], engine: DuckEngine) -> Reading:
    """Read every row into `read` or `bad`. Raise duckdb.Error where DuckDB cannot."""
    reading = reading_of(LAYER, source.header, said)
    engine.run("DROP TABLE read")
    engine.run(f"CREATE TABLE read AS {_plain_sql(source, reading)}")
    engine.run("CREATE TABLE odd AS SELECT row, odd FROM read WHERE odd IS NOT NULL ORDER BY row")
    engine.run("DELETE FROM read WHERE odd IS NOT NULL")
    engine.run("ALTER TABLE read DROP COLUMN odd")
    odd = engine.rows("SELECT row, odd FROM odd ORDER BY row")
    take_lines(parse_rows(odd, len(source.header), reading, row_of), engine)
    engine.run("DROP TABLE odd")
    return reading


def _text_of(name: str, kind: str) -> str:
    """Write the cell of a typed column as the text that a CSV would hold."""
    cell = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        cell = f"CAST({cell} AT TIME ZONE '{ZONE.key}' AS TIMESTAMP)"
    return f"CAST({cell} AS VARCHAR)"


def _plain_sql(source: Source, reading: Reading) -> str:
    """Write what turns plain cells into the columns of `read`, and keeps odd rows as they are."""
    raw = [f"r{place}" for place in range(len(source.cells))]
    cells = ", ".join(
        f"NULLIF({cell}, '') AS {name}" for cell, name in zip(source.cells, raw, strict=True)
    )
    values, tests = plain_cells(reading, raw, len(source.header))
    spelled = ", ".join(f"{value} AS {name}" for name, value in values.items())
    kept = ", ".join(f"COALESCE({name}, '')" for name in raw)
    return (
        f"SELECT * EXCLUDE (is_plain, {', '.join(raw)}), "  # noqa: S608
        f"CASE WHEN is_plain THEN NULL ELSE [{kept}] END AS odd "
        f"FROM (SELECT {spelled}, "
        f"COALESCE({' AND '.join(tests)}, false) AS is_plain, * EXCLUDE row "
        f"FROM (SELECT ROW_NUMBER() OVER () + {source.header_number} AS row, {cells} "
        f"FROM {source.relation}) WHERE COALESCE({', '.join(raw)}) IS NOT NULL)"
    )
