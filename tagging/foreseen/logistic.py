"""Logistic regression with a ridge, by Newton's method (iteratively reweighted least squares)."""

from dataclasses import dataclass

import numpy as np

from tagging.foreseen.features import Features, crossed
from tagging.foreseen.histories import Flags, Floats

RIDGE = 30.0  # rows with which every weight is held to 0
_FARTHEST = 4.0  # deviations from the mean; nobody is farther out than this, or than any seen
_ROUNDS = 50
_HALVINGS = 20
_ENOUGH = 1e-9  # of the loss: a smaller gain ends the search


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
    weights = np.zeros(rows.shape[1])
    weights[0] = np.log(share / (1 - share))
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 0
    weights = _descend(rows, truth.astype(np.float64), ridge, weights)
    return Logistic(means, scales, *bounds, float(weights[0]), weights[1:])


def _descend(rows: Floats, truth: Floats, ridge: Floats, weights: Floats) -> Floats:
    loss = _loss(rows, truth, ridge, weights)
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -50, 50)))
        slope = rows.T @ (truth - chance) - ridge * weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
        before = loss
        for halvings in range(_HALVINGS):
            tried = weights + step / 2**halvings
            if (loss := _loss(rows, truth, ridge, tried)) <= before:
                weights = tried
                break
        else:
            return weights
        if before - loss <= _ENOUGH * before:
            break
    return weights


def _loss(rows: Floats, truth: Floats, ridge: Floats, weights: Floats) -> float:
    score = rows @ weights
    misses = np.logaddexp(0, score).sum() - truth @ score
    return float(misses + 0.5 * (ridge * weights) @ weights)
