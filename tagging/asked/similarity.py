"""Compare questions: what two of them share and where they part, as numbers.

Everything works on many questions at once, so the same lines serve a customer's question against
ten stored ones and thirty thousand pairs of a training file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tagging.asked.synonyms import meaning_of, plain_of
from tagging.text import cut

LONGEST = 200  # characters; what follows adds nothing to what a question asks
KINDS = ("letters", "neighbours", "meanings", "words")
_RARITIES = 1 << 16
_ASCII = 128
_LITTLE = 1e-9

Numbers = NDArray[np.float64]
Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]
_NOTHING: Ids = np.zeros(1, np.int64)

_CUES = {
    "why": re.compile("为什么|为何|为啥|怎么会|怎么不|怎么没|咋不|咋没"),
    "how": re.compile("怎么|怎样|如何|咋"),
    "what": re.compile("什么|啥"),
    "where": re.compile("哪"),
    "who": re.compile("谁|哪位"),
    "when": re.compile("什么时候|何时|几点|多久|多长时间|啥时候|几天|几号"),
    "how_much": re.compile("多少|几|多大|多高"),
    "whether": re.compile("吗|么$|能不能|可不可以|是不是|有没有|会不会|可以"),
    "not": re.compile("[不没无未别]"),
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """Questions as sets of grams: kind k of question i is `ids[starts[s]:starts[s + 1]]`.

    There s is `k * len(self) + i`. A gram is a number below 2**32, those of a set are sorted.
    `cues` are bits: which question words a question has, and whether it says no.
    """

    texts: tuple[str, ...]
    starts: Ids
    ids: Ids
    cues: Ids

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Ids) -> "Phrases":
        """Choose questions by number, in this order; one may come twice."""
        places, ends = slices_of(self.starts, sets_of(rows, len(self)))
        return Phrases(
            tuple(self.texts[row] for row in rows.tolist()),
            np.concatenate((_NOTHING, ends)),
            self.ids[places],
            self.cues[rows],
        )


def phrases_of(questions: Sequence[str]) -> Phrases:
    """Read questions; case, width, blanks and punctuation do not count."""
    texts = [plain_of(question[: 2 * LONGEST])[:LONGEST] for question in questions]
    rows, letters = _letters_of(texts)
    near = rows[1:] == rows[:-1]
    kinds = (
        (rows, letters),
        (rows[1:][near], mixed(letters[:-1][near], letters[1:][near])),
        _letters_of([meaning_of(text) for text in texts]),
        _words_of(texts),
    )
    sets = np.concatenate([at + kind * len(texts) for kind, (at, _) in enumerate(kinds)])
    keys = np.sort(sets << 32 | np.concatenate([ids for _, ids in kinds]))
    keys = keys[np.diff(keys, prepend=-1) != 0]
    starts = np.searchsorted(keys >> 32, np.arange(len(KINDS) * len(texts) + 1))
    cues = np.array([_cues_of(text) for text in texts], np.int64)
    return Phrases(tuple(texts), starts, keys & 0xFFFFFFFF, cues)


def sets_of(rows: Ids, size: int) -> Ids:
    """Name the sets of some questions by number, one kind after the other."""
    return (np.arange(len(KINDS))[:, None] * size + rows).ravel()


def mixed(left: Ids, right: Ids) -> Ids:
    """Mix two numbers into one below 2**32; their order counts (after splitmix64, Steele 2014)."""
    keys = left.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + right.astype(np.uint64)
    keys = (keys ^ keys >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    return (keys >> np.uint64(32)).astype(np.int64)


def _letters_of(texts: Sequence[str]) -> tuple[Ids, Ids]:
    lengths = [len(text) for text in texts]
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    return np.repeat(np.arange(len(texts)), lengths), letters


def _words_of(texts: Sequence[str]) -> tuple[Ids, Ids]:
    words = [[crc32(word.text.encode()) for word in cut(text)] for text in texts]
    rows = np.repeat(np.arange(len(words)), [len(some) for some in words])
    return rows, np.array([word for some in words for word in some], np.int64)


def slices_of(starts: Ids, rows: Ids) -> tuple[Ids, Ids]:
    """Tell where the members of some rows lie, row by row, and where each row then ends."""
    lengths = starts[rows + 1] - starts[rows]
    ends = np.cumsum(lengths)
    return np.arange(lengths.sum()) + np.repeat(starts[rows] - ends + lengths, lengths), ends


def _cues_of(text: str) -> int:
    return sum(1 << bit for bit, cue in enumerate(_CUES.values()) if cue.search(text))


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a gram tells, from how many questions have it; kinds apart, grams hashed."""

    counts: Ids
    questions: int

    @classmethod
    def of(cls, phrases: Phrases) -> "Rarity":
        """Count the grams of questions."""
        sets = np.repeat(np.arange(len(phrases.starts) - 1), np.diff(phrases.starts))
        slots = _slots_of(sets // max(1, len(phrases)), phrases.ids)
        return cls(np.bincount(slots, minlength=len(KINDS) * _RARITIES), len(phrases))

    def weigh(self, kinds: Ids, ids: Ids) -> Numbers:
        """Weigh grams by inverse document frequency, as BM25 does."""
        counts = self.counts[_slots_of(kinds, ids)]
        weights: Numbers = np.log1p((self.questions + 1) / (counts + 0.5))
        return weights


def _slots_of(kinds: Ids, ids: Ids) -> Ids:
    return kinds * _RARITIES + (ids & (_RARITIES - 1))


@dataclass(frozen=True, slots=True)
class Shared:
    """The grams of both sides of each pair, the set each belongs to, and which both sides have."""

    left_sets: Ids
    left: Ids
    left_shared: Flags
    right_sets: Ids
    right: Ids
    right_shared: Flags


def shared_of(left: Phrases, right: Phrases) -> Shared:
    """Compare question i of one side with question i of the other."""
    every = np.arange(len(left.starts) - 1)
    left_sets, right_sets = (np.repeat(every, np.diff(side.starts)) for side in (left, right))
    left_keys, right_keys = left_sets << 32 | left.ids, right_sets << 32 | right.ids
    return Shared(
        *(left_sets, left.ids, _within(left_keys, right_keys)),
        *(right_sets, right.ids, _within(right_keys, left_keys)),
    )


def _within(keys: Ids, others: Ids) -> Flags:
    if not len(others):
        return np.zeros(len(keys), np.bool_)
    at = np.searchsorted(others, keys)
    same: Flags = others[np.minimum(at, len(others) - 1)] == keys
    return same


_OVERLAPS = ("jaccard", "inside", "rare_jaccard", "rare_cover", "rare_inside")
_ORDERS = ("kept", "kept_of_short", "head", "tail", "short", "long", "longer", "length", "equal")
FEATURES = (
    *(f"{kind}_{name}" for kind in KINDS for name in _OVERLAPS),
    *("ascii_alone", "ascii_swapped"),
    *_ORDERS,
    *(f"both_{name}" for name in _CUES),
    *(f"one_{name}" for name in _CUES),
    "cues_differ",
)


def likeness(left: Phrases, right: Phrases, rarity: Rarity) -> Numbers:
    """Measure how alike question i of both sides is: a row a pair, a column each of `FEATURES`.

    Swapping the sides changes nothing.
    """
    size = len(left)
    shared = shared_of(left, right)
    orders = [_order(one, other) for one, other in zip(left.texts, right.texts, strict=True)]
    return np.concatenate(
        (
            _overlaps(shared, rarity, size),
            _ascii(shared, size),
            np.array(orders, np.float64).reshape(size, len(_ORDERS)).T,
            _asked(left.cues, right.cues),
        )
    ).T


def _overlaps(shared: Shared, rarity: Rarity, size: int) -> Numbers:
    sets = len(KINDS) * size
    left = rarity.weigh(shared.left_sets // max(1, size), shared.left)
    right = rarity.weigh(shared.right_sets // max(1, size), shared.right)
    both = np.bincount(shared.left_sets, shared.left_shared, sets)
    rare = np.bincount(shared.left_sets, left * shared.left_shared, sets)
    one, other = (np.bincount(at, minlength=sets) for at in (shared.left_sets, shared.right_sets))
    all_one = np.bincount(shared.left_sets, left, sets)
    all_other = np.bincount(shared.right_sets, right, sets)
    columns = (
        both / np.maximum(1, one + other - both),
        both / np.maximum(1, np.minimum(one, other)),
        rare / np.maximum(_LITTLE, all_one + all_other - rare),
        rare / np.maximum(_LITTLE, np.maximum(all_one, all_other)),
        rare / np.maximum(_LITTLE, np.minimum(all_one, all_other)),
    )
    stacked = np.stack([column.reshape(len(KINDS), size) for column in columns], axis=1)
    return stacked.reshape(len(KINDS) * len(_OVERLAPS), size)


def _ascii(shared: Shared, size: int) -> Numbers:
    """Count letters and digits that only one side has: sizes, models and amounts."""
    counts = []
    for sets, ids, both in (
        (shared.left_sets, shared.left, shared.left_shared),
        (shared.right_sets, shared.right, shared.right_shared),
    ):
        alone = ~both & (sets < size) & (ids < _ASCII)
        counts.append(np.bincount(sets[alone], minlength=size).astype(np.float64))
    return np.stack((counts[0] + counts[1], np.minimum(*counts)))


def _order(one: str, other: str) -> tuple[float, ...]:
    short, long = min(len(one), len(other)), max(len(one), len(other), 1)
    kept = _kept_in_order(one, other)
    head = next((at for at in range(short) if one[at] != other[at]), short)
    tail = next((at for at in range(short) if one[-1 - at] != other[-1 - at]), short)
    shares = kept / long, kept / max(short, 1), head / long, tail / long
    return *shares, short, long, long - short, short / long, one == other


def _kept_in_order(one: str, other: str) -> int:
    """Measure the longest common subsequence, a bit a character (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for at, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << at
    full = free = (1 << len(one)) - 1
    for letter in other:
        met = free & places.get(letter, 0)
        free = (free + met | free - met) & full
    return len(one) - free.bit_count()


def _asked(left: Ids, right: Ids) -> Numbers:
    bits = np.arange(len(_CUES))[:, None]
    one, both = (left ^ right) >> bits & 1, (left & right) >> bits & 1
    return np.concatenate((both, one, one.sum(axis=0, keepdims=True))).astype(np.float64)
