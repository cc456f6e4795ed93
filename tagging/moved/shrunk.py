"""One logistic model whose treatment interactions are shrunk as far as the data ask for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.newton import Numbers, chance, fit

ROUNDS = 30
SETTLED = 0.05
WEAKEST, STRONGEST = 0.01, 1e5
FREE = 1e-6


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Log-odds of an answer without regard to the message, and what the message adds to them."""

    natural: Numbers
    effect: Numbers
    treated_share: float
    penalty: float
    """Of the interactions, chosen by the evidence."""

    def scores(self, rows: Numbers) -> Numbers:
        """Give the uplift: chance of an answer with the message, less that without."""
        rows = _with_constant(rows)
        odds, moved = rows @ self.natural, rows @ self.effect
        share = self.treated_share
        return chance(odds + (1 - share) * moved) - chance(odds - share * moved)


def teach_shrunk(rows: Numbers, treated: NDArray[np.bool_], outcome: NDArray[np.bool_]) -> Shrunk:
    """Learn base rates and interactions together, each kind with one penalty of its own.

    Both penalties maximise the evidence (MacKay 1992): where customers are moved alike, nothing
    is left of the interactions and the order is that of the base rates; where they differ, the
    interactions stay nearly free. Nothing is tuned by hand.
    """
    share = float(treated.mean())
    side = _with_constant(rows)
    design = np.hstack([side, side * (treated - share)[:, None]])
    columns = side.shape[1]
    kinds = [slice(1, columns), slice(columns + 1, 2 * columns)]
    penalties = np.full(2 * columns, 10.0)
    penalties[[0, columns]] = FREE
    answers = outcome.astype(np.float64)
    weights, curve = fit(design, answers, penalties)
    for _ in range(ROUNDS):
        before = penalties.copy()
        spread = np.diag(np.linalg.inv(curve))
        for kind in kinds:
            penalties[kind] = _evident(weights[kind], penalties[kind], spread[kind])
        weights, curve = fit(design, answers, penalties, start=weights)
        if np.abs(np.log(penalties / before)).max() < SETTLED:
            break
    return Shrunk(weights[:columns], weights[columns:], share, float(penalties[-1]))


def _evident(weights: Numbers, penalties: Numbers, spread: Numbers) -> float:
    """Weigh how many weights the data determine against how large these are."""
    determined = max(1e-9, len(weights) - float(penalties @ spread))
    size = max(1e-12, float(weights @ weights))
    return float(np.clip(determined / size, WEAKEST, STRONGEST))


def _with_constant(rows: Numbers) -> Numbers:
    return np.hstack([np.ones((len(rows), 1)), rows])
