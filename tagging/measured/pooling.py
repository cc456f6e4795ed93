"""Several campaigns of the same means as one: what none shows alone they may show together."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from tagging.counts import Share
from tagging.errors import GroupError
from tagging.measured.intervals import Interval, newcombe, rate_of
from tagging.measured.significance import two_sided


@dataclass(frozen=True, slots=True)
class Pooled:
    """The lift of several campaigns together."""

    campaigns: int
    lift: float
    interval: Interval
    p: float


def pool(campaigns: Sequence[tuple[Share, Share]]) -> Pooled:
    """Pool campaigns, each treated and control, without ever comparing customers of two of them.

    The lift is that of Mantel and Haenszel, the interval joins the campaigns' own (MOVER, Zou
    2008), p is Cochran's (1954), which of one campaign is the pooled z test.
    """
    campaigns = [pair for pair in campaigns if all(each.of for each in pair)]
    weights = [_weight_of(treated, control) for treated, control in campaigns]
    if not campaigns:
        raise GroupError("no campaign has both a treated and a control group to pool")
    parts = [weight / sum(weights) for weight in weights]
    lifts = [rate_of(treated) - rate_of(control) for treated, control in campaigns]
    own = [newcombe(treated, control) for treated, control in campaigns]
    lift = sum(part * each for part, each in zip(parts, lifts, strict=True))
    each_of = list(zip(parts, lifts, own, strict=True))
    return Pooled(
        len(campaigns),
        lift,
        Interval(
            lift - hypot(*(part * (each - interval.low) for part, each, interval in each_of)),
            lift + hypot(*(part * (interval.high - each) for part, each, interval in each_of)),
        ),
        _p_of(campaigns, weights, lifts),
    )


def _weight_of(treated: Share, control: Share) -> float:
    return treated.of * control.of / (treated.of + control.of)


def _p_of(
    campaigns: Sequence[tuple[Share, Share]], weights: Sequence[float], lifts: Sequence[float]
) -> float:
    variance = 0.0
    for (treated, control), weight in zip(campaigns, weights, strict=True):
        rate = (treated.count + control.count) / (treated.of + control.of)
        variance += weight * rate * (1 - rate)
    if not variance:
        return 1.0
    return two_sided(sum(w * d for w, d in zip(weights, lifts, strict=True)) / sqrt(variance))
