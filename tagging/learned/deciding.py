"""Turn probabilities into decisions: which concerns a text has, and how it speaks of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagging.learned.targets import Flags, Floats, Outputs, Spoken
from tagging.stances import Stance

_GRID = np.linspace(0.2, 0.6, 21)
_SECONDS = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
_BLAMES = (1.0, 1.2, 1.5, 2.0)
_SHRINK = 25  # said as often, a concern's own threshold counts half


@dataclass(frozen=True, slots=True)
class Limits:
    """How likely a concern must be to be found, and a second stance of it.

    `blame` is how many times a complaint counts: it is rarer than praise, and worth more.
    """

    concerns: tuple[float, ...]
    second: float
    blame: float


class Decided(NamedTuple):
    """Which pairs each text has, and how likely each concern and pair is there, 0 to 1."""

    found: Flags
    chances: Floats


def decide(chances: Floats, outputs: Outputs, limits: Limits) -> Flags:
    """Say of each text and pair whether it is found.

    A concern as likely as its limit is found with its likeliest stance, and with any other that is
    as likely as the limit for a second one.
    """
    names = len(outputs.names)
    found = chances[:, :names] >= np.array(limits.concerns, np.float32)
    name_of = outputs.name_of_pairs()
    pairs = chances[:, names:] * _blames(outputs, limits.blame)
    best = np.full((len(chances), names), -1.0, np.float32)
    for pair, name in enumerate(name_of):
        np.maximum(best[:, name], pairs[:, pair], out=best[:, name])
    chosen = (pairs >= best[:, name_of]) | (pairs >= np.float32(limits.second))
    return np.asarray(chosen & found[:, name_of])


def _blames(outputs: Outputs, blame: float) -> Floats:
    is_blame = [stance is Stance.COMPLAINS for _, stance in outputs.pairs]
    return np.where(is_blame, np.float32(blame), np.float32(1))


def concerns_of(pairs: Flags, outputs: Outputs) -> Flags:
    """Say of each text and concern whether it is found in any way."""
    found = np.zeros((len(pairs), len(outputs.names)), np.bool_)
    for pair, name in enumerate(outputs.name_of_pairs()):
        found[:, name] |= pairs[:, pair]
    return found


def f1(said: Flags, found: Flags) -> float:
    """Return the harmonic mean of precision and recall over all of both."""
    both = int((said & found).sum())
    return 2 * both / max(1, int(said.sum()) + int(found.sum()))


def choose_limits(chances: Floats, said: Flags, outputs: Outputs) -> Limits:
    """Choose the limits that were best on texts held back.

    The best limit for all concerns first, then each concern's own, drawn towards it the more the
    rarer the concern is.
    """
    names = len(outputs.names)
    concerns = concerns_of(said, outputs)
    common = _best(chances[:, :names], concerns)
    own: list[float] = []
    for at in range(names):
        count = int(concerns[:, at].sum())
        best = _best(chances[:, at : at + 1], concerns[:, at : at + 1]) if count else common
        own.append(round((count * best + _SHRINK * common) / (count + _SHRINK), 4))
    tries = [Limits(tuple(own), second, blame) for second in _SECONDS for blame in _BLAMES]
    return max(tries, key=lambda limits: _worth(said, decide(chances, outputs, limits), outputs))


def _worth(said: Flags, found: Flags, outputs: Outputs) -> float:
    """Count complaints once among all stances, and half again on their own."""
    blamed = np.array([stance is Stance.COMPLAINS for _, stance in outputs.pairs], np.bool_)
    return f1(said, found) + f1(said[:, blamed], found[:, blamed]) / 2


def _best(chances: Floats, said: Flags) -> float:
    """Take the middle of the best stretch: the limit that is best with its two neighbours."""
    scores = [f1(said, chances >= limit) for limit in _GRID]
    smooth: Sequence[float] = np.convolve(np.pad(scores, 1, "edge"), np.ones(3), "valid").tolist()
    return float(_GRID[int(np.argmax(smooth))])


def as_flags(spoken: Sequence[Collection[Spoken]], outputs: Outputs) -> NDArray[np.bool_]:
    """Say of each text and pair whether the text says it."""
    column = {pair: at for at, pair in enumerate(outputs.pairs)}
    flags = np.zeros((len(spoken), len(outputs.pairs)), np.bool_)
    for row, pairs in enumerate(spoken):
        for pair in pairs:
            if pair in column:
                flags[row, column[pair]] = True
    return flags
