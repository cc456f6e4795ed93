"""Turn texts into numbers, clause by clause: the characters, what stands in them, and its n-grams.

Nothing here loops over characters: a batch of texts is one row of characters with its clauses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tagging.cues import CUES
from tagging.lexicon import Lexicon, Term
from tagging.text import LONGEST_CLAUSE, Matcher, Page

Ints = NDArray[np.int32]
Hashes = NDArray[np.uint32]

BUCKETS = 22  # bits of a feature's hash: 4 million
WORD_CLASSES = 1024  # what a word stands for, hashed
MOST_CHARACTERS = 2000  # read of one text; what is longer is a pasted document
BATCH = 16_000  # characters of texts read at once: what fits the processor's cache
LENGTHS = np.array([1, 2, 3, 11, 12, 13])  # of n-grams: characters, and 10 + words in a row
KINDS = len(LENGTHS)
_ORDERS = 3  # n-grams of one to three characters
LETTERS = 0x10000  # characters beyond are one
_MARK = "\2"  # stands before a clause
_BEGIN = ord(_MARK)
_DEGREES = "很 太 非常 超级 超 特别 好 真 挺 蛮 有点 有些 比较 十分 极 最 更 相当 够"
_ONE, _PRIME, _GOLDEN = np.uint32(1), np.uint32(0x01000193), np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class WordClasses:
    """The words of a lexicon and of the language, and what each stands for, as hashes."""

    matcher: Matcher
    names: tuple[str, ...]
    hashes: Hashes

    @classmethod
    def of(cls, lexicon: Lexicon) -> "WordClasses":
        """Class a lexicon's terms by concern and stance, all other cues by their kind."""
        named = dict.fromkeys(_DEGREES.split(), "degree")
        named |= {
            word: kind.name.lower() for kind, words in CUES.items() for word in words.split()
        }
        for text, terms in zip(lexicon.matcher.terms, lexicon.terms_at, strict=True):
            if terms:
                named[text] = "/".join(sorted({_class_of(term) for term in terms}))
        names = tuple(named.values())
        hashes = np.array([crc32(name.encode()) for name in names], np.uint32)
        return cls(Matcher(named), names, hashes)


def _class_of(term: Term) -> str:
    return f"{term.concern} {term.stance}" if term.stance else term.concern


@dataclass(frozen=True, slots=True)
class Layout:
    """Texts joined as one, and their clauses.

    `starts` is where each text begins in `text`, `spans` are the clauses there, `text_of` says
    whose each clause is, and `clause_at` where each text's clauses begin. Each text has a clause,
    if only an empty one.
    """

    text: str
    starts: NDArray[np.int64]
    spans: NDArray[np.int64]
    text_of: NDArray[np.int64]
    clause_at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def clauses(self) -> list[str]:
        """Give each clause with the character behind it: its break, or how the next begins."""
        text = self.text
        return [text[low : high + 1] for low, high in self.spans.tolist()]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Clauses as one row of places: a begin, a clause's characters, the character behind it.

    `codes`, `words` and `clause_of` have one value a place; `begins` is where each clause's places
    begin, and where the last one's end; `hits` are the words found, and where they begin and end.
    """

    begins: NDArray[np.int64]
    codes: Hashes
    words: Ints
    clause_of: Ints
    hits: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.begins) - 1


def batches(texts: Iterable[str], *, characters: int = BATCH) -> Iterator[list[str]]:
    """Group texts so that a batch stays in the processor's cache."""
    batch: list[str] = []
    held = 0
    for text in texts:
        batch.append(text)
        held += min(len(text), MOST_CHARACTERS) + 1
        if held >= characters:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def lay_out(texts: Sequence[str]) -> Layout:
    """Find the clauses of texts; only the first MOST_CHARACTERS of each are read."""
    lines = [each[:MOST_CHARACTERS].replace("\n", " ") for each in texts]
    page = Page("\n".join([*lines, ""]))
    starts = _sums(np.fromiter(map(len, lines), np.int64, len(lines)) + 1)
    spans, text_of = _clauses_of(page, starts)
    clause_at = np.searchsorted(text_of, np.arange(len(texts) + 1))
    return Layout(page.text, starts, spans, text_of, clause_at)


def read_sheet(clauses: Sequence[str], classes: WordClasses) -> Sheet:
    """Lay clauses out as numbers, each with the character behind it."""
    text = _MARK + _MARK.join(clauses)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    lengths = np.fromiter(map(len, clauses), np.int64, len(clauses)) + 1
    begins = _sums(lengths)
    clause_of = np.repeat(np.arange(len(clauses), dtype=np.int32), lengths)
    found = np.fromiter(chain.from_iterable(classes.matcher.spans(text)), np.int64).reshape(-1, 3)
    hits = found[found[:, 2] < begins[clause_of[found[:, 1]] + 1]]
    words = _words_of(hits, classes, len(codes))
    return Sheet(begins, codes, words, clause_of, hits)


def _sums(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    sums = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=sums[1:])
    return sums


def _clauses_of(
    page: Page, starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the clauses and whose they are; a text without one gets an empty one."""
    spans = _spans_of(page)
    text_of = np.searchsorted(starts, spans[:, 0], "right") - 1
    missing = np.setdiff1d(np.arange(len(starts) - 1), text_of)
    if len(missing):
        spans = np.concatenate([spans, np.repeat(starts[missing], 2).reshape(-1, 2)])
        text_of = np.concatenate([text_of, missing])
        order = np.argsort(text_of, kind="stable")
        spans, text_of = spans[order], text_of[order]
    return spans, text_of


def _spans_of(page: Page) -> NDArray[np.int64]:
    """Find the clauses as `clause_spans` does, all at once."""
    broken, turns = page.breaks
    letters = np.frombuffer(f"\n{broken}\n".encode("utf-32-le"), np.uint32)
    is_break = letters == ord("\n")
    starts = np.flatnonzero(is_break[:-1] & ~is_break[1:])
    ends = np.flatnonzero(~is_break[:-1] & is_break[1:])
    cuts = np.array(turns, np.int64)
    cuts = cuts[~is_break[cuts] & ~is_break[cuts + 1]] if len(cuts) else cuts
    starts = np.sort(np.concatenate([starts, cuts]))
    ends = np.sort(np.concatenate([ends, cuts]))
    if len(starts) and (ends - starts).max() > LONGEST_CLAUSE:
        pieces = -(-(ends - starts) // LONGEST_CLAUSE)
        firsts = np.repeat(np.cumsum(pieces) - pieces, pieces)
        shift = (np.arange(pieces.sum()) - firsts) * LONGEST_CLAUSE
        starts = np.repeat(starts, pieces) + shift
        ends = np.minimum(starts + LONGEST_CLAUSE, np.repeat(ends, pieces))
    return np.stack([starts, ends], axis=1)


def _words_of(hits: NDArray[np.int64], classes: WordClasses, size: int) -> Ints:
    """Mark each place with the class of the word that stands there."""
    words = np.zeros(size, np.int32)
    lengths = hits[:, 2] - hits[:, 1]
    covered = np.repeat(hits[:, 1] - _sums(lengths)[:-1], lengths) + np.arange(lengths.sum())
    kinds = classes.hashes[hits[:, 0]] % np.uint32(WORD_CLASSES - 1) + _ONE
    words[covered] = np.repeat(kinds.astype(np.int32), lengths)
    return words


@dataclass(frozen=True, slots=True)
class Grams:
    """The features of clauses, as hashes, in the order of their places.

    Clause i has `hashes[at[i]:at[i + 1]]`; a cell is its place times KINDS plus which of LENGTHS.
    """

    hashes: Ints
    cells: NDArray[np.int64]
    at: NDArray[np.int64]


def grams_of(sheet: Sheet, classes: WordClasses) -> Grams:
    """Hash each clause's n-grams of characters, and of the classes of its words."""
    grid = np.full((len(sheet.codes), KINDS), -1, np.int32)
    _hash_characters(sheet, grid)
    _hash_words(sheet, classes, grid)
    flat = grid.ravel()
    cells = np.flatnonzero(flat >= 0)
    return Grams(flat[cells], cells, np.searchsorted(cells, sheet.begins * KINDS))


def _hash_characters(sheet: Sheet, grid: Ints) -> None:
    """Hash n-grams; a clause's begin and the break behind it count as characters, not alone."""
    codes, clause_of = sheet.codes, sheet.clause_of
    own = codes * _GOLDEN
    hashes = own
    size = len(codes)
    for last in range(_ORDERS):
        if last:
            hashes = (hashes[:-1] * _PRIME) ^ own[last:]
        inside = clause_of[: size - last] == clause_of[last:] if last else codes > _BEGIN
        grid[: size - last, last] = np.where(inside, _bucket(hashes, last + 1), -1)


def _hash_words(sheet: Sheet, classes: WordClasses, grid: Ints) -> None:
    kinds = classes.hashes[sheet.hits[:, 0]]
    clause_of = sheet.clause_of[sheet.hits[:, 1]]
    hashes = kinds
    for last in range(min(KINDS - _ORDERS, len(kinds))):
        if last:
            hashes = (hashes[:-1] * _PRIME) ^ (kinds[last:] * _GOLDEN)
        inside = np.flatnonzero(clause_of[: len(kinds) - last] == clause_of[last:])
        places = sheet.hits[:, 1][inside]
        grid[places, _ORDERS + last] = _bucket(hashes[inside], 11 + last)


def _bucket(hashes: Hashes, salt: int) -> Ints:
    """Mix (the finisher of MurmurHash3) and keep the upper bits."""
    mixed: Any = hashes + np.uint32(salt * 0x51ED27)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed = (mixed ^ (mixed >> np.uint32(16))) >> np.uint32(32 - BUCKETS)
    return np.asarray(mixed, np.int32)
