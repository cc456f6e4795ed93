"""Learned readers whose chances are averaged: n-grams of clauses, of whole texts, and windows."""

from collections.abc import Iterator, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from tagging.learned.features import LETTERS, Grams, Ints, Sheet, WordClasses, grams_of, read_sheet
from tagging.learned.targets import Floats, Lesson, Outputs, sigmoid
from tagging.learned.trainer import Linear, buckets_of, root_of, sum_rows, train_linear
from tagging.learned.window_net import WindowNet, score_clauses, score_places, train_net

Texts = NDArray[np.int64]
MOST_FEATURES = 15_000  # the heaviest; what is left out changed no figure
MOST_KNOWN = 20_000  # clauses a reader remembers, some 12 MB; then it begins anew
FEW = 2500  # texts; taught by fewer, the net reads better than the n-grams and counts twice


class Blend:
    """Reads texts with all readers; `linear` weighs clauses first, then whole texts."""

    __slots__ = ("_letter_table", "_table", "linear", "net", "taught")

    def __init__(self, linear: Linear, net: WindowNet, taught: int) -> None:
        self.linear = linear
        self.net = net
        self.taught = taught
        self._table = linear.table()
        self._letter_table = net.letter_table()

    @classmethod
    def train(cls, lesson: Lesson, texts: Texts, seed: int) -> "Blend":
        """Learn from some of the texts."""
        buckets = buckets_of(lesson, texts)
        clauses = train_linear(lesson, texts, buckets, seed)
        whole = train_linear(lesson.of_whole_texts(), texts, buckets, seed)
        weights = np.concatenate([clauses.weights, whole.weights], axis=1)
        heavy = np.sort(np.argsort(-np.abs(weights).max(axis=1), kind="stable")[:MOST_FEATURES])
        bias = np.concatenate([clauses.bias, whole.bias])
        linear = Linear(buckets[heavy], weights[heavy], bias)
        net = train_net(lesson, texts, seed)
        return cls(linear, net, len(texts))

    @property
    def width(self) -> int:
        """Count the columns of what is read of a clause."""
        return len(self.linear.bias) + 1

    def read(self, sheet: Sheet, grams: Grams) -> Floats:
        """Read clauses: chances by n-grams and net, sums of n-grams for texts, features known."""
        rows = self.rows_of(grams)
        known = np.flatnonzero(rows >= 0)
        at = np.searchsorted(known, grams.at)
        sums = sum_rows(self.linear.weights, rows[known], at)
        counts = np.diff(at)
        size = sums.shape[1] // 2
        own = sums[:, :size] / root_of(counts) + self.linear.bias[:size]
        letters = self.letters_of(sheet)
        seen = score_clauses(self.net.parts, letters, sheet.words, sheet.begins)
        voice = self._voice
        chances = (sigmoid(own) + voice * sigmoid(seen)) / (2 + voice)
        return np.concatenate([chances, sums[:, size:], counts[:, None]], axis=1, dtype=np.float32)

    @property
    def _voice(self) -> np.float32:
        return np.float32(2 if self.taught < FEW else 1)

    def texts_of(self, read: Floats, clause_at: NDArray[np.int64], outputs: Outputs) -> Floats:
        """Give the chances of texts from what was read of their clauses.

        A text has the chances of its likeliest clauses, and those of its n-grams as a whole.
        """
        size = len(outputs)
        best = np.maximum.reduceat(read[:, :size], clause_at[:-1], axis=0)
        sums = np.add.reduceat(read[:, size:], clause_at[:-1], axis=0)
        whole = sigmoid(sums[:, :-1] / root_of(sums[:, -1]) + self.linear.bias[size:])
        return settle(best + whole / (2 + self._voice), outputs)

    def places_of(self, sheet: Sheet) -> Floats:
        """Give the net's logits of each place on its own."""
        return score_places(self.net.parts, self.letters_of(sheet), sheet.words, sheet.begins)

    def rows_of(self, grams: Grams) -> Ints:
        """Give each feature its row of weights, -1 where there is none."""
        return self._table[grams.hashes] - 1

    def letters_of(self, sheet: Sheet) -> Ints:
        """Give each place the number of its character's vector."""
        return self._letter_table[np.minimum(sheet.codes, LETTERS - 1)]


class ClauseReader:
    """Reads clauses with a blend and remembers them: people say the same things."""

    __slots__ = ("_known", "_lock", "_read", "blend", "classes")

    def __init__(self, blend: Blend, classes: WordClasses) -> None:
        self.blend = blend
        self.classes = classes
        self._known: dict[str, int] = {}
        self._read = np.full((MOST_KNOWN, blend.width), np.nan, np.float32)
        self._lock = Lock()  # a row is found by its number, and threads ask the same reader

    def read(self, clauses: Sequence[str]) -> Floats:
        """Read clauses, of those not remembered each once; each with the character behind it."""
        with self._lock:
            known = self._known
            fresh = [clause for clause in dict.fromkeys(clauses) if clause not in known]
            if len(known) + len(fresh) > MOST_KNOWN:
                known.clear()
                fresh = list(dict.fromkeys(clauses))
            if len(fresh) > MOST_KNOWN:
                return self._read_anew(clauses)
            if fresh:
                first = len(known)
                self._read[first : first + len(fresh)] = self._read_anew(fresh)
                known.update(zip(fresh, range(first, first + len(fresh)), strict=True))
            return self._read.take([known[clause] for clause in clauses], axis=0)

    def _read_anew(self, clauses: Sequence[str]) -> Floats:
        sheet = read_sheet(clauses, self.classes)
        return self.blend.read(sheet, grams_of(sheet, self.classes))


def settle(texts: Floats, outputs: Outputs) -> Floats:
    """Let the chance of a pair rest half on its own, half on its concern's and its stance's."""
    names, pairs = len(outputs.names), len(outputs.pairs)
    stances = texts[:, names + pairs :]
    shares = stances / stances.sum(axis=1, keepdims=True)
    product = texts[:, outputs.name_of_pairs()] * shares[:, outputs.stance_of_pairs()]
    own = texts[:, names : names + pairs]
    return np.concatenate([texts[:, :names], (own + product) / 2], axis=1)


def held_back(
    lesson: Lesson, outputs: Outputs, folds: Sequence[Texts], seed: int
) -> Iterator[Floats]:
    """Give chances of texts by readers that have not learned from them, fold by fold."""
    everyone = np.arange(len(lesson.layout))
    for fold in folds:
        blend = Blend.train(lesson, np.setdiff1d(everyone, fold), seed)
        read = blend.read(lesson.sheet, lesson.grams)
        yield blend.texts_of(read, lesson.layout.clause_at, outputs)[fold]
