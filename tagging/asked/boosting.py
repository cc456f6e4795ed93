"""Boosted regression trees for a handful of dense features, on histograms (Friedman 2001)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tagging.asked.similarity import Ids, Numbers

_BINS = 32
_DEPTH = 4
_ROUNDS = 200
_RATE = 0.06
_CALM = 5.0  # added to every leaf's weight: small leaves say little
_LEAST = 5.0  # weight of a leaf
_SHARE_OF_ROWS = 0.6
_SHARE_OF_COLUMNS = 0.5


@dataclass(frozen=True, slots=True)
class Trees:
    """Full trees of equal depth: node n asks `column > bound` and goes to 2n+1 or 2n+2."""

    columns: Ids
    bounds: Numbers
    leaves: Numbers

    def score(self, features: Numbers) -> Numbers:
        """Add up the leaves that every row reaches: log odds."""
        return np.concatenate(
            [np.zeros(0)]
            + [self._score(features[at : at + 2048]) for at in range(0, len(features), 2048)]
        )

    def _score(self, features: Numbers) -> Numbers:
        trees = np.arange(len(self.columns))
        rows = np.arange(len(features))[:, None]
        nodes = np.zeros((len(features), len(trees)), np.int64)
        for _ in range(_DEPTH):
            above = features[rows, self.columns[trees, nodes]] > self.bounds[trees, nodes]
            nodes = 2 * nodes + 1 + above
        reached: Numbers = self.leaves[trees, nodes - (2**_DEPTH - 1)].sum(axis=1)
        return reached


def boost(features: Numbers, truth: Numbers, rng: np.random.Generator) -> Trees:
    """Fit the logistic loss; truth is 0 or 1."""
    edges = np.quantile(features, np.linspace(0, 1, _BINS + 1)[1:-1], axis=0, method="nearest").T
    bins = np.stack(
        [np.searchsorted(edge, column) for edge, column in zip(edges, features.T, strict=True)], 1
    )
    trees: list[tuple[Ids, Ids, Numbers]] = []
    reached = np.zeros(len(truth))
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-reached))
        slopes = chance - truth, chance * (1 - chance)
        tree = _grow(bins, slopes, rng)
        nodes = _descend(bins, tree[0], tree[1])
        reached += tree[2][nodes]
        trees.append(tree)
    column, place, leaves = (np.array(part) for part in zip(*trees, strict=True))
    bounds = np.where(place < _BINS - 1, edges[column, np.minimum(place, _BINS - 2)], np.inf)
    return Trees(column, bounds, leaves)


def _descend(bins: Ids, columns: Ids, places: Ids) -> Ids:
    nodes = np.zeros(len(bins), np.int64)
    rows = np.arange(len(bins))
    for _ in range(_DEPTH):
        nodes = 2 * nodes + 1 + (bins[rows, columns[nodes]] > places[nodes])
    leaves: Ids = nodes - (2**_DEPTH - 1)
    return leaves


def _grow(
    bins: Ids, slopes: tuple[Numbers, Numbers], rng: np.random.Generator
) -> tuple[Ids, Ids, Numbers]:
    """Grow one tree on some rows and columns: the column and bin of each node, the leaves."""
    rows = np.flatnonzero(rng.random(len(bins)) < _SHARE_OF_ROWS)
    some = np.sort(rng.permutation(bins.shape[1])[: int(bins.shape[1] * _SHARE_OF_COLUMNS) + 1])
    chosen = bins[np.ix_(rows, some)]
    first, second = (slope[rows] for slope in slopes)
    spread = np.repeat(first, len(some)), np.repeat(second, len(some))
    columns, places = np.zeros(2**_DEPTH - 1, np.int64), np.zeros(2**_DEPTH - 1, np.int64)
    nodes = np.zeros(len(rows), np.int64)
    for depth in range(_DEPTH):
        column, place = _best_splits(chosen, nodes, spread, 2**depth)
        here = slice(2**depth - 1, 2 ** (depth + 1) - 1)
        columns[here], places[here] = some[column], place
        nodes = 2 * nodes + (chosen[np.arange(len(rows)), column[nodes]] > place[nodes])
    pull, weight = (np.bincount(nodes, slope, 2**_DEPTH) for slope in (first, second))
    return columns, places, -_RATE * pull / (weight + _CALM)


def _best_splits(
    bins: Ids, nodes: Ids, slopes: tuple[Numbers, Numbers], width: int
) -> tuple[Ids, Ids]:
    """Find the column and bin that part each node best; the last bin parts nothing."""
    features = bins.shape[1]
    cells = ((nodes[:, None] * features + np.arange(features)) * _BINS + bins).ravel()
    shape = (width, features, _BINS)
    pull, weight = (
        np.bincount(cells, slope, width * features * _BINS).reshape(shape).cumsum(axis=2)
        for slope in slopes
    )
    all_pull, all_weight = pull[:, :, -1:], weight[:, :, -1:]
    gain = (
        pull**2 / (weight + _CALM)
        + (all_pull - pull) ** 2 / (all_weight - weight + _CALM)
        - all_pull**2 / (all_weight + _CALM)
    )
    gain[(weight < _LEAST) | (all_weight - weight < _LEAST)] = 0
    flat = gain.reshape(width, -1)
    best = flat.argmax(axis=1)
    found = flat[np.arange(width), best] > 0
    return best // _BINS, np.where(found, best % _BINS, _BINS - 1)


def joined(forests: Sequence[Trees]) -> Trees:
    """Let forests speak with one voice: their mean."""
    return Trees(
        np.concatenate([forest.columns for forest in forests]),
        np.concatenate([forest.bounds for forest in forests]),
        np.concatenate([forest.leaves for forest in forests]) / len(forests),
    )
