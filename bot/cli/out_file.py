"""Where commands write their rows: stdout, or a file that is none of those they read."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from bot.cli.progress import watched
from bot.cli.text_rows import Row, in_steps, name_broken
from bot.errors import NotReady

STDOUT = Path("-")
_HALF = re.compile("[\ud800-\udfff]")  # of a letter; only an escape can carry it


def spare(out: Path, *inputs: Path | None, option: str = "--out") -> None:
    """Refuse, as a wrong option, to write over a file that is read."""
    for file in inputs:
        if out != STDOUT and file is not None and _is_same(out, file):
            raise typer.BadParameter(f"{option} is the file to read: {file}")


def check_folder(out: Path) -> None:
    """Raise NotReady where no file can be made, before the work that would go into it."""
    if out.is_dir():
        raise NotReady(f"{out}：写不了，这是一个文件夹；换一个文件名")
    if not os.access(out.parent, os.W_OK):
        raise NotReady(f"{out}：写不了，{out.parent} 不是能写的文件夹；换一个位置")


def _is_same(out: Path, file: Path) -> bool:
    with suppress(OSError):
        return out.samefile(file)
    return False


@contextmanager
def open_out(out: Path) -> Iterator[Callable[[str], object]]:
    """Give what writes JSON lines. Raise NotReady where it cannot be written."""
    if out == STDOUT:
        yield lambda lines: sys.stdout.write(encodable(lines))
        return
    try:
        with out.open("w", encoding="utf-8", newline="\n") as target:
            yield lambda lines: target.write(encodable(lines))
    except OSError as fault:
        raise _unwritable(out, fault) from None


def write_rows(
    file: Path, rows: Iterable[Row], lines_of: Callable[[Sequence[Row]], Iterable[str]], out: Path
) -> int:
    """Write a line for each row, a step at a time; name the rows that were broken, count them."""
    broken = 0
    with open_out(out) as write, watched(in_steps(rows)) as steps:
        for step in steps:
            write("".join(lines_of(step)))
            broken += name_broken(file, step)
    return broken


def write_whole(out: Path, content: bytes) -> None:
    """Write a file in one go, so that nobody ever finds half of it; raise NotReady."""
    beside = out.with_name(f".{out.name}.new")
    try:
        if out.exists() and not out.is_file():
            out.write_bytes(content)  # a device or a pipe stays what it is
            return
        beside.write_bytes(content)
        beside.replace(out)
    except OSError as fault:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise _unwritable(out, fault) from None


def encodable(lines: str) -> str:
    """Escape halves of letters in JSON, which no encoding can write."""
    try:
        lines.encode()
    except UnicodeEncodeError:
        return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", lines)
    return lines


def _unwritable(out: Path, fault: OSError) -> NotReady:
    return NotReady(f"{out}：写不了（{fault.strerror}）；检查位置和磁盘空间")
