"""Turn texts into numbers, clause by clause: the characters, what stands in them, and its n-grams.

Nothing here loops over characters: a batch of texts is one row of characters with its clauses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
GAP = 3  # blank places between two texts, as far as a window reaches
ORDERS = 4  # n-grams of one to four characters
LETTERS = 0x10000  # characters beyond are one
_BEGIN = 2  # stands before a clause
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
class Sheet:
    """Texts as one row of places: each clause's characters between a begin and its break.

    `codes`, `words` and `clause_of` have one value a place (0, 0, the last clause for blanks);
    `spans` are the clauses in the joined `text`; `text_of` says whose each clause is, `starts`
    where each text begins in `text`; `clause_at` and `place_at` are where each text's clauses and
    places begin. Each text has a clause, if only an empty one.
    """

    text: str
    starts: NDArray[np.int64]
    spans: NDArray[np.int64]
    text_of: NDArray[np.int64]
    clause_at: NDArray[np.int64]
    place_at: NDArray[np.int64]
    begins: NDArray[np.int64]
    codes: Hashes
    words: Ints
    clause_of: Ints
    hits: NDArray[np.int64]
    hit_places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


def batches(texts: Iterable[str], *, characters: int = 4000) -> Iterator[list[str]]:
    """Group texts so that a batch stays in the processor's cache."""
    batch: list[str] = []
    held = 0
    for text in texts:
        batch.append(text)
        held += min(len(text), MOST_CHARACTERS) + 2 * GAP
        if held >= characters:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def read_sheet(texts: Sequence[str], classes: WordClasses) -> Sheet:
    """Lay texts out as numbers; only the first MOST_CHARACTERS of each are read."""
    page = Page("\n".join([each[:MOST_CHARACTERS].replace("\n", " ") for each in texts]))
    text = page.text
    lengths = np.fromiter((min(len(each), MOST_CHARACTERS) + 1 for each in texts), np.int64)
    starts = _sums(lengths)
    spans, text_of = _clauses_of(page, starts)
    clause_at = np.searchsorted(text_of, np.arange(len(texts) + 1))
    lengths = spans[:, 1] - spans[:, 0] + 2
    is_last = np.ones(len(spans), bool)
    is_last[:-1] = text_of[1:] != text_of[:-1]
    begins = _sums(lengths + GAP * is_last)
    size = int(begins[-1])
    clause_of = np.repeat(np.arange(len(spans), dtype=np.int32), np.diff(begins))
    source = np.arange(size) + (spans[:, 0] - 1 - begins[:-1])[clause_of]
    letters = np.frombuffer(f"{text}\n".encode("utf-32-le"), np.uint32)
    codes = letters[np.minimum(source, len(text))]
    codes[begins[:-1]] = _BEGIN
    ends = begins[1:][is_last]
    codes[(ends[:, None] - np.arange(1, GAP + 1)).ravel()] = 0
    words, hits, places = _words_of(text, classes, spans, begins)
    place_at = begins[clause_at]
    return Sheet(
        *(text, starts, spans, text_of, clause_at, place_at, begins[:-1], codes, words),
        *(clause_of, hits, places),
    )


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


def _words_of(
    text: str,
    classes: WordClasses,
    spans: NDArray[np.int64],
    begins: NDArray[np.int64],
) -> tuple[Ints, NDArray[np.int64], NDArray[np.int64]]:
    """Mark each place with the class of the word that stands there; give words and places."""
    words = np.zeros(begins[-1], np.int32)
    found = np.array(classes.matcher.spans(text), np.int64).reshape(-1, 3)
    clause = np.searchsorted(spans[:, 0], found[:, 1], "right") - 1
    inside = (clause >= 0) & (found[:, 2] <= spans[clause, 1])
    found, clause = found[inside], clause[inside]
    places = found[:, 1] - spans[clause, 0] + begins[clause] + 1
    lengths = found[:, 2] - found[:, 1]
    covered = np.repeat(places - _sums(lengths)[:-1], lengths) + np.arange(lengths.sum())
    kinds = classes.hashes[found[:, 0]] % np.uint32(WORD_CLASSES - 1) + _ONE
    words[covered] = np.repeat(kinds.astype(np.int32), lengths)
    return words, found, places


@dataclass(frozen=True, slots=True)
class Grams:
    """The features of clauses, as hashes, in the order of the clauses.

    `clause_of` says whose each is, `places` and `lengths` where it stands in the row of places;
    lengths from 10 on are words: 11, 12 and 13 one, two and three of them in a row.
    """

    hashes: Ints
    clause_of: Ints
    places: NDArray[np.int64]
    lengths: Ints


def grams_of(sheet: Sheet, classes: WordClasses) -> Grams:
    """Hash each clause's n-grams of characters, and of the classes of its words."""
    parts = [*_character_grams(sheet), *_word_grams(sheet, classes)]
    hashes, places, lengths = (np.concatenate([part[at] for part in parts]) for at in range(3))
    order = np.argsort(places, kind="stable")
    places = places[order]
    return Grams(hashes[order], sheet.clause_of[places], places, lengths[order])


_Part = tuple[Ints, NDArray[np.int64], Ints]


def _character_grams(sheet: Sheet) -> Iterator[_Part]:
    """Hash n-grams; a clause's begin and the break behind it count as characters, not alone."""
    codes, clause_of = sheet.codes, sheet.clause_of
    hashes = codes * _GOLDEN
    size = len(codes)
    for order in range(1, ORDERS + 1):
        last = order - 1
        if last:
            hashes = (hashes[:-1] * _PRIME) ^ (codes[last:] * _GOLDEN)
        inside = (clause_of[: size - last] == clause_of[last:]) & (codes[last:] != 0)
        if order == 1:
            inside &= codes > _BEGIN
        places = np.flatnonzero(inside)
        yield _bucket(hashes[places], order), places, np.full(len(places), order, np.int32)


def _word_grams(sheet: Sheet, classes: WordClasses) -> Iterator[_Part]:
    kinds = classes.hashes[sheet.hits[:, 0]]
    clause_of = sheet.clause_of[sheet.hit_places]
    hashes = kinds.copy()
    for count in range(1, 4):
        last = count - 1
        if last:
            hashes = (hashes[:-1] * _PRIME) ^ (kinds[last:] * _GOLDEN)
        inside = np.flatnonzero(clause_of[: max(len(kinds) - last, 0)] == clause_of[last:])
        places = sheet.hit_places[inside]
        yield (
            _bucket(hashes[inside], 10 + count),
            places,
            np.full(len(places), 10 + count, np.int32),
        )


def _bucket(hashes: Hashes, salt: int) -> Ints:
    """Mix (the finisher of MurmurHash3) and keep the upper bits."""
    mixed: Any = hashes + np.uint32(salt * 0x51ED27)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed = (mixed ^ (mixed >> np.uint32(16))) >> np.uint32(32 - BUCKETS)
    return np.asarray(mixed, np.int32)
