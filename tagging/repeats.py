"""Read a letter that is typed three times and more as one (不不不掉色, 怎么么么还不发货)."""

import re
from typing import Self, SupportsIndex

_RUN = re.compile(r"([\u4e00-\u9fff])\1\1+")


def has_repeats(text: str) -> bool:
    """Say whether a Chinese letter stands three times in a row; 天天 and 1000 are none."""
    return _RUN.search(text) is not None


class Squeezed(str):
    """A text without its repeats, whose slices are still the customer's own words.

    Everything else (length, searching, folding) sees each run as one letter.
    """

    __slots__ = ("_places", "_written")
    _places: list[int]
    _written: str

    def __new__(cls, written: str) -> Self:
        """Squeeze what was written."""
        kept = [True] * len(written)
        for run in _RUN.finditer(written):
            kept[run.start() + 1 : run.end()] = [False] * (len(run[0]) - 1)
        places = [at for at, is_kept in enumerate(kept) if is_kept]
        squeezed = super().__new__(cls, "".join(written[at] for at in places))
        squeezed._places = [*places, len(written)]
        squeezed._written = written
        return squeezed

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """Quote what was written between two letters of the squeezed text."""
        if isinstance(key, slice):
            start, stop, _ = key.indices(len(self))
            return self._written[self.place(start) : self.place(max(start, stop))]
        return super().__getitem__(key)

    def place(self, at: int) -> int:
        """Tell where a letter of the squeezed text stands in what was written."""
        return self._places[at]
