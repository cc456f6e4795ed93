"""Two logistic models, one for the treated and one for the control group, and their difference."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.newton import Numbers, chance, fit

PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class TwoModels:
    """The weights of both; the first is the constant."""

    stimulated: Numbers
    natural: Numbers

    def scores(self, rows: Numbers) -> Numbers:
        """Give the uplift: chance of an answer with the message, less that without."""
        return _chances(rows, self.stimulated) - _chances(rows, self.natural)


def teach_two_models(
    rows: Numbers, treated: NDArray[np.bool_], outcome: NDArray[np.bool_]
) -> TwoModels:
    """Learn each group's answers by themselves (Radcliffe and Surry 1999)."""
    return TwoModels(
        logistic(rows[treated], outcome[treated]), logistic(rows[~treated], outcome[~treated])
    )


def logistic(
    rows: Numbers, outcome: NDArray[np.bool_], weighing: Numbers | None = None
) -> Numbers:
    """Fit a ridge of 1 on standardised rows; the constant, which comes first, is free."""
    penalties = np.full(rows.shape[1] + 1, PENALTY)
    penalties[0] = 1e-6
    design = np.hstack([np.ones((len(rows), 1)), rows])
    return fit(design, outcome.astype(np.float64), penalties, weighing=weighing)[0]


def _chances(rows: Numbers, weights: Numbers) -> Numbers:
    return chance(weights[0] + rows @ weights[1:])
