"""Orders and spend per head: means of two groups and the interval of their difference."""

from dataclasses import dataclass, replace
from math import exp, inf, log1p, sqrt

from tagging.counts import Z_95
from tagging.measured.intervals import Interval
from tagging.measured.significance import two_sided


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the customers of a group gave, per head; `count` of `of` gave anything."""

    count: int
    of: int
    mean: float
    variance: float
    """Of one customer (n - 1)."""

    @property
    def mean_variance(self) -> float:
        """The variance of the mean; endless for a group that is too small to have one."""
        return self.variance / self.of if self.of > 1 else inf


def amounts_of(*, count: int, of: int, total: float, squares: float) -> Amounts:
    """Make amounts of sums, as a database gives them."""
    if not of:
        return Amounts(0, 0, 0.0, 0.0)
    mean = total / of
    variance = max(0.0, squares - total * mean) / (of - 1) if of > 1 else 0.0
    return Amounts(count, of, mean, variance)


def variance_between(treated: Amounts, control: Amounts) -> float:
    """Give the variance of the difference of two means, endless where nothing measures chance.

    Groups in which everybody gave the same differ, if they do, by what nobody can judge.
    """
    variance = treated.mean_variance + control.mean_variance
    return inf if not variance and treated.mean != control.mean else variance


def spread_alike(treated: Amounts, control: Amounts) -> tuple[Amounts, Amounts]:
    """Give both groups the variance of all their customers.

    In a small control group hardly one has bought for much, so it seems to spread less than it
    does; where nothing was done both spread alike.
    """
    groups = (treated, control)
    freedom = max(1, treated.of + control.of - 2)
    variance = sum(each.variance * max(0, each.of - 1) for each in groups) / freedom
    return replace(treated, variance=variance), replace(control, variance=variance)


def welch(treated: Amounts, control: Amounts) -> Interval:
    """Give the 95 % interval of the difference of two means with variances of their own."""
    difference = treated.mean - control.mean
    reach = _quantile(_freedom(treated, control)) * sqrt(variance_between(treated, control))
    return Interval(difference - reach, difference + reach)


def welch_p(treated: Amounts, control: Amounts) -> float:
    """Give the two-sided p of the difference; below .05 just where `welch` leaves 0 out."""
    variance = variance_between(treated, control)
    if variance in {0, inf}:
        return 1.0
    freedom = _freedom(treated, control)
    distance = (treated.mean - control.mean) / sqrt(variance)
    return two_sided(sqrt(freedom * log1p(distance * distance / freedom)) / _stretch(freedom))


def _freedom(treated: Amounts, control: Amounts) -> float:
    """Give the degrees of freedom of Welch and Satterthwaite."""
    variance = variance_between(treated, control)
    if variance in {0, inf}:
        return 1.0
    parts = ((each.mean_variance / variance) ** 2 / (each.of - 1) for each in (treated, control))
    return 1 / sum(parts)


def _quantile(freedom: float) -> float:
    """Give the 97.5 % point of Student's t, within 1 % from 4 degrees on (Wallace 1959)."""
    return sqrt(freedom * (exp((Z_95 * _stretch(freedom)) ** 2 / freedom) - 1))


def _stretch(freedom: float) -> float:
    return (8 * freedom + 3) / (8 * freedom + 1)
