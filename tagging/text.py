"""Clean, split, cut and search Chinese text: the room that loads jieba and its relatives.

Every step keeps offsets: a span found in folded text is the same span of the customer's own words.
"""

import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from tagging.errors import TaggingError
from tagging.folding import fold

__all__ = [
    "LONGEST_CLAUSE",
    "TURNS",
    "Engine",
    "EveryMatcher",
    "Matcher",
    "Page",
    "Word",
    "clause_spans",
    "cut",
    "fold",
    "load_rjieba",
    "own_tokenizer",
    "word_edges",
]

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


_Cutter = Callable[[str], list[str]]

# A dot, comma or colon inside a number or an address breaks nothing.
_PIECE = re.compile(
    r"(?:[^\s!?;。！？；，…~～()（）【】\[\]<>《》|.,:：]++|(?<=[0-9a-z])[.,:：](?=[0-9a-z]))++"
)
_TURN = re.compile(
    r"[但不可然就只而唯](?:"
    r"(?<=但)是|(?<=但)(?<!不但)(?![凡愿求是])|(?<=不)过(?![敏滤期关瘾分来去时脸水气]|如此)|(?<=可)是"
    r"|(?<=然)而|(?<=就)(?<![这那也本]就)是(?!说)|(?<=只)是|(?<=而)且|(?<=唯)一)"
)
_HELD = re.compile("[.,:](?=[0-9a-z])(?<=[0-9a-z].)")
_BREAKS = "!?;。…~()【】[]<>《》|.,: \t\r"  # and the line end, as a folded text has them
TURNS = ("但是", "但", "不过", "可是", "然而", "就是", "只是", "唯一")


def clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Split folded text at punctuation, blanks and line ends, and before words of contrast.

    Gives where each clause starts and ends, in characters, breaks left out. A list mark (、)
    breaks nothing: what it joins shares its negation.
    """
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


class Page:
    """Folded text that tells where its clauses are, for those who need only some of them."""

    __slots__ = ("_broken", "_turns", "text")

    def __init__(self, text: str) -> None:
        self.text = fold(text)
        broken = _HELD.sub("\0", self.text)
        for mark in _BREAKS:
            broken = broken.replace(mark, "\n")
        self._broken = broken
        self._turns = [turn.start() for turn in _TURN.finditer(self.text)]

    @property
    def breaks(self) -> tuple[str, list[int]]:
        """Give the text with every break as a line end, and where contrast begins a clause."""
        return self._broken, self._turns

    def clause_from(self, at: int, low: int, high: int) -> tuple[int, int]:
        """Give the clause that holds the character `at`, else the first one behind it.

        It lies between `low`, where a clause or a text ended, and `high`; empty: there is none.
        """
        broken, turns = self._broken, self._turns
        while at < high and broken[at] == "\n":
            at += 1
        if at >= high:
            return high, high
        start = broken.rfind("\n", low, at) + 1 or low
        end = min(at + LONGEST_CLAUSE, high)
        stop = broken.find("\n", at, end)
        if stop >= 0:
            end = stop
        turn = bisect_right(turns, at)
        if turn and turns[turn - 1] > start:
            start = turns[turn - 1]
        if turn < len(turns) and turns[turn] < end:
            end = turns[turn]
        if end - start > LONGEST_CLAUSE:
            start += (at - start) // LONGEST_CLAUSE * LONGEST_CLAUSE
            end = min(start + LONGEST_CLAUSE, end)
        return start, end


def cut(text: str, engine: Engine = Engine.AUTO) -> list[Word]:
    """Cut text into words with their offsets.

    Raises TaggingError when `rjieba` is asked for by name and is not installed.
    """
    words = _cutter_of(engine)(text)
    ends = accumulate(map(len, words))
    return [Word(word, end - len(word), end) for word, end in zip(words, ends, strict=True)]


def word_edges(text: str, engine: Engine = Engine.AUTO) -> set[int]:
    """Tell where one word ends and the next begins, both ends of the text among them."""
    return {0, *accumulate(map(len, _cutter_of(engine)(text)))}


@cache
def _cutter_of(engine: Engine) -> _Cutter:
    """Load an engine at its first cut: rjieba costs 33 MB, jieba 90 MB and half a second."""
    rust = load_rjieba(engine)
    cutter: _Cutter = own_tokenizer().lcut if rust is None else rust.cut
    return cutter


def load_rjieba(engine: Engine) -> Any:
    """Load rjieba, the module; None where jieba is to do its work.

    Raises TaggingError when `rjieba` is asked for by name and is not installed.
    """
    if engine is Engine.JIEBA:
        return None
    try:
        import rjieba
    except ImportError as error:
        if engine is Engine.RJIEBA:
            raise TaggingError("rjieba is not installed; use the engine auto or jieba") from error
        return None
    return rjieba


def own_tokenizer() -> Any:
    """Build a tokenizer of jieba's that never reads or writes jieba's cache.

    The cache is a marshal file in the shared temporary folder, where anyone may have put it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 imports pkg_resources
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


class Matcher:
    """Finds many terms in one pass: the longest at the leftmost place, never overlapping."""

    __slots__ = ("spans", "terms")

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = tuple(terms)
        automaton = AhoCorasick(self.terms, matchkind=MatchKind.LeftmostLongest)
        self.spans: Callable[[str], list[tuple[int, int, int]]] = automaton.find_matches_as_indexes
        """Find the terms in folded text as plain (index, start, end), left to right.

        `terms[index]` was found there; places count characters.
        """


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
