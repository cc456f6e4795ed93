"""Near-duplicates: texts that a reader would take for the same post."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from unicodedata import normalize

ALIKE_PERCENT = 80
"""From here on two texts are one post. Chosen on cases (tests/persona/planned/test_alike.py): with
another greeting, number, word, emoji or punctuation the same post has 80 and more, two posts in
the same manner about other things have 75 and less."""
WHOLE_LETTERS = 12
"""A text of so many letters that stands in another as a whole is one with it."""

_BRACED = re.compile(r"\{[^{}]*\}")
_NO_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[\d〇零一二两三四五六七八九十百千万亿]+")


@lru_cache(1 << 16)
def plain_text(text: str) -> str:
    """Return what of a text counts: its letters, NFKC, folded; variables are left out.

    A number is one sign whichever it is: 十五 and 15 are one, and so are yesterday's price and
    today's.
    """
    letters = _NO_LETTERS.sub("", normalize("NFKC", _BRACED.sub("", text))).casefold()
    return _NUMBER.sub("0", letters)


def has_alike(plain: str, others: Iterable[str], percent: int = ALIKE_PERCENT) -> bool:
    """Tell whether one of the other plain texts is nearly this one."""
    return bool(find_alike(plain, dict(enumerate(others)), percent))


def find_alike(plain: str, others: Mapping[int, str], percent: int = ALIKE_PERCENT) -> set[int]:
    """Return the keys of all plain texts that are nearly this one.

    The measure is the share of letters kept in the longest common subsequence (Indel similarity,
    2·LCS ÷ (m + n), rapidfuzz), which knows neither words nor a language.
    """
    from rapidfuzz import fuzz, process

    if not plain or not others:
        return set()
    found = process.extract(plain, others, scorer=fuzz.ratio, score_cutoff=percent, limit=None)
    whole = {key for key, other in others.items() if _is_whole_in(plain, other)}
    return {key for _, _, key in found} | whole


def _is_whole_in(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= WHOLE_LETTERS and short in long
