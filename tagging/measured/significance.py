"""How likely chance alone makes such a difference between two shares."""

from math import erfc, exp, lgamma, sqrt

from tagging.counts import Share
from tagging.measured.intervals import rate_of

FEW_EVENTS = 5
"""With fewer seen or expected in any cell the normal approximation fails; tables are counted."""
_AS_LIKELY = 1 + 1e-7


def p_of(treated: Share, control: Share) -> float:
    """Give the two-sided p of two shares: pooled z, or Fisher's exact test of few events."""
    yes, everybody = treated.count + control.count, treated.of + control.of
    seen = min(min(each.count, each.of - each.count) for each in (treated, control))
    expected = min(yes, everybody - yes) * min(treated.of, control.of) / everybody
    if min(seen, expected) < FEW_EVENTS:
        return fisher(treated, control)
    return pooled_z(treated, control)


def pooled_z(treated: Share, control: Share) -> float:
    """Give the p of the two-proportion z test with a pooled rate."""
    yes, everybody = treated.count + control.count, treated.of + control.of
    rate = yes / everybody
    variance = rate * (1 - rate) * (1 / treated.of + 1 / control.of)
    if not variance:
        return 1.0
    return two_sided((rate_of(treated) - rate_of(control)) / sqrt(variance))


def two_sided(z: float) -> float:
    """Give the chance of a standard normal value at least as far from 0, exact in the tails."""
    return erfc(abs(z) / sqrt(2))


def fisher(treated: Share, control: Share) -> float:
    """Sum the chances of all tables that are no likelier than this one (Fisher 1935)."""
    yes = treated.count + control.count
    logs = [
        _log_choose(treated.of, count) + _log_choose(control.of, yes - count)
        for count in range(max(0, yes - control.of), min(yes, treated.of) + 1)
    ]
    own = _log_choose(treated.of, treated.count) + _log_choose(control.of, control.count)
    whole = _log_choose(treated.of + control.of, yes)
    chances = [exp(log - whole) for log in logs]
    return min(1.0, sum(chance for chance in chances if chance <= exp(own - whole) * _AS_LIKELY))


def _log_choose(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)
