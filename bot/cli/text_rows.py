"""The rows of a file that people hand to a command: CSV, JSONL or plain lines, each in its place.

Rows count from 0. In plain text and JSONL every line is a row, also an empty one. In CSV every
record behind the header is; a blank line is one only where the header has a single column.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bot.cli import output
from bot.cli.text_file import UNREADABLE, open_text
from bot.errors import ImportFileError

TEXT = "text"
LONGEST_CELL = 1 << 20  # characters; more means a quotation mark was never closed
NO_TEXT = "有读不出的字节；另存为 UTF-8 后再试"
LONGEST_SHOWN = 200  # characters of a file that are quoted in a complaint
STEP = 8192  # rows held at a time: enough that what a step costs by itself is little
STEP_CHARACTERS = 1 << 20  # … or as many as have so many characters


class Column(NamedTuple):
    """A column that a command reads, by the first of its names that the file has.

    `is_text` refuses other values in JSONL; without it they come as JSON, null as nothing.
    """

    names: tuple[str, ...]
    is_needed: bool = True
    is_text: bool = True

    def __str__(self) -> str:
        return " 或 ".join(self.names)


class Row(NamedTuple):
    """A row, its cells in the order of the columns asked for; `error` says why there are none."""

    number: int
    cells: tuple[str, ...]
    error: str = ""


class _Form(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PLAIN = "plain"


_ENDINGS = {
    ".csv": _Form.CSV,
    ".tsv": _Form.CSV,
    ".txt": _Form.PLAIN,
    **dict.fromkeys((".jsonl", ".json", ".ndjson"), _Form.JSONL),
}


@contextmanager
def open_rows(
    file: Path, columns: Sequence[Column], *, encoding: str = "", may_be_plain: bool = False
) -> Iterator[Iterator[Row]]:
    """Give the rows of a file or of stdin, one after another.

    The name decides the form (`.csv`, `.jsonl`, `.txt`, also packed), else the first line does.
    Plain lines fill the first column; they are read only where they `may_be_plain`.
    Raise ImportFileError, in one sentence, where the file is empty or lacks a column.
    """
    with open_text(file, encoding) as lines:
        blank: list[str] = []
        first = next(lines, "")
        while first and not first.strip():
            blank.append(first)
            first = next(lines, "")
        if not first and not blank:
            raise ImportFileError(f"{file.name}：是空的；写上内容")
        again = chain([first] if first else [], lines)
        form = _form_of(file, first, columns, may_be_plain=may_be_plain)
        if form is _Form.CSV:
            yield _csv_rows(again, file, columns)
        elif form is _Form.JSONL:
            yield _json_rows(chain(blank, again), columns)
        else:
            yield _plain_rows(chain(blank, again), len(columns))


def in_steps(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Gather rows, so that each step costs little and holds little, however long the rows are."""
    step: list[Row] = []
    characters = 0
    for row in rows:
        step.append(row)
        characters += sum(map(len, row.cells))
        if len(step) == STEP or characters >= STEP_CHARACTERS:
            yield step
            step, characters = [], 0
    if step:
        yield step


def name_broken(file: Path, step: Iterable[Row]) -> int:
    """Name on stderr the rows that could not be read, and count them."""
    broken = [row for row in step if row.error]
    for row in broken:
        output.complain(f"{file} row {row.number}：{row.error}")
    return len(broken)


def _form_of(file: Path, first: str, columns: Sequence[Column], *, may_be_plain: bool) -> _Form:
    form = _ENDINGS.get(_ending_of(file))
    if form is None and first.lstrip().startswith("{"):
        form = _Form.JSONL
    if form in (_Form.CSV, _Form.JSONL):
        return form
    if not may_be_plain:
        return _Form.CSV
    if form is None and _is_header(first, columns):
        return _Form.CSV
    return _Form.PLAIN


def _ending_of(file: Path) -> str:
    return Path(file.name.lower().removesuffix(".gz")).suffix


def _is_header(line: str, columns: Sequence[Column]) -> bool:
    try:
        titles = {title.strip() for title in next(csv.reader([line]), [])}
    except csv.Error:
        return False
    return all(titles.intersection(column.names) for column in columns if column.is_needed)


def _plain_rows(lines: Iterable[str], width: int) -> Iterator[Row]:
    rest = ("",) * (width - 1)
    for number, line in enumerate(lines):
        text = line.rstrip("\r\n")
        if not text.isascii() and UNREADABLE.search(text):
            yield Row(number, ("",) * width, NO_TEXT)
        else:
            yield Row(number, (text, *rest))


def _json_rows(lines: Iterable[str], columns: Sequence[Column]) -> Iterator[Row]:
    nothing = ("",) * len(columns)
    for number, line in enumerate(lines):
        if not line.strip():
            yield Row(number, nothing)
        elif UNREADABLE.search(line):
            yield Row(number, nothing, NO_TEXT)
        else:
            cells, error = _json_cells(line, columns)
            yield Row(number, cells or nothing, error)


def _json_cells(line: str, columns: Sequence[Column]) -> tuple[tuple[str, ...], str]:
    """Give the cells of a line, or none and why."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return (), "不是一条 JSON；检查引号和括号"
    values = document if isinstance(document, dict) else {}
    cells = []
    for column in columns:
        cell = _json_cell(values, column)
        if cell is None:
            return (), f"没有 {column}{'，或者不是文字' if column.is_text else ''}；补上它"
        cells.append(cell)
    return tuple(cells), ""


def _json_cell(values: Mapping[str, object], column: Column) -> str | None:
    value = next((values[name] for name in column.names if name in values), None)
    if isinstance(value, str):
        return value
    if value is None:
        return None if column.is_needed else ""
    return None if column.is_text else json.dumps(value, ensure_ascii=False)


def _csv_rows(lines: Iterable[str], file: Path, columns: Sequence[Column]) -> Iterator[Row]:
    """Read CSV; bytes that are no text stay marked, so only their row is refused."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter="\t" if _ending_of(file) == ".tsv" else ",")
    header = _header_of(reader, file.name)
    places = _places(header, file.name, columns)
    return _csv_records(reader, len(header), places)


def _csv_records(
    reader: Iterator[list[str]], width: int, places: Sequence[int | None]
) -> Iterator[Row]:
    nothing = ("",) * len(places)
    for number, cells in enumerate(_csv_cells(reader, is_one_column=width == 1)):
        if cells is None:
            error = f"有一格超过 {LONGEST_CELL:,} 个字；多半是引号没有成对，检查那里"
            yield Row(number, nothing, error)
        elif len(cells) != width:
            error = f"有 {len(cells)} 格，表头有 {width} 格；内容里有逗号就用引号括起来"
            yield Row(number, nothing, error)
        else:
            picked = tuple(["" if at is None else cells[at] for at in places])
            is_broken = any(not cell.isascii() and UNREADABLE.search(cell) for cell in picked)
            yield Row(number, nothing, NO_TEXT) if is_broken else Row(number, picked)


def _places(header: Sequence[str], name: str, columns: Sequence[Column]) -> list[int | None]:
    known = {title.strip(): at for at, title in enumerate(header)}
    places = [
        next((known[each] for each in column.names if each in known), None) for column in columns
    ]
    for column, place in zip(columns, places, strict=True):
        if place is None and column.is_needed:
            titles = shown(", ".join(header))
            raise ImportFileError(f"{name}：没有 {column} 这一列；现有：{titles}")
    return places


def _header_of(reader: Iterator[list[str]], name: str) -> list[str]:
    try:
        header = next(reader, None)
    except csv.Error as fault:
        raise ImportFileError(f"{name}：第一行不是表头（{fault}）；检查引号") from None
    if not header:
        raise ImportFileError(f"{name}：是空的；第一行要有表头")
    if any(UNREADABLE.search(title) for title in header):
        raise ImportFileError(f"{name}：表头{NO_TEXT}")
    return header


def _csv_cells(reader: Iterator[list[str]], *, is_one_column: bool) -> Iterator[list[str] | None]:
    """Give the cells of each record; None for one that cannot be taken apart.

    A blank line is an empty cell where there is one column, and nothing where there are more.
    """
    while True:
        try:
            for cells in reader:
                if cells:
                    yield cells
                elif is_one_column:
                    yield [""]
        except csv.Error:
            yield None
        else:
            return


def shown(text: str, most: int = LONGEST_SHOWN) -> str:
    """Quote the beginning of what a file says, harmless to a terminal."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[:most])
    return clean if len(text) <= most else f"{clean}…"
