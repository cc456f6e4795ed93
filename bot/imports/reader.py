"""Open an exported table: CSV, TSV or XLSX, packed or not, in any usual encoding."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from bot.errors import ImportFileError
from bot.imports.encodings import check_encoding, encoding_of, wrong_byte
from bot.imports.workbook import sheet_as_csv

UNPACKED_BYTES = 1 << 30
STEP = 1 << 20
SAMPLE = 1 << 18  # bytes
CELL_CHARS = 1 << 20
LINES_PER_ROW = 500
HEADER_ROWS = 10
DELIMITERS = (",", "\t", ";", "|")
GZIP, ZIP, OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MACROS = (".xlsm", ".xltm", ".xlsm.gz", ".xltm.gz")

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows below the header, as often as somebody asks; empty ones are left out.

    A row's number is its place as a spreadsheet program shows it: the first row of the file is 1.
    """

    file: IO[bytes]
    name: str
    encoding: str
    delimiter: str
    header_number: int

    def __iter__(self) -> Iterator[Row]:
        """Read from the start. Raise ImportFileError where a quoted cell never ends."""
        rows = _read_rows(self.file, self.name, self.encoding, self.delimiter)
        for number, cells in islice(rows, self.header_number, None):
            if any(cells):
                yield number, cells


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it; `encoding` is `xlsx` for a spreadsheet.

    `lines` counts line ends: about the number of rows, for a progress bar.
    """

    columns: list[str]
    encoding: str
    rows: Rows
    lines: int


def read_table(path: Path, *, encoding: str | None = None) -> Table:
    """Open a table. Raise ImportFileError, in one sentence, where that cannot be done.

    The header is the first row of at least two cells among the first ten, so that a title above
    it does no harm; where there is none, the first row.
    """
    name = path.name
    if name.lower().endswith(MACROS):
        raise ImportFileError(f"{name}：带宏的工作簿不读；另存为 .xlsx 或 CSV")
    try:
        file = _open(path)
    except (zlib.error, EOFError, gzip.BadGzipFile):
        raise ImportFileError(f"{name}：压缩包坏了或不完整；重新压缩后再试") from None
    except FileNotFoundError:
        raise ImportFileError(f"{path}：没有这个文件；检查路径") from None
    except OSError as error:
        fault = error.strerror or error
        raise ImportFileError(f"{path}：读不了（{fault}）；检查路径和权限") from None
    try:
        return _table_in(file, name, encoding)
    except BaseException:
        file.close()
        raise


def peek_table(path: Path) -> Table | None:
    """Open the first rows of a CSV in UTF-8, packed or not; None where a file may be another.

    Its rows end where the sample ends, before the file does.
    """
    try:
        with path.open("rb") as file, gzip.open(file) if is_packed(path) else file as text:
            head = text.read(SAMPLE)
    except (zlib.error, EOFError, OSError):
        return None
    if len(head) == SAMPLE:
        head = head[: head.rfind(b"\n") + 1]
    if (
        not head
        or head[:4] in {ZIP, OLE}
        or b"\0" in head
        or wrong_byte(BytesIO(head), "utf-8") is not None
    ):
        return None
    return _table_of(BytesIO(head), path.name, "utf-8-sig", "utf-8")


def has_blank_line(path: Path) -> bool:
    """Tell whether a row of nothing at all stands between others, in a CSV, packed or not."""
    ends_blank, last = False, b""
    with path.open("rb") as file, gzip.open(file) if is_packed(path) else file as text:
        while step := text.read(STEP):
            step += text.read(1) if step.endswith(b"\r") else b""
            lines = (last + step).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            filled = lines.rstrip(b"\n")
            if filled and (ends_blank or b"\n\n" in filled):
                return True
            ends_blank = len(lines) > len(filled) + 1 or (ends_blank and not filled)
            last = lines[-1:]
    return False


def is_packed(path: Path) -> bool:
    """Tell by its first bytes whether a file is packed by gzip."""
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def _table_in(file: IO[bytes], name: str, encoding: str | None) -> Table:
    file.seek(0)
    if file.read(4) in {ZIP, OLE}:
        with file:
            sheet = sheet_as_csv(file, name)
        try:
            return _table_of(sheet, name, "utf-8", "xlsx")
        except BaseException:
            sheet.close()
            raise
    if encoding:
        check_encoding(file, name, encoding)
    letters = encoding or encoding_of(file, name)
    return _table_of(file, name, letters, letters)


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        start = file.read(2)
    if not start:
        raise ImportFileError(f"{path.name}：是空的；第一行要有表头")
    return _unpack(path) if start == GZIP else path.open("rb")


def _unpack(path: Path) -> IO[bytes]:
    out = TemporaryFile()  # noqa: SIM115 - whoever reads the table closes it
    try:
        with gzip.open(path) as packed:
            _copy(packed, out, path.name)
    except BaseException:
        out.close()
        raise
    return out


def _copy(packed: gzip.GzipFile, out: IO[bytes], name: str) -> None:
    while step := packed.read(STEP):
        out.write(step)
        if out.tell() > UNPACKED_BYTES:
            raise ImportFileError(f"{name}：解开超过 {UNPACKED_BYTES >> 20} MiB；分成几个文件")


def _table_of(file: IO[bytes], name: str, encoding: str, shown: str) -> Table:
    heads = {
        delimiter: [
            cells for _, cells in islice(_read_rows(file, name, encoding, delimiter), HEADER_ROWS)
        ]
        for delimiter in (DELIMITERS[:1] if shown == "xlsx" else DELIMITERS)
    }
    delimiter = max(heads, key=lambda one: _rank(heads[one]))
    place = _header_at(heads[delimiter])
    if place is None:
        raise ImportFileError(f"{name}：没有表头，前面几行都是空的；第一行写上列名")
    columns = [cell.strip() for cell in heads[delimiter][place]]
    rows = Rows(file, name, encoding, delimiter, place + 1)
    return Table(columns, shown, rows, _count_lines(file))


def _header_at(head: Sequence[Sequence[str]]) -> int | None:
    """Find the first row of two cells; below a title, the next row must look like one too."""
    filled = [sum(1 for cell in row if cell.strip()) for row in head]
    for place, cells in enumerate(filled):
        is_followed = place + 1 == len(filled) or filled[place + 1] > 1
        if cells > 1 and (place == 0 or is_followed):
            return place
    return next((place for place, cells in enumerate(filled) if cells), None)


def _rank(head: Sequence[Sequence[str]]) -> tuple[bool, int, int]:
    place = _header_at(head)
    if place is None:
        return (False, 0, 0)
    width = len(head[place])
    return (width > 1, -place, width)


def _count_lines(file: IO[bytes]) -> int:
    file.seek(0)
    lines = 0
    while step := file.read(STEP):
        lines += step.count(b"\n")
    return lines


class _Lines:
    """Lines without NULs; counts quotes, because the csv module does not miss the last one."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.quotes += line.count('"')
            yield line.replace("\0", "") if "\0" in line else line


def _read_rows(file: IO[bytes], name: str, encoding: str, delimiter: str) -> Iterator[Row]:
    file.seek(0)
    csv.field_size_limit(CELL_CHARS)
    text = TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        for number, cells in _numbered_rows(_Lines(text), delimiter):
            yield number, cells
    except csv.Error as error:
        where = f"{name}：第 {number} 行之后" if number else f"{name}："
        raise ImportFileError(f"{where}读不下去（{error}）；检查引号") from None
    finally:
        if not file.closed:
            text.detach()  # or the wrapper would close the file with itself


def _numbered_rows(lines: _Lines, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    last_line = 0
    spans_lines = False
    for number, cells in enumerate(reader, 1):
        if reader.line_num - last_line > LINES_PER_ROW:
            raise csv.Error("一格引号里的行数太多")
        spans_lines = reader.line_num - last_line > 1
        last_line = reader.line_num
        yield number, cells
    if spans_lines and lines.quotes % 2:
        raise csv.Error("引号没有成对")
