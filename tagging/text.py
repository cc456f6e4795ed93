"""Clean, split, cut and search Chinese text: the one room that knows jieba and its relatives.

Every step keeps offsets: a span found in folded text is the same span of the customer's own words.
"""

import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from tagging.errors import TaggingError

REPLACEMENT = "\ufffd"
LONGEST_CLAUSE = 60  # characters; a longer run without punctuation is cut, so work stays linear


class Engine(StrEnum):
    """Who cuts text into words: `auto` takes rjieba where it is installed, jieba elsewhere."""

    AUTO = "auto"
    RJIEBA = "rjieba"
    JIEBA = "jieba"


class Word(NamedTuple):
    """A word and where it stands, in characters."""

    text: str
    start: int
    end: int


class Clause(NamedTuple):
    """A stretch of text between two breaks, in characters."""

    text: str
    start: int
    end: int


class Hit(NamedTuple):
    """A term and where it stands, in characters."""

    term: str
    start: int
    end: int


_Cutter = Callable[[str], list[tuple[str, int, int]]]

_FOLDS: dict[int, int] = {
    0: ord(REPLACEMENT),
    0x3000: ord(" "),
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(range(0xD800, 0xE000), ord(REPLACEMENT)),
}

# A dot, comma or colon inside a number or an address breaks nothing.
_PIECE = re.compile(
    r"(?:[^\s!?;。！？；，…~～()（）【】\[\]<>《》|.,:：]++|[.,:：](?=[0-9a-z]))++"
)
_TURN = re.compile(
    r"[但不可然就只而唯](?:"
    r"(?<=但)是|(?<=但)(?<!不但)(?![凡愿求是])|(?<=不)过(?![敏滤期关瘾分来去时脸水气]|如此)|(?<=可)是"
    r"|(?<=然)而|(?<=就)是(?!说)|(?<=只)是|(?<=而)且|(?<=唯)一)"
)
TURNS = ("但是", "但", "不过", "可是", "然而", "就是", "只是", "唯一")


def fold(text: str) -> str:
    """Bring full-width forms and capitals to one form, character by character.

    The result is exactly as long as the text. NUL and lone surrogates become U+FFFD, so what
    follows (Rust engines, UTF-8 output) never fails on them.
    """
    plain = text.translate(_FOLDS)
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in plain)


def clauses(text: str) -> list[Clause]:
    """Split text at punctuation, blanks and line ends, and before words of contrast.

    A list mark (、) breaks nothing: what it joins shares its negation. Breaks are left out.
    """
    return [Clause(text[start:end], start, end) for start, end in clause_spans(text)]


def clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Tell where clauses start and end, for those who need only some of them."""
    turns = [turn.start() for turn in _TURN.finditer(text)]
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        if end - start <= LONGEST_CLAUSE and not turns:
            yield start, end
            continue
        inner = turns[bisect_right(turns, start) : bisect_left(turns, end)]
        for left, right in pairwise((start, *inner, end)):
            for at in range(left, right, LONGEST_CLAUSE):
                yield at, min(at + LONGEST_CLAUSE, right)


def cut(text: str, engine: Engine = Engine.AUTO) -> list[Word]:
    """Cut text into words with their offsets.

    Raises TaggingError when `rjieba` is asked for by name and is not installed.
    """
    return [Word(*word) for word in _cutter_of(engine)(text)]


def word_edges(text: str, engine: Engine = Engine.AUTO) -> tuple[set[int], set[int]]:
    """Tell where words start and where they end."""
    words = _cutter_of(engine)(text)
    return {start for _, start, _ in words}, {end for _, _, end in words}


@cache
def _cutter_of(engine: Engine) -> _Cutter:
    """Load an engine at its first cut: rjieba costs 33 MB, jieba 90 MB and half a second."""
    if engine is Engine.JIEBA:
        return _jieba_cutter()
    try:
        import rjieba
    except ImportError as error:
        if engine is Engine.RJIEBA:
            raise TaggingError("rjieba is not installed; use the engine auto or jieba") from error
        return _cutter_of(Engine.JIEBA)
    return lambda text: rjieba.tokenize(text, "default")


def _jieba_cutter() -> _Cutter:
    """Build a tokenizer of our own that never reads or writes jieba's cache.

    The cache is a marshal file in the shared temporary folder, where anyone may have put it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 imports pkg_resources
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return lambda text: list(tokenizer.tokenize(text))


class Matcher:
    """Finds many terms in one pass: the longest at the leftmost place, never overlapping."""

    __slots__ = ("_automaton", "terms")

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = tuple(terms)
        self._automaton = AhoCorasick(self.terms, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[Hit]:
        """Find the terms in folded text, left to right."""
        return [Hit(self.terms[index], start, end) for index, start, end in self.spans(text)]

    def spans(self, text: str) -> list[tuple[int, int, int]]:
        """Find the terms as plain (index, start, end), where `terms[index]` was found."""
        return self._automaton.find_matches_as_indexes(text)


class EveryMatcher:
    """Finds many terms in one pass, also where one stands in or across another."""

    __slots__ = ("_automaton",)

    def __init__(self, terms: Iterable[str]) -> None:
        self._automaton = AhoCorasick(tuple(terms))

    def spans(self, text: str) -> list[tuple[int, int, int]]:
        """Find the terms as plain (index, start, end): leftmost first, there the longest first."""
        spans = self._automaton.find_matches_as_indexes(text, overlapping=True)
        spans.sort(key=_leftmost_longest)
        return spans


def _leftmost_longest(span: tuple[int, int, int]) -> tuple[int, int]:
    _, start, end = span
    return start, -end
