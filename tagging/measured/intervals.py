"""The interval of a difference between two shares."""

from math import hypot
from typing import NamedTuple

from tagging.counts import Share
from tagging.errors import GroupError


class Interval(NamedTuple):
    """Between these the true value lies, in 95 of 100 cases."""

    low: float
    high: float


def newcombe(treated: Share, control: Share) -> Interval:
    """Give the 95 % interval of treated rate less control rate (Newcombe 1998, method 10).

    Made of the two Wilson intervals, it holds for rare answers and a small control group, where
    the usual one (Wald) is too narrow.
    """
    stimulated, natural = rate_of(treated), rate_of(control)
    difference = stimulated - natural
    (low, high), (control_low, control_high) = treated.bounds, control.bounds
    return Interval(
        difference - hypot(stimulated - low, control_high - natural),
        difference + hypot(high - stimulated, natural - control_low),
    )


def rate_of(share: Share) -> float:
    """Give a rate; raises GroupError where there is nobody."""
    if share.rate is None:
        raise GroupError("a group without customers has no rate")
    return share.rate
