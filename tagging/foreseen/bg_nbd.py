"""BG/NBD: customers buy at their own rate until, after some purchase, they leave unseen.

Fader, Hardie, Lee: "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005. A rate
is drawn from Gamma(r, alpha), the chance to leave after each purchase from Beta(a, b); x is the
number of repeat purchase days, t_x the age at the last one, T the age today, in weeks.
"""

from dataclasses import dataclass

import numpy as np

from tagging.foreseen.histories import Floats, Histories, Ints

WEEK_DAYS = 7
FEWEST_REPEATERS = 30
"""Customers who bought again; fewer say nothing of when customers leave."""
NOBODY_LEAVES = 1e-3
"""A mean chance a / (a + b) to leave below this is none: the fit has run to its bound."""
_START = np.log([1.0, 10.0, 1.0, 3.0])
_BOUNDS = ((-7.0, 7.0), (-7.0, 9.0), (-7.0, 7.0), (-7.0, 9.0))


@dataclass(frozen=True, slots=True)
class BuyingTimes:
    """Repeat purchase days, and the ages in weeks at the last one and today."""

    x: Floats
    last: Floats
    age: Floats


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Four fitted parameters, time in weeks, and the log-likelihood they reach."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    @property
    def nobody_leaves(self) -> bool:
        """Tell whether the fit has found no leaving at all."""
        return self.a / (self.a + self.b) < NOBODY_LEAVES

    def chance_alive(self, times: BuyingTimes) -> Floats:
        """Give the chance that they have not left (Fader, Hardie 2008, note 021)."""
        x = times.x
        if self.nobody_leaves:
            return np.ones_like(x)
        silence = (self.r + x) * np.log((self.alpha + times.age) / (self.alpha + times.last))
        odds = np.log(self.a / (self.b + np.maximum(x, 1) - 1)) + silence
        return np.where(x > 0, 1 / (1 + np.exp(np.minimum(odds, 700))), 1.0)

    def chance_to_buy(self, times: BuyingTimes, weeks: float) -> Floats:
        """Give P(X(t) > 0 | x, t_x, T): alive, and then not silent for t weeks.

        Whoever is alive has a rate from Gamma(r + x, alpha + T) and can leave only after buying,
        so silence is the mean of exp(-rate t): ((alpha + T) / (alpha + T + t)) ** (r + x).
        """
        awaited = np.log1p(weeks / (self.alpha + times.age))
        return self.chance_alive(times) * -np.expm1(-(self.r + times.x) * awaited)


def times_of(past: Histories, today: int) -> BuyingTimes:
    """Give everybody's buying times on a day after their first order."""
    return BuyingTimes(
        past.repeats.astype(np.float64),
        (past.last_days - past.first_days) / WEEK_DAYS,
        (today - past.first_days) / WEEK_DAYS,
    )


def fit_bg_nbd(times: BuyingTimes) -> BgNbd | None:
    """Find the parameters of the greatest likelihood; None where there is nothing to find.

    Raises ImportError without the extra [insight].
    """
    from scipy.optimize import minimize

    rows, counts = np.unique(
        np.column_stack([times.x, times.last, times.age]), axis=0, return_counts=True
    )
    if counts[rows[:, 0] > 0].sum() < FEWEST_REPEATERS:
        return None
    customers = int(counts.sum())

    def loss(logs: Floats) -> float:
        return -log_likelihood(np.exp(logs), rows, counts) / customers

    options = {"ftol": 1e-12, "gtol": 1e-7}
    found = minimize(loss, _START, method="L-BFGS-B", bounds=_BOUNDS, options=options)
    r, alpha, a, b = map(float, np.exp(found.x))
    return BgNbd(r, alpha, a, b, float(-found.fun * customers))


def log_likelihood(parameters: Floats, rows: Floats, counts: Ints) -> float:
    """Add up the log-likelihood (equation 6 of the paper) of rows (x, t_x, T) that occur so often.

    All terms are logarithms, so a hundred thousand purchases do not overflow.
    """
    from scipy.special import betaln, gammaln

    r, alpha, a, b = parameters
    x, last, age = rows.T
    both = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    alive = -(r + x) * np.log(alpha + age)
    left = np.log(a / (b + np.maximum(x, 1) - 1)) - (r + x) * np.log(alpha + last)
    return float(counts @ (both + np.where(x > 0, np.logaddexp(alive, left), alive)))
