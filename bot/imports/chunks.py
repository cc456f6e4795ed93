"""Read a table as chunks, each of which is written in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from bot.imports.columns import Kind
from bot.imports.fields import FieldError, clean
from bot.imports.lines import (
    Line,
    Reading,
    chat_row,
    customer_row,
    order_line,
    product_row,
    review_row,
)
from bot.imports.orders import CHUNK, order_chunks
from bot.imports.reader import Row, Table
from bot.imports.rows import BadRow, Chunk, Entry, ImportedRow

Parsed = TypeVar("Parsed")


def read_chunks(table: Table, kind: Kind, reading: Reading) -> Iterator[Chunk]:
    """Read a table as chunks of about a thousand entries; orders are gathered from all lines.

    Raise ImportFileError where the file breaks off.
    """
    if kind is Kind.ORDERS:
        return order_chunks(read_lines(table, reading, order_line), reading.zone)
    parse: Mapping[Kind, Callable[[Line, Reading], ImportedRow]] = {
        Kind.CUSTOMERS: customer_row,
        Kind.PRODUCTS: product_row,
        Kind.REVIEWS: review_row,
        Kind.CHATS: chat_row,
    }
    return _row_chunks(read_lines(table, reading, partial(_entry_of, parse[kind])))


def read_lines(
    table: Table, reading: Reading, parse: Callable[[Line, Reading], Parsed]
) -> Iterator[Parsed | BadRow]:
    """Read a table line by line; what `parse` refuses is a bad row."""
    return parse_rows(table.rows, len(table.columns), reading, parse)


def parse_rows(
    rows: Iterable[Row], width: int, reading: Reading, parse: Callable[[Line, Reading], Parsed]
) -> Iterator[Parsed | BadRow]:
    """Understand rows below a header that is so wide; what `parse` refuses is a bad row."""
    for number, cells in rows:
        line = line_of(number, cells, width, reading)
        if isinstance(line, BadRow):
            yield line
            continue
        try:
            yield parse(line, reading)
        except FieldError as error:
            order_no = clean(line.get("order_no"))
            yield BadRow(line.number, error.reason, error.advice, order_no=order_no)


def line_of(number: int, cells: Sequence[str], width: int, reading: Reading) -> Line | BadRow:
    """Name the cells of a row, or refuse one that is wider than the header."""
    if len(cells) > width and any(cells[width:]):
        reason = f"有 {len(cells)} 列，表头只有 {width} 列"
        return BadRow(number, reason, "检查这一行的引号和分隔符")
    return Line(number, cells, reading.places)


def _entry_of(
    parse: Callable[[Line, Reading], ImportedRow], line: Line, reading: Reading
) -> Entry:
    return Entry((line.number,), parse(line, reading))


def _row_chunks(entries: Iterator[Entry | BadRow]) -> Iterator[Chunk]:
    first: dict[str, tuple[int, int]] = {}
    chunk = Chunk()
    for entry in entries:
        if isinstance(entry, BadRow):
            chunk.bad.append(entry)
        else:
            _sort_in(entry, chunk, first)
        if chunk.rows >= CHUNK:
            yield chunk
            chunk = Chunk()
    if chunk.rows:
        yield chunk


def _sort_in(entry: Entry, chunk: Chunk, first: dict[str, tuple[int, int]]) -> None:
    number, content = entry.numbers[0], hash(entry.row)
    earlier, known = first.setdefault(entry.row.key, (number, content))
    if earlier == number:
        chunk.entries.append(entry)
    elif known == content:
        chunk.repeated.append(number)
    else:
        reason = f"与第 {earlier} 行是同一个编号（{entry.row.key}），内容却不同"
        chunk.bad.append(BadRow(number, reason, "只保留正确的一行后重新导入", is_conflict=True))
