"""Learn a linear model of hashed features: logistic regression by AdaGrad (Duchi et al. 2011)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagging.learned.features import BUCKETS, Layout
from tagging.learned.targets import Flags, Floats, Lesson, loss_gradient

RATE = 1.0
FIRST_SQUARES = 1.0
SHRINK = 1e-4
TEXTS_A_STEP = 128
EPOCHS, FEWEST_STEPS = 8, 400
ROWS_A_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of features, by bucket; a row is a feature, a column an output."""

    buckets: NDArray[np.int32]
    weights: Floats
    bias: Floats

    def table(self) -> NDArray[np.int32]:
        """Give each bucket its row, counted from 1; 0 is no feature of ours."""
        table = np.zeros(1 << BUCKETS, np.int32)
        table[self.buckets] = np.arange(1, len(self.buckets) + 1)
        return table


def sum_rows(weights: Floats, rows: NDArray[np.int32], at: NDArray[np.int64]) -> Floats:
    """Add up the weights of each clause's features; clause i has `rows[at[i]:at[i + 1]]`.

    A block of clauses at a time, into the same place: fresh memory costs more than the sums.
    """
    sums = np.zeros((len(at) - 1, weights.shape[1]), np.float32)
    filled = np.flatnonzero(at[1:] > at[:-1])
    begins = np.append(at[filled], len(rows))
    cuts = np.unique(np.searchsorted(begins[:-1], np.arange(0, len(rows), ROWS_A_BLOCK)))
    cuts = np.append(cuts, len(filled))
    room = np.empty((np.diff(begins[cuts]).max(initial=0), weights.shape[1]), np.float32)
    for low, high in pairwise(cuts.tolist()):
        first, last = begins[low], begins[high]
        block = room[: last - first]
        weights.take(rows[first:last], axis=0, out=block, mode="clip")
        sums[filled[low:high]] = np.add.reduceat(block, begins[low:high] - first, axis=0)
    return sums


def root_of(counts: NDArray[np.integer[Any] | np.floating[Any]]) -> Floats:
    """Give what the sum of so many features is divided by, as a column."""
    return np.asarray(np.sqrt(np.maximum(counts, 1), dtype=np.float32)[:, None])


@dataclass(frozen=True, slots=True)
class _Step:
    """Some texts: the features of their clauses, and the same sorted by feature."""

    rows: NDArray[np.int32]
    at: NDArray[np.int64]
    clause_at: NDArray[np.int64]
    sure: Floats
    latent: Flags
    sorted_clauses: NDArray[np.int64]
    firsts: NDArray[np.int64]
    features: NDArray[np.int32]


def train_linear(
    lesson: Lesson, texts: NDArray[np.int64], buckets: NDArray[np.int32], seed: int
) -> Linear:
    """Learn from some texts of a lesson what the features in these buckets weigh."""
    chance = np.random.default_rng(seed)
    steps = list(_steps(lesson, chance.permutation(texts), buckets))
    outputs = lesson.targets.sure.shape[1]
    weights = np.zeros((len(buckets), outputs), np.float32)
    squares = np.full((len(buckets), outputs), FIRST_SQUARES, np.float32)
    bias = np.log(np.mean([step.sure.mean(axis=0) for step in steps], axis=0) + 1e-3)
    bias = bias.astype(np.float32)
    epochs = max(EPOCHS, -(-FEWEST_STEPS // len(steps)))
    for epoch in range(epochs):
        rate = np.float32(RATE * (1 - epoch / epochs))
        for at in chance.permutation(len(steps)):
            _learn_step(steps[at], weights, squares, bias, rate)
    return Linear(buckets, weights, bias)


def _learn_step(
    step: _Step, weights: Floats, squares: Floats, bias: Floats, rate: np.float32
) -> None:
    root = root_of(np.diff(step.at))
    logits = sum_rows(weights, step.rows, step.at) / root + bias
    slope = loss_gradient(logits, step.sure, step.latent, step.clause_at)
    bias -= np.float32(0.01) * slope.mean(axis=0)
    slope /= root
    slopes = np.add.reduceat(slope.take(step.sorted_clauses, axis=0), step.firsts, axis=0)
    held = weights[step.features]
    slopes += np.float32(SHRINK) * held
    seen = squares[step.features] + slopes * slopes
    squares[step.features] = seen
    weights[step.features] = held - rate * slopes / np.sqrt(seen)


def clauses_in(
    layout: Layout, texts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the clauses of some texts, and where each text's begin among them."""
    return ranges(layout.clause_at[texts], layout.clause_at[texts + 1])


def ranges(
    lows: NDArray[np.int64], highs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Join ranges, and say where each begins."""
    counts = highs - lows
    begins = np.cumsum(counts) - counts
    return np.repeat(lows - begins, counts) + np.arange(counts.sum()), begins


def buckets_of(lesson: Lesson, texts: NDArray[np.int64]) -> NDArray[np.int32]:
    """Choose the features that some texts have more than once."""
    clauses, _ = clauses_in(lesson.layout, texts)
    grams = lesson.grams
    chosen, _ = ranges(grams.at[clauses], grams.at[clauses + 1])
    buckets, counts = np.unique(grams.hashes[chosen], return_counts=True)
    return buckets[counts > 1]


def _steps(
    lesson: Lesson, texts: NDArray[np.int64], buckets: NDArray[np.int32]
) -> Iterator[_Step]:
    layout, grams, targets = lesson.layout, lesson.grams, lesson.targets
    table = np.zeros(1 << BUCKETS, np.int32)
    table[buckets] = np.arange(1, len(buckets) + 1)
    row_of = table[grams.hashes] - 1
    known = np.flatnonzero(row_of >= 0)
    row_of = row_of[known]
    gram_at = np.searchsorted(known, grams.at)
    for low in range(0, len(texts), TEXTS_A_STEP):
        some = texts[low : low + TEXTS_A_STEP]
        clauses, clause_at = clauses_in(layout, some)
        chosen, _ = ranges(gram_at[clauses], gram_at[clauses + 1])
        at = np.append(0, np.cumsum(gram_at[clauses + 1] - gram_at[clauses]))
        rows = row_of[chosen]
        order = np.argsort(rows, kind="stable")
        in_order = rows[order]
        firsts = np.flatnonzero(np.diff(in_order, prepend=-1))
        text_of = np.repeat(
            np.arange(len(some)), layout.clause_at[some + 1] - layout.clause_at[some]
        )
        sure, latent = targets.of_clauses(clauses, some, text_of)
        clause_of_row = np.repeat(np.arange(len(clauses)), np.diff(at))
        yield _Step(
            *(rows, at, clause_at, sure, latent),
            *(clause_of_row[order], firsts, in_order[firsts]),
        )
