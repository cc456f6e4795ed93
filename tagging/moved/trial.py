"""How well a model orders customers it has not learned from: cross-validation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

import numpy as np

from tagging.counts import Z_95, Share
from tagging.moved.qini import Claims, Numbers, bands, qini, top

ROUNDS, FOLDS = 3, 10
PARTS = 100
SHARED = sqrt(1 + FOLDS / (FOLDS - 1))
"""How much more tenfold Qini vary than the jackknife, which takes models as given, can see."""
SPREADER = 2_654_435_761
"""Knuth's multiplier: scatters neighbours, always in the same way."""


class Scorer(Protocol):
    """A model that gives an uplift for each row of numbers."""

    def scores(self, rows: Numbers) -> Numbers:
        """Give the uplift."""


Teach = Callable[[Numbers, Claims, Claims], Scorer]


@dataclass(frozen=True, slots=True)
class Band:
    """A tenth of the customers: the uplift that was predicted, and who answered."""

    predicted: float
    treated: Share
    control: Share


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out: Qini with its standard error, the top 30 % and each tenth, treated first."""

    qini: float
    error: float
    top: tuple[Share, Share]
    bands: tuple[Band, ...]

    @property
    def is_order(self) -> bool:
        """Tell whether the order is better than a random one, beyond chance."""
        return self.qini > Z_95 * self.error


def try_out(teach: Teach, rows: Numbers, treated: Claims, outcome: Claims) -> Trial:
    """Score every customer by models that were taught without them, and measure that order.

    A customer's place is the mean of three rounds, each of ten folds, and is one among the
    customers of the same fold: a model taught without those who were moved most expects less of
    everybody, so scores of several models would put them last. The standard error is that of the
    jackknife over a hundred parts, widened because folds share what their models learned from
    (Nadeau and Bengio 2003). All depends on nothing but the sequence of the rows.
    """
    scores, places = np.zeros(len(rows)), np.zeros(len(rows))
    for turn in range(ROUNDS):
        for fold in _deal(len(rows), FOLDS, turn):
            rest = ~fold
            own = teach(rows[rest], treated[rest], outcome[rest]).scores(rows[fold])
            scores[fold] += own / ROUNDS
            places[fold] += _places_of(own) / ROUNDS
    without = [
        qini(places[rest], treated[rest], outcome[rest])
        for rest in (~part for part in _deal(len(rows), PARTS, ROUNDS))
    ]
    return Trial(
        qini(places, treated, outcome),
        float(np.std(without) * np.sqrt(PARTS - 1)) * SHARED,
        top(places, treated, outcome),
        tuple(Band(*band) for band in bands(places, scores, treated, outcome)),
    )


def _places_of(scores: Numbers) -> Numbers:
    """Give each score its place among all, 0 to 1; equals share the middle of theirs."""
    _, kinds, counts = np.unique(scores, return_inverse=True, return_counts=True)
    places: Numbers = (np.cumsum(counts) - counts / 2)[kinds] / len(scores)
    return places


def _deal(count: int, parts: int, turn: int) -> Iterator[Claims]:
    """Deal rows to equal parts, in each turn others together."""
    places = np.arange(1, count + 1, dtype=np.uint64)
    for _ in range(turn + 1):
        places = (places * np.uint64(SPREADER)) & np.uint64(0xFFFF_FFFF)
        places ^= places >> np.uint64(15)
    dealt = np.argsort(np.argsort(places)) % parts
    return (dealt == part for part in range(parts))
