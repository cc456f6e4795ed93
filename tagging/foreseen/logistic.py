"""Logistic regression with a ridge, on features that stop at what was seen."""

from dataclasses import dataclass

import numpy as np

from tagging.foreseen.features import Features, crossed
from tagging.foreseen.histories import Flags, Floats
from tagging.newton import fit

RIDGE = 30.0  # rows with which every weight is held to 0
_FARTHEST = 4.0  # deviations from the mean; nobody is farther out than this, or than any seen


@dataclass(frozen=True)
class Logistic:
    """Weights of standardised features; a column that never varied has scale 0.

    Beyond what was seen a line would go on for ever, so values stop at the bounds.
    """

    means: Floats
    scales: Floats
    lowest: Floats
    highest: Floats
    intercept: float
    weights: Floats

    def log_odds(self, features: Features) -> Floats:
        """Score every row on its own, column by column."""
        score = np.full(len(features), self.intercept)
        for at, column in enumerate(crossed(features).T):
            value = (column - self.means[at]) * self.scales[at]
            score += self.weights[at] * np.clip(value, self.lowest[at], self.highest[at])
        return score


def fit_logistic(features: Features, truth: Flags) -> Logistic:
    """Fit the weights; both outcomes must occur."""
    columns = crossed(features).astype(np.float64)
    means, deviations = columns.mean(axis=0), columns.std(axis=0)
    varies = deviations > 1e-3 * np.maximum(1, np.abs(means))
    scales = np.divide(1, deviations, out=np.zeros_like(deviations), where=varies)
    rows = np.clip((columns - means) * scales, -_FARTHEST, _FARTHEST)
    bounds = rows.min(axis=0), rows.max(axis=0)
    rows = np.column_stack([np.ones(len(rows)), rows])
    share = truth.mean()
    start = np.zeros(rows.shape[1])
    start[0] = np.log(share / (1 - share))
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 0
    weights, _ = fit(rows, truth.astype(np.float64), ridge, start=start)
    return Logistic(means, scales, *bounds, float(weights[0]), weights[1:])
