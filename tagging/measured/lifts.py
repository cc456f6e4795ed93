"""What a treated group did beside its control group: one lift, with all that is known of it."""

from dataclasses import dataclass
from enum import StrEnum

from tagging.counts import Share
from tagging.errors import GroupError
from tagging.measured.amounts import Amounts, spread_alike, variance_between, welch, welch_p
from tagging.measured.intervals import Interval, newcombe, rate_of
from tagging.measured.sequential import always_valid, variance_of
from tagging.measured.significance import p_of


class Measure(StrEnum):
    """What is compared."""

    SHARE = "share"  # of customers who did it
    MEAN = "mean"  # so much per head


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """The difference that treating made, customers counted as they were assigned.

    Of a share the rates are 0 to 1; of a mean they are amounts per head.
    """

    measure: Measure
    treated: int
    treated_yes: int
    control: int
    control_yes: int
    stimulated_rate: float
    natural_rate: float
    interval: Interval
    any_day: Interval
    """Holds however often one looks before the window is over."""
    p: float
    variance: float
    """Of one customer in the control group; of an amount not below that of both groups."""

    @property
    def lift(self) -> float:
        """Stimulated less natural."""
        return self.stimulated_rate - self.natural_rate


def compare(treated: Share, control: Share) -> Lift:
    """Compare two shares; raises GroupError where one of the groups is empty."""
    _check(treated.of, control.of)
    stimulated, natural = rate_of(treated), rate_of(control)
    variance = variance_of(treated, control)
    return Lift(
        measure=Measure.SHARE,
        treated=treated.of,
        treated_yes=treated.count,
        control=control.of,
        control_yes=control.count,
        stimulated_rate=stimulated,
        natural_rate=natural,
        interval=newcombe(treated, control),
        any_day=always_valid(stimulated - natural, variance, treated.of + control.of),
        p=p_of(treated, control),
        variance=natural * (1 - natural),
    )


def compare_means(treated: Amounts, control: Amounts) -> Lift:
    """Compare two amounts per head; raises GroupError where one of the groups is empty.

    The interval is Welch's; to be sure it takes that the difference holds where groups spread
    alike, too.
    """
    _check(treated.of, control.of)
    views = ((treated, control), spread_alike(treated, control))
    variance = max(variance_between(*view) for view in views)
    return Lift(
        measure=Measure.MEAN,
        treated=treated.of,
        treated_yes=treated.count,
        control=control.of,
        control_yes=control.count,
        stimulated_rate=treated.mean,
        natural_rate=control.mean,
        interval=welch(treated, control),
        any_day=always_valid(treated.mean - control.mean, variance, treated.of + control.of),
        p=max(welch_p(*view) for view in views),
        variance=max(own.variance for _, own in views),
    )


def _check(treated: int, control: int) -> None:
    if not control:
        raise GroupError("there is no control customer, so nothing tells what would have been")
    if not treated:
        raise GroupError("there is no treated customer to compare with the control group")
