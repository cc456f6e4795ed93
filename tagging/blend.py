"""Learned readers whose chances are averaged: n-grams of clauses, of whole texts, and windows."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagging.features import LETTERS, Grams, Ints, Sheet
from tagging.targets import Floats, Lesson, Outputs, sigmoid
from tagging.trainer import Linear, buckets_of, root_of, sum_rows, train_linear
from tagging.window_net import WindowNet, clearest, score_places, train_net

Texts = NDArray[np.int64]
MOST_FEATURES = 15_000  # the heaviest; what is left out changed no figure
FEW = 2500  # texts; taught by fewer, the net reads better than the n-grams and counts twice


class Reading(NamedTuple):
    """Chances of each clause and of each text, and the net's logits of each place."""

    clauses: Floats
    texts: Floats
    places: Floats


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
        buckets = buckets_of(lesson.sheet, lesson.grams, texts)
        clauses = train_linear(lesson, texts, buckets, seed)
        whole = train_linear(lesson.of_whole_texts(), texts, buckets, seed)
        weights = np.concatenate([clauses.weights, whole.weights], axis=1)
        heavy = np.sort(np.argsort(-np.abs(weights).max(axis=1), kind="stable")[:MOST_FEATURES])
        bias = np.concatenate([clauses.bias, whole.bias])
        linear = Linear(buckets[heavy], weights[heavy], bias)
        net = train_net(lesson.sheet, lesson.targets, texts, seed)
        return cls(linear, net, len(texts))

    def read(self, sheet: Sheet, grams: Grams) -> Reading:
        """Read each clause, and each text as its likeliest clauses and as a whole."""
        rows = self.rows_of(grams)
        known = np.flatnonzero(rows >= 0)
        at = np.searchsorted(grams.clause_of[known], np.arange(len(sheet.spans) + 1))
        sums = sum_rows(self.linear.weights, rows[known], at)
        outputs = sums.shape[1] // 2
        bias = self.linear.bias
        clauses = sigmoid(sums[:, :outputs] / root_of(np.diff(at)) + bias[:outputs])
        whole = np.add.reduceat(sums[:, outputs:], sheet.clause_at[:-1], axis=0)
        whole = sigmoid(whole / root_of(np.diff(at[sheet.clause_at])) + bias[outputs:])
        places = score_places(self.net.parts, self.letters_of(sheet), sheet.words)
        seen = sigmoid(clearest(places, sheet.begins))
        voice = np.float32(2 if self.taught < FEW else 1)
        texts = of_texts(clauses, sheet) + whole + voice * of_texts(seen, sheet)
        texts /= voice + 2
        return Reading(clauses + seen, texts, places)

    def rows_of(self, grams: Grams) -> Ints:
        """Give each feature its row of weights, -1 where there is none."""
        return self._table[grams.hashes] - 1

    def letters_of(self, sheet: Sheet) -> Ints:
        """Give each place the number of its character's vector."""
        return self._letter_table[np.minimum(sheet.codes, LETTERS - 1)]


def of_texts(clauses: Floats, sheet: Sheet) -> Floats:
    """Give a text the chances of its likeliest clauses."""
    return np.maximum.reduceat(clauses, sheet.clause_at[:-1], axis=0)


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
    everyone = np.arange(len(lesson.sheet))
    for fold in folds:
        blend = Blend.train(lesson, np.setdiff1d(everyone, fold), seed)
        yield settle(blend.read(lesson.sheet, lesson.grams).texts[fold], outputs)
