"""Cut a table into blocks of whole rows, to be read by several processes."""

import csv
from collections.abc import Iterator
from io import StringIO, TextIOWrapper
from itertools import chain

from bot.errors import ImportFileError
from bot.imports.reader import Rows

BLOCK_CHARS = 1 << 20
LONGEST_ROW = 1 << 21  # characters; more means a quotation mark was never closed


def read_blocks(rows: Rows, size: int = BLOCK_CHARS) -> Iterator[str]:
    """Read a file from its start in blocks of about `size` characters, each ending with a row.

    A line end inside quotes ends no row. Raise ImportFileError where a quoted cell never ends.
    """
    rows.file.seek(0)
    text = TextIOWrapper(rows.file, encoding=rows.encoding, newline="")
    try:
        while block := text.read(size):
            if not block.endswith("\n"):
                block += text.readline()
            block = block.replace("\0", "")
            yield block + "".join(_rest_of_row(block, text, rows)) if '"' in block else block
    finally:
        if not rows.file.closed:
            text.detach()  # or the wrapper would close the file with itself


def _rest_of_row(block: str, text: TextIOWrapper, rows: Rows) -> list[str]:
    """Read on while the last row is open, which the csv module alone knows: 15.6" opens none."""
    within, behind = StringIO(block, newline=""), list[str]()
    lines = chain(within, _lines_behind(text, rows.name, behind))
    try:
        for _ in csv.reader(lines, delimiter=rows.delimiter):
            if within.tell() == len(block):
                break
    except csv.Error:
        raise _never_ends(rows.name) from None
    return behind


def _lines_behind(text: TextIOWrapper, name: str, read: list[str]) -> Iterator[str]:
    """Give lines to whoever asks, and note them in `read`."""
    size = 0
    while (line := text.readline().replace("\0", "")) and size <= LONGEST_ROW:
        size += len(line)
        read.append(line)
        yield line
    raise _never_ends(name)


def _never_ends(name: str) -> ImportFileError:
    return ImportFileError(f"{name}: a quoted cell never ends; check the quotes")
