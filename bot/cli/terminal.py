"""Lines that fit a terminal, also that of a phone: Chinese counts double and breaks anywhere."""

import re
import shutil
from collections.abc import Iterator

NARROWEST = 20  # columns; below that nothing can be read anyway
WIDEST = 100  # longer lines are hard to follow
# What stays together: a Latin word or one letter, with the signs that open it and that close it.
_PIECE = re.compile(
    r"\s+|[「『《（【“(]*(?:[A-Za-z0-9_./:+@#&=?~-]+|.)[，。！？；：、」』》）】”…%,!;)\u200d\ufe0f]*"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def columns() -> int:
    """Tell how many columns a line may take: those of the terminal, COLUMNS, or 80."""
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)


def folded(text: str, width: int, *, first: str = "", then: str = "") -> Iterator[str]:
    """Fold a text into lines of at most `width` columns.

    `first` stands before its first line, `then` before the others. Line ends of the text stay,
    what would steer a terminal goes. No line begins with a closing sign; a Latin word or an
    address is cut only where it is too long.
    """
    from rich.cells import cell_len

    lead, room = first, width - max(cell_len(first), cell_len(then))
    for paragraph in text.splitlines() or [""]:
        line, is_bare = lead, True
        for piece in _pieces(_CONTROL.sub(" ", paragraph), room):
            if not is_bare and cell_len(line) + cell_len(piece) > width:
                yield line.rstrip()
                line, is_bare = then, True
            if not (is_bare and piece.isspace()):
                line, is_bare = line + piece, False
        yield line.rstrip()
        lead = then


def padded(text: str, width: int) -> str:
    """Fill a text up with spaces to `width` columns."""
    from rich.cells import cell_len

    return text + " " * (width - cell_len(text))


def _pieces(text: str, width: int) -> Iterator[str]:
    from rich.cells import chop_cells

    for piece in _PIECE.findall(text):
        yield from chop_cells(piece, width)
