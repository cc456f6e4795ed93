"""How deep a discount may be before it gives away more than it brings."""

from dataclasses import dataclass
from math import exp, log, sqrt

from tagging.counts import Z_95, Share
from tagging.measured.intervals import Interval, rate_of


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The largest depth that still pays, as a share of the margin; none pays at 0 or below."""

    value: float
    interval: Interval


def break_even_of(stimulated: Share, natural: Share) -> BreakEven | None:
    """Give depth / margin up to which a discount pays: 1 - natural / stimulated.

    Below it the buyers who were moved earn more than those who would have come anyway are given.
    The interval is that of the ratio on its log scale (Katz 1978), with half a buyer added to
    either group (Walter 1975). None where nobody bought.
    """
    if not stimulated.count or not natural.of:
        return None
    error = sqrt(
        max(
            0.0,
            sum(1 / (each.count + 0.5) - 1 / (each.of + 0.5) for each in (stimulated, natural)),
        )
    )
    middle = log(
        (natural.count + 0.5)
        / (natural.of + 0.5)
        / ((stimulated.count + 0.5) / (stimulated.of + 0.5))
    )
    reach = Z_95 * error
    value = 1 - rate_of(natural) / rate_of(stimulated)
    low, high = 1 - exp(middle + reach), 1 - exp(middle - reach)
    return BreakEven(value, Interval(min(low, value), max(high, value)))
