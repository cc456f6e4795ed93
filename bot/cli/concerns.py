"""`zhanggui concerns`: what the writers of reviews and messages worry about, from files alone."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.output import Exit
from bot.cli.text_file import STDIN, UNREADABLE, open_text
from bot.errors import ImportFileError, NotReady
from bot.shop import packaged_concerns
from tagging.concerns import Finding, find_many
from tagging.lexicon import GENERAL, Lexicon, category_of, parse_lexicon
from tagging.text import Engine

STEP = 512  # rows held at a time
LONGEST_CELL = 1 << 20  # characters; more means a quotation mark was never closed
NO_TEXT = "holds bytes that are no text"
LONGEST_SHOWN = 200  # characters of a header that is quoted in a complaint
STDOUT = Path("-")


def concerns(
    file: Annotated[Path, typer.Argument(help="CSV or JSONL, also .gz; - for stdin.")],
    *,
    text_column: Annotated[str, typer.Option(help="The column that holds the text.")] = "text",
    category: Annotated[
        str, typer.Option(help="Of all rows: 女装, 化妆品, 3C … or an alias; default general.")
    ] = "",
    category_column: Annotated[
        str, typer.Option(help="The column that names each row's category.")
    ] = "",
    lexicon: Annotated[
        Path | None, typer.Option(help="Your own lexicon (TOML) in place of the packaged one.")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="Who cuts words: rjieba (fast) or jieba; auto chooses.")
    ] = Engine.AUTO,
    encoding: Annotated[
        str, typer.Option(help="utf-8, gb18030, utf-16 (default: found out).")
    ] = "",
    out: Annotated[Path, typer.Option(help="Write here; - for stdout.")] = STDOUT,
    as_json: Annotated[bool, typer.Option("--json", help="The result is JSON anyway.")] = True,
) -> None:
    """Find the concerns of each row: one JSON object a row, in the order of the file.

    Stances are asks, doubts, complains, praises and mentions; start and end count characters.
    For a CSV with the columns id,text and the row 1,这件会不会偏小？:

    {"row": 0, "concerns": [{"concern": "尺码大小", "stance": "asks", "evidence": "会不会偏小",
    "start": 2, "end": 7, "confidence": 0.8}]}

    Rows count from 0, the header left out. A text is read for its first 500 clauses that name a
    concern. A row that cannot be read is named on stderr and keeps its place as
    {"row": 3, "concerns": [], "error": "…"}; the rest is done and the exit code is 1.
    """
    del as_json  # one object a row is the only form there is
    if category and category_column:
        raise typer.BadParameter("give --category or --category-column, not both")
    if out != STDOUT and file != STDIN and out.resolve() == file.resolve():
        raise typer.BadParameter("--out is the file to read")
    shelf = _Lexicons(*_lexicon_text(lexicon))
    shelf.lexicon_of(category or GENERAL)
    broken = 0
    with ExitStack() as stack:
        lines = stack.enter_context(open_text(file, encoding))
        rows = _read_rows(lines, file.name, text_column, category_column)
        waiting = stack.enter_context(_progress(rows))
        write = stack.enter_context(_writer(out))
        while step := list(islice(waiting, STEP)):
            for row, found in _find_step(step, shelf, category, engine):
                broken += bool(row.error)
                if row.error:
                    output.complain(f"{file} row {row.number}: {row.error}")
                write(_line(row, found))
    if broken:
        raise typer.Exit(Exit.FOUND)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the file, counted from 0; `error` says why there is no text to read."""

    number: int
    text: str = ""
    category: str = ""
    error: str = ""


@dataclass(slots=True)
class _Lexicons:
    """One lexicon a category, built when it is first asked for."""

    text: str
    name: str
    built: dict[str, Lexicon] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)

    def lexicon_of(self, category: str) -> Lexicon:
        """Give a category's lexicon, the general one (with one warning) where it is unknown."""
        chosen, is_known = category_of(category)
        if not is_known and category not in self.warned:
            self.warned.add(category)
            output.complain(f"{category}: not a category we know, read as {GENERAL}")
        if chosen not in self.built:
            self.built[chosen] = parse_lexicon(self.text, category=chosen, name=self.name)
        return self.built[chosen]


def _lexicon_text(path: Path | None) -> tuple[str, str]:
    if path is None:
        return packaged_concerns(), "tagging/data/concerns"
    try:
        return path.read_text("utf-8-sig"), path.name
    except (OSError, UnicodeDecodeError) as fault:
        raise ImportFileError(f"{path}: cannot be read as UTF-8 text: {fault}") from None


def _find_step(
    rows: Sequence[_Row], shelf: _Lexicons, category: str, engine: Engine
) -> Iterator[tuple[_Row, list[Finding]]]:
    """Search the rows of one category together, and give them back in the file's order."""
    by_category: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        by_category.setdefault(row.category or category or GENERAL, []).append(at)
    found: dict[int, list[Finding]] = {}
    for name, places in by_category.items():
        texts = (rows[at].text for at in places)
        found.update(
            zip(places, find_many(texts, shelf.lexicon_of(name), engine=engine), strict=True)
        )
    for at, row in enumerate(rows):
        yield row, found[at]


def _line(row: _Row, found: Iterable[Finding]) -> str:
    document: dict[str, object] = {
        "row": row.number,
        "concerns": [
            {
                "concern": finding.concern,
                "stance": finding.stance,
                "evidence": finding.evidence,
                "start": finding.start,
                "end": finding.end,
                "confidence": round(finding.confidence, 3),
            }
            for finding in found
        ],
    }
    if row.error:
        document["error"] = row.error
    line = json.dumps(document, ensure_ascii=False)
    if any("\ud800" <= letter <= "\udfff" for letter in line):
        line = json.dumps(document)  # lone surrogates can only be written escaped
    return line + "\n"


@contextmanager
def _writer(out: Path) -> Iterator[Callable[[str], object]]:
    if out == STDOUT:
        yield sys.stdout.write
        return
    try:
        with out.open("w", encoding="utf-8", newline="\n") as target:
            yield target.write
    except OSError as fault:
        raise NotReady(f"{out}: cannot be written: {fault.strerror}") from None


@contextmanager
def _progress(rows: Iterator[_Row]) -> Iterator[Iterator[_Row]]:
    """Show how many rows are done, only where a person watches."""
    if not sys.stderr.isatty():
        yield rows
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield iter(progress.track(rows, total=None))


def _read_rows(
    lines: Iterator[str], name: str, text_column: str, category_column: str
) -> Iterator[_Row]:
    """Read JSONL where the first line opens an object, else CSV with a header."""
    first = next(lines, "")
    while first and not first.strip():
        first = next(lines, "")
    again = chain([first], lines)
    if first.lstrip().startswith("{"):
        return _json_rows(again, text_column, category_column)
    return _csv_rows(again, name, text_column, category_column)


def _json_rows(lines: Iterable[str], text_column: str, category_column: str) -> Iterator[_Row]:
    for number, line in enumerate(line for line in lines if line.strip()):
        if UNREADABLE.search(line):
            yield _Row(number, error=NO_TEXT)
            continue
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            yield _Row(number, error="is not JSON")
        else:
            cells = document if isinstance(document, dict) else {}
            yield _row(number, cells.get(text_column), cells.get(category_column, ""), text_column)


def _csv_rows(
    lines: Iterable[str], name: str, text_column: str, category_column: str
) -> Iterator[_Row]:
    """Read CSV; bytes that are no text stay marked, so only their row is refused."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines)
    header = _header_of(reader, name)
    places = {title.strip(): at for at, title in enumerate(header)}
    for column in filter(None, (text_column, category_column)):
        if column not in places:
            raise ImportFileError(f"{name}: no column {column}; there are {_shown(header)}")
    for number, cells in enumerate(_csv_cells(reader)):
        if cells is None:
            yield _Row(number, error=f"a cell is longer than {LONGEST_CELL:,} characters")
        elif len(cells) != len(header):
            yield _Row(number, error=f"has {len(cells)} cells, the header has {len(header)}")
        else:
            said = cells[places[category_column]] if category_column else ""
            yield _row(number, cells[places[text_column]], said, text_column)


def _header_of(reader: Iterator[list[str]], name: str) -> list[str]:
    try:
        header = next(reader, None)
    except csv.Error as fault:
        raise ImportFileError(f"{name}: its first line is no header: {fault}") from None
    if not header:
        raise ImportFileError(f"{name}: is empty; a header is needed")
    if any(UNREADABLE.search(title) for title in header):
        raise ImportFileError(f"{name}: its first line is no header: it {NO_TEXT}")
    return header


def _csv_cells(reader: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """Give the cells of each row that is not blank; None for a row that cannot be taken apart."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
        else:
            if cells:
                yield cells


def _row(number: int, text: object, category: object, text_column: str) -> _Row:
    if not isinstance(text, str) or not isinstance(category, str):
        return _Row(number, error=f"{text_column} is missing or not a text")
    if UNREADABLE.search(text):
        return _Row(number, error=NO_TEXT)
    return _Row(number, text, category.strip())


def _shown(header: Sequence[str]) -> str:
    titles = ", ".join(header)
    clean = "".join(letter if letter.isprintable() else "?" for letter in titles[:LONGEST_SHOWN])
    return clean if len(titles) <= LONGEST_SHOWN else f"{clean}…"
