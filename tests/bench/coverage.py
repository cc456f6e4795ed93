"""How often intervals hold the truth, and how often daily looks make a winner of nothing.

Draws of two shares for the cells of the statistics that shops meet; beside ours stand Wald,
Agresti and Caffo, and statsmodels' own Newcombe. Then campaigns that do nothing, looked at on each
of thirty days.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from tagging.counts import Z_95, Share
from tagging.measured.intervals import newcombe
from tagging.measured.sequential import always_valid, variance_of
from tagging.measured.significance import p_of
from tagging.measured.verdicts import SURE_BELOW
from tests.bench.figures import Effort, Figure

SEED = 20_261_122
LOWEST, HIGHEST = 94.0, 97.5
DAYS = 30


class Cell(NamedTuple):
    """Two groups, and the rates that are planted in them."""

    treated: int
    control: int
    stimulated: float
    natural: float

    def __str__(self) -> str:
        rates = f"{100 * self.stimulated:g} / {100 * self.natural:g} %"
        return f"{self.treated:,} / {self.control:,} ({rates})"


CELLS = (
    Cell(1_000, 1_000, 0.0125, 0.0057),
    Cell(4_500, 500, 0.0125, 0.0057),
    Cell(450, 50, 0.11, 0.103),
    Cell(1_800, 200, 0.11, 0.103),
    Cell(90, 10, 0.30, 0.22),
    Cell(200, 200, 0.02, 0.02),
)


LOOKED_AT = (Cell(500, 500, 0.10, 0.10), Cell(450, 50, 0.10, 0.10), Cell(450, 50, 0.01, 0.01))
"""Customers a day; nothing is done to any of them."""


def measure(effort: Effort) -> list[Figure]:
    """Measure both."""
    chance = np.random.default_rng(SEED)
    draws, trials = effort.count(10_000, 500), effort.count(4_000, 200)
    covered = [figure for cell in CELLS for figure in _covered(cell, chance, draws)]
    return [*covered, *(_false_winners(cell, chance, trials) for cell in LOOKED_AT)]


def _covered(cell: Cell, chance: np.random.Generator, draws: int) -> list[Figure]:
    """Count in how many draws each interval holds the planted difference; equal draws once."""
    yes = chance.binomial(
        [cell.treated, cell.control], [cell.stimulated, cell.natural], size=(draws, 2)
    )
    kinds, times = np.unique(yes, axis=0, return_counts=True)
    truth = cell.stimulated - cell.natural
    held = dict.fromkeys(_INTERVALS, 0)
    for (treated, control), count in zip(kinds.tolist(), times.tolist(), strict=True):
        shares = Share(treated, cell.treated), Share(control, cell.control)
        for name, interval in _INTERVALS.items():
            low, high = interval(*shares)
            held[name] += count * bool(low <= truth <= high)
    own, *others = ((name, 100 * count / draws) for name, count in held.items())
    note = f"{draws:,} draws"
    return [
        Figure(
            name=f"coverage, {cell}",
            value=own[1],
            unit="%",
            target=LOWEST,
            is_floor=True,
            rivals=dict(others),
            note=note,
        ),
        Figure(
            name=f"coverage, {cell}: not too wide",
            value=own[1],
            unit="%",
            target=HIGHEST,
            note=note,
        ),
    ]


def _wald(treated: Share, control: Share) -> tuple[float, float]:
    return _normal(treated, control, 0)


def _agresti_caffo(treated: Share, control: Share) -> tuple[float, float]:
    return _normal(treated, control, 1)


def _normal(treated: Share, control: Share, added: int) -> tuple[float, float]:
    """Give the textbook interval, so many answers and silences added to each group."""
    rates, variance = [], 0.0
    for each in (treated, control):
        size = each.of + 2 * added
        rate = (each.count + added) / size
        variance += rate * (1 - rate) / size
        rates.append(rate)
    difference, reach = rates[0] - rates[1], Z_95 * sqrt(variance)
    return difference - reach, difference + reach


def _statsmodels(treated: Share, control: Share) -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        treated.count, treated.of, control.count, control.of, method="newcomb"
    )
    return float(low), float(high)


_INTERVALS = {
    "ours": newcombe,
    "Wald": _wald,
    "Agresti-Caffo": _agresti_caffo,
    "statsmodels newcomb": _statsmodels,
}


def _false_winners(cell: Cell, chance: np.random.Generator, trials: int) -> Figure:
    """Look each day at campaigns that do nothing: how many ever seem to do something?"""
    sizes, rates = np.array(cell[:2]), np.array(cell[2:])
    daily = chance.binomial(sizes[:, None], rates[:, None], size=(trials, 2, DAYS)).cumsum(axis=2)
    valid = naive = last = 0
    for treated, control in daily.tolist():
        looks = [
            (Share(yes, cell.treated * day), Share(no, cell.control * day))
            for day, (yes, no) in enumerate(zip(treated, control, strict=True), 1)
        ]
        valid += any(_is_won(*look) for look in looks)
        naive += any(p_of(*look) < SURE_BELOW for look in looks)
        last += p_of(*looks[-1]) < SURE_BELOW
    return Figure(
        name=f"false winners in {DAYS} days of {cell.treated} + {cell.control}, {rates[0]:.0%}",
        value=100 * valid / trials,
        unit="%",
        target=5,
        rivals={
            "p below 0.05 on any day": 100 * naive / trials,
            "one look at the end": 100 * last / trials,
        },
        note=f"{trials:,} campaigns that do nothing",
    )


def _is_won(treated: Share, control: Share) -> bool:
    difference = treated.count / treated.of - control.count / control.of
    found = always_valid(difference, variance_of(treated, control), treated.of + control.of)
    return not found.low <= 0 <= found.high
