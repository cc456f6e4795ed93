"""Bring the many ways of writing a word to one, and know the places they came from.

`plain` is what patterns read: one form of each letter, nothing hidden between them, and the marks
that end a clause. `letters` is what words are looked for in: without any mark, so that a word cut
by some is found; whether marks cut it on purpose is judged in persona/worded/finding.py.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LETTER = "0-9a-z%一-鿿"
_NO_LETTERS = re.compile(f"[^{_LETTER}\n]+")
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u0300-\u036f\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
)
_GONE = "\0"
_MARKUP = re.compile(r"<[a-z/][^<>\n]{0,30}>|&(?:nbsp|#x?[0-9a-f]{2,5}|zw[n]?j|ensp|emsp);")
_PARTING = re.compile(
    rf"[^{_LETTER}\n,。!?;:、\0](?<=[{_LETTER}].)(?=[{_LETTER}])(?!(?<=\.)\d)"  # but no 1.5
)
_MOSTLY = 0.3  # where such a share of all signs parts letters, letters are read without them
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_ALIASES = {"№": "第", "％": "%", "﹪": "%", "〇": "0", "菸": "烟", "峯": "峰", "牀": "床"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; `places` are those of `plain`'s signs in the text as given."""

    given: str
    plain: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `plain[start:end]` stands in the given text; it is not empty."""
        return self.places[start], self.places[end - 1] + 1


class Forms(dict[int, int]):
    """The one form of each sign, by code point, found when a sign is first met."""

    def __init__(self, simplified: Mapping[int, int] | None = None) -> None:
        """Begin with code points of traditional characters and their simplified ones."""
        super().__init__(simplified or {})

    def __missing__(self, code: int) -> int:
        """Find the form of a sign: width and capitals; signs that become several stay."""
        sign = chr(code)
        form = _ALIASES.get(sign) or unicodedata.normalize("NFKC", sign).lower()
        other = ord(form) if len(form) == 1 else code
        self[code] = self[other] if other != code else code
        return self[code]


_PLAIN_FORMS = Forms()


def fold_copy(text: str, forms: Forms = _PLAIN_FORMS) -> Folded:
    """Fold a text: widths, capitals, traditional characters, and what nobody reads.

    That is unseen signs, markup, and the signs between letters where most letters are parted so.
    """
    plain = text.translate(forms)
    if not plain.isascii() and _HIDDEN.search(plain):
        plain = _HIDDEN.sub(_GONE, plain)
    if "<" in plain or "&" in plain:
        plain = _MARKUP.sub(lambda found: _GONE * len(found[0]), plain)
    if len(_PARTING.findall(plain)) > len(plain) * _MOSTLY:
        plain = _PARTING.sub(_GONE, plain)
    if _GONE not in plain:
        return Folded(text, plain, range(len(text)))
    places = [place for place, sign in enumerate(plain) if sign != _GONE]
    return Folded(text, plain.replace(_GONE, ""), places)


def letters_of(plain: str) -> str:
    """Leave the letters and the line breaks of a folded text, nothing else."""
    return _NO_LETTERS.sub("", plain)


def places_of_letters(plain: str) -> list[int]:
    """Return for each sign of `letters_of(plain)` its place in `plain`."""
    places: list[int] = []
    start = 0
    for gap in _NO_LETTERS.finditer(plain):
        places.extend(range(start, gap.start()))
        start = gap.end()
    places.extend(range(start, len(plain)))
    return places
