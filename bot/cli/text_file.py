"""Text that people hand to a command: a file or stdin, packed or not, in any usual encoding.

It is read line by line. Which letters it is written in is decided by its beginning, because stdin
cannot be read twice; where a line of UTF-8 is broken, only that line is.
"""

import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.errors import ImportFileError
from bot.imports.encodings import SAMPLE, encoding_of

STDIN = Path("-")
GZIP_MARK = b"\x1f\x8b"
LONGEST_LETTER = 4  # bytes, in any of the encodings
UNREADABLE = re.compile("[\udc80-\udcff]")  # how bytes that are no text come through

if TYPE_CHECKING:
    _Source = io.BufferedReader[io.RawIOBase]


@contextmanager
def open_text(file: Path, encoding: str = "") -> Iterator[Iterator[str]]:
    """Give the lines of a file, or of stdin, unpacked; bytes that are no text come UNREADABLE.

    Raise ImportFileError, in one sentence, where there is no such file or it is no text.
    """
    with ExitStack() as stack:
        with _explained(file):
            source = _unpacked(_opened(file, stack), stack)
            letters = encoding or encoding_at(source.peek(), file.name)
            text = io.TextIOWrapper(source, letters, errors="surrogateescape", newline="")
        stack.callback(text.detach)
        yield _read(text, file)


def read_text(file: Path) -> str:
    """Return a whole file, without the mark some programs put first.

    Raise ImportFileError as `open_text` does, and where a letter of it cannot be read.
    """
    with open_text(file) as lines:
        text = "".join(lines)
    if UNREADABLE.search(text):
        raise ImportFileError(f"{file.name}：有读不出的字；请另存为 UTF-8 后再试")
    return text.removeprefix("\ufeff")


def _opened(file: Path, stack: ExitStack) -> "_Source":
    source: io.RawIOBase
    if file == STDIN:
        source = cast("io.RawIOBase", sys.stdin.buffer)
    else:
        source = stack.enter_context(file.open("rb", buffering=0))
    raw = io.BufferedReader(source, SAMPLE)
    stack.callback(raw.detach)  # stdin is not ours to close
    return raw


def _unpacked(raw: "_Source", stack: ExitStack) -> "_Source":
    if not raw.peek().startswith(GZIP_MARK):
        return raw
    packed = stack.enter_context(gzip.GzipFile(fileobj=raw))
    return io.BufferedReader(cast("io.RawIOBase", packed), SAMPLE)


def encoding_at(start: bytes, name: str) -> str:
    """Say which encoding a file begins in. Raise ImportFileError where it is no text at all."""
    cuts = LONGEST_LETTER if len(start) >= SAMPLE else 1
    found = []
    for cut in range(cuts):
        with suppress(ImportFileError):
            found.append(encoding_of(io.BytesIO(start[: len(start) - cut]), name))
    # A letter of UTF-8 that is cut in two, or broken, may well be one of GB18030.
    likely = [encoding for encoding in found if encoding != "gb18030"]
    if likely:
        return likely[0]
    if _is_mostly_utf8(start):
        return "utf-8"
    return "gb18030" if found else encoding_of(io.BytesIO(start), name)


def _is_mostly_utf8(start: bytes) -> bool:
    lines = [line for line in re.split(rb"[\r\n]+", start) if not line.isascii()]
    return 2 * sum(map(_is_utf8, lines)) >= len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read(text: io.TextIOWrapper, file: Path) -> Iterator[str]:
    with _explained(file):
        for line in text:  # noqa: UP028 - to delegate is to close, and stdin is not ours
            yield line


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise ImportFileError(f"{file}：没有这个文件；检查路径") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise ImportFileError(f"{file.name}：压缩包坏了（{fault}）；重新压缩后再试") from None
    except LookupError as fault:
        raise ImportFileError(f"不认识这种编码（{fault}）；写 utf-8、gb18030 或 utf-16") from None
    except UnicodeError as fault:
        raise ImportFileError(f"{file.name}：不是文字（{fault}）；另存为 UTF-8 后再试") from None
    except OSError as fault:
        raise ImportFileError(f"{file}：读不了（{fault.strerror}）；检查路径和权限") from None
