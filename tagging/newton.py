"""Logistic regression with a penalty of its own for every weight."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

STEPS = 50
CLOSE = 1e-7
AT_ONCE = 16_384
"""Rows multiplied at a time, so that memory does not grow with the file."""


def fit(
    rows: Numbers,
    outcome: Numbers,
    penalties: Numbers,
    *,
    weighing: Numbers | None = None,
    start: Numbers | None = None,
) -> tuple[Numbers, Numbers]:
    """Fit by Newton's method; return the weights and the curvature (Hessian) at them.

    `rows` is (n, k), `penalties` (k,) is added as penalty / 2 x weight squared. A step that makes
    the fit worse is halved, so that it comes to an end from any start.
    """
    weighing = np.ones(len(rows)) if weighing is None else weighing
    weights = np.zeros(rows.shape[1]) if start is None else start
    loss, slope, curve = _at(weights, rows, outcome, penalties, weighing)
    for _ in range(STEPS):
        step = np.linalg.solve(curve, slope)
        while np.abs(step).max() > CLOSE:
            tried = _at(weights + step, rows, outcome, penalties, weighing)
            if tried[0] <= loss:
                break
            step /= 2
        else:
            break
        weights = weights + step
        loss, slope, curve = tried
    return weights, curve


def chance(odds: Numbers) -> Numbers:
    """Turn log-odds into probabilities without overflow."""
    return 0.5 * (1 + np.tanh(odds / 2))


def _at(
    weights: Numbers, rows: Numbers, outcome: Numbers, penalties: Numbers, weighing: Numbers
) -> tuple[float, Numbers, Numbers]:
    """Return the loss, the direction downhill and the curvature."""
    loss = float(penalties @ weights**2) / 2
    slope = -penalties * weights
    curve = np.diag(penalties)
    for part in _parts(len(rows)):
        some, weigh = rows[part], weighing[part]
        odds = some @ weights
        likely = chance(odds)
        loss += float(weigh @ (np.logaddexp(0, odds) - outcome[part] * odds))
        slope = slope + some.T @ (weigh * (outcome[part] - likely))
        curve = curve + (some * (weigh * likely * (1 - likely))[:, None]).T @ some
    return loss, slope, curve


def _parts(size: int) -> Iterator[slice]:
    return (slice(begin, begin + AT_ONCE) for begin in range(0, size, AT_ONCE))
