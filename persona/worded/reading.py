"""What claims and duties read of a folded text: its letters, and the marks that end clauses."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from persona.worded.folding import Folded, fold_copy

_LINE_END = re.compile("(?<=[^\n。!?;])\n(?!\n)")
_KEPT = re.compile(r"[0-9a-z%一-鿿,、:。!?;\n]+|(?<=\d)\.(?=\d)")


@dataclass(frozen=True)
class Reading:
    """A text without what stands between its letters, nor the words the shop may say."""

    folded: Folded
    text: str
    """A line ends like a clause: posts break lines where a comma would stand; two breaks part.

    Words that may be said are line breaks in it: nothing is read in them, or across them.
    """

    @cached_property
    def _places(self) -> Sequence[int]:
        runs = _KEPT.finditer(self.folded.plain)
        return [place for run in runs for place in range(*run.span())]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the text as it was given; it is not empty."""
        return self.folded.span(self._places[start], self._places[end - 1] + 1)


def read_copy(folded: Folded, allowed: Iterable[str] = ()) -> Reading:
    """Read a folded text; the shop's white list is not read."""
    text = _LINE_END.sub(",", _letters(folded))
    for word in allowed:
        if known := _letters(fold_copy(word)):
            text = text.replace(known, "\n" * len(known))
    return Reading(folded, text)


def _letters(folded: Folded) -> str:
    return "".join(_KEPT.findall(folded.plain))
