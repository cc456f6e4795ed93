"""How well an order of customers tells those who are moved from those who are not."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tagging.counts import Share

Numbers = NDArray[np.float64]
Claims = NDArray[np.bool_]


def qini(scores: Numbers, treated: Claims, outcome: Claims) -> float:
    """Give the Qini coefficient: 0 is a random order, 1 the best that these answers allow.

    The area between the curve and the straight line, as a share of that of the perfect order
    (Radcliffe 2007; scikit-uplift's `qini_auc_score` with its defaults). 0 where no order exists.
    """
    own = _area(scores, treated, outcome)
    best = _area(np.where(treated, 1.0, -1.0) * outcome, treated, outcome)
    return own / best if best else 0.0


def top(
    scores: Numbers, treated: Claims, outcome: Claims, part: float = 0.3
) -> tuple[Share, Share]:
    """Count answers, treated and control, among the part of all customers with the best scores."""
    return _shares(_ranked(scores)[: int(len(scores) * part)], treated, outcome)


def bands(
    places: Numbers, scores: Numbers, treated: Claims, outcome: Claims, count: int = 10
) -> Iterator[tuple[float, Share, Share]]:
    """Cut an order into equal parts, the best first: mean score, treated and control answers."""
    for band in np.array_split(_ranked(places), count):
        yield float(scores[band].mean()), *_shares(band, treated, outcome)


def _area(scores: Numbers, treated: Claims, outcome: Claims) -> float:
    """Measure the area between the Qini curve and the line from its start to its end.

    The curve counts answers of the treated, less those of as many controls; customers with one
    score come in together.
    """
    order = _ranked(scores)
    treated, outcome = treated[order], outcome[order]
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    messages = np.cumsum(treated)[ends]
    others = ends + 1 - messages
    natural = np.cumsum(outcome & ~treated)[ends]
    share = np.divide(messages, others, out=np.zeros(len(ends)), where=others > 0)
    curve = np.append(0.0, np.cumsum(outcome & treated)[ends] - natural * share)
    width = np.append(0, ends + 1)
    return float(np.trapezoid(curve, width) - width[-1] * curve[-1] / 2)


def _ranked(scores: Numbers) -> NDArray[np.intp]:
    return np.argsort(scores, kind="stable")[::-1]


def _shares(some: NDArray[np.intp], treated: Claims, outcome: Claims) -> tuple[Share, Share]:
    reached, answered = treated[some], outcome[some]
    return (
        Share(int((answered & reached).sum()), int(reached.sum())),
        Share(int((answered & ~reached).sum()), int((~reached).sum())),
    )
