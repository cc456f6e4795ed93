"""Learn what each gram says about two questions: shared, on one side only, or swapped for another.

A linear model on hashed features, trained by AdaGrad (Duchi, Hazan, Singer 2011) in one pass of
numpy a mini-batch.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tagging.asked.similarity import KINDS, Flags, Ids, Numbers, Phrases, mixed, shared_of

SIZE = 1 << 18
_SINGLE = 3  # kinds that count by themselves: letters, neighbours, meanings
_MOST_SWAPPED = 24  # grams of a side, so a long question costs no more than a few short ones


@dataclass(frozen=True, slots=True)
class Clues:
    """Hashed features: pair i has `slots[starts[i]:starts[i+1]]`, and values of norm 1."""

    starts: Ids
    slots: Ids
    values: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def score(self, weights: Numbers) -> Numbers:
        """Add up the weights of every pair's clues."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.starts))
        return np.bincount(rows, weights[self.slots] * self.values, len(self)).astype(np.float64)

    def take(self, rows: Ids) -> tuple[Ids, Ids, Numbers]:
        """Choose pairs: the row each clue now belongs to, its slot, its value."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        shift = self.starts[rows] - (np.cumsum(lengths) - lengths)
        at = np.arange(lengths.sum()) + np.repeat(shift, lengths)
        return np.repeat(np.arange(len(rows)), lengths), self.slots[at], self.values[at]


def clues_of(left: Phrases, right: Phrases) -> Clues:
    """Hash what the questions of each pair share, what one lacks, and what may stand for what."""
    size = max(1, len(left))
    shared = shared_of(left, right)
    one = shared.left_sets < _SINGLE * size
    other = (shared.right_sets < _SINGLE * size) & ~shared.right_shared
    sets = np.concatenate((shared.left_sets[one], shared.right_sets[other]))
    ids = np.concatenate((shared.left[one], shared.right[other]))
    both = np.concatenate((shared.left_shared[one], shared.right_shared[other]))
    single = sets % size, mixed(ids, both + 2 * (sets // size)), np.ones(len(sets))
    swapped = _swaps(
        _lacked(shared.left_sets, shared.left, shared.left_shared, size),
        _lacked(shared.right_sets, shared.right, shared.right_shared, size),
        size,
    )
    return _joined([single, swapped], len(left))


def _lacked(sets: Ids, ids: Ids, shared: Flags, size: int) -> tuple[Ids, Ids]:
    """Keep the letters and meanings that the other side lacks, the first few of each set."""
    keep = ~shared & (sets // size % 2 == 0)
    sets, ids = sets[keep], ids[keep]
    keep = np.arange(len(sets)) - np.searchsorted(sets, sets) < _MOST_SWAPPED
    return sets[keep], ids[keep]


def _swaps(left: tuple[Ids, Ids], right: tuple[Ids, Ids], size: int) -> tuple[Ids, Ids, Numbers]:
    """Pair every gram that only one side has with every gram that only the other has."""
    most = len(KINDS) * size
    left_count, right_count = (np.bincount(sets, minlength=most) for sets, _ in (left, right))
    times = right_count[left[0]]
    sets, one = np.repeat(left[0], times), np.repeat(left[1], times)
    step = np.arange(len(sets)) - np.repeat(np.cumsum(times) - times, times)
    other = right[1][(np.cumsum(right_count) - right_count)[sets] + step]
    both = mixed(np.minimum(one, other), np.maximum(one, other))
    values = 2 / np.sqrt((left_count * right_count)[sets])
    return sets % size, mixed(both, 77 + sets // size), values


def _joined(parts: list[tuple[Ids, Ids, Numbers]], size: int) -> Clues:
    rows, slots, values = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(rows, kind="stable")
    rows, slots, values = rows[order], slots[order] & (SIZE - 1), values[order]
    norms = np.sqrt(np.bincount(rows, values * values, size))
    return Clues(np.searchsorted(rows, np.arange(size + 1)), slots, values / norms[rows])


def learn_weights(clues: Clues, truth: Numbers, rows: Ids, rng: np.random.Generator) -> Numbers:
    """Fit the logistic loss on some of the pairs; truth is 0 or 1."""
    weights, squares, bias = np.zeros(SIZE), np.full(SIZE, 1e-8), 0.0
    for _ in range(_EPOCHS):
        order = rng.permutation(rows)
        owners, slots, values = clues.take(order)
        ends = np.searchsorted(owners, np.arange(0, len(order) + _BATCH, _BATCH))
        for at, (start, end) in enumerate(pairwise(ends.tolist())):
            batch = order[at * _BATCH : (at + 1) * _BATCH]
            own, here, value = owners[start:end] - at * _BATCH, slots[start:end], values[start:end]
            reached = np.bincount(own, weights[here] * value, len(batch)) + bias
            error = 1 / (1 + np.exp(-reached)) - truth[batch]
            bias -= _BIAS_RATE * float(error.mean())
            slope = error[own] * value
            np.add.at(squares, here, slope * slope)
            np.add.at(weights, here, -_RATE * slope / np.sqrt(squares[here]))
    return weights


_EPOCHS, _BATCH, _RATE, _BIAS_RATE = 12, 64, 0.2, 0.02


def learn_apart(
    clues: Clues, truth: Numbers, folds: Ids, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Learn from all folds but one, in turn: the mean weights, and honest scores of every pair."""
    weights, scores = np.zeros(SIZE), np.zeros(len(truth))
    for fold in np.unique(folds):
        learned = learn_weights(clues, truth, np.flatnonzero(folds != fold), rng)
        scores = np.where(folds == fold, clues.score(learned), scores)
        weights += learned
    return weights / len(np.unique(folds)), scores
