"""Did it work? One word for each lift, and never more than the numbers carry."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from tagging.errors import RuleError
from tagging.measured.holm import holm
from tagging.measured.lifts import Lift, Measure
from tagging.measured.power import Needed, customers_needed, heads_needed
from tagging.reasons import Because, Reason

SURE_BELOW = 0.05
WORTH_SEEING = 0.20
"""The smallest lift that matters, as a share of the natural rate, where the shop names none."""


class Verdict(StrEnum):
    """What a campaign did."""

    EFFECTIVE = "effective"
    HARMFUL = "harmful"
    NO_DIFFERENCE = "no_difference"  # seen, where one that matters would have been
    TOO_SMALL = "too_small_to_tell"
    TOO_EARLY = "too_early_to_tell"


@dataclass(frozen=True, slots=True)
class Judged:
    """A lift, its p among all that were asked, the verdict and why."""

    lift: Lift
    p_holm: float
    verdict: Verdict
    because: Because
    needed: Needed | None = None
    """How many customers would have been enough, where these are too few."""


def judge(
    lifts: Sequence[Lift], *, worth: float | None = None, unfinished: Collection[int] = ()
) -> list[Judged]:
    """Give each of the lifts that were declared together its verdict.

    `worth` is the smallest lift that matters to the shop, in the unit of the rates; without it a
    fifth of the natural rate. Where chance is not ruled out, there is "no difference" only if the
    interval rules out every lift that matters; otherwise the groups are too small to tell.
    `unfinished` are the places of those whose window is not over: they are only judged by the
    interval that may be looked at any day.
    """
    if worth is not None:
        _check(worth, lifts)
    corrected = holm([lift.p for lift in lifts])
    return [
        _judge(lift, p, worth, is_open=place in unfinished)
        for place, (lift, p) in enumerate(zip(lifts, corrected, strict=True))
    ]


def _check(worth: float, lifts: Sequence[Lift]) -> None:
    """Refuse a smallest lift that no share could have: somebody meant points, or money."""
    if not 0 < worth < inf:
        raise RuleError(f"the smallest lift that matters must be above 0, not {worth}")
    if worth >= 1 and any(lift.measure is Measure.SHARE for lift in lifts):
        raise RuleError(f"no share rises by {worth}: two points are 0.02")


def _judge(lift: Lift, p: float, worth: float | None, *, is_open: bool) -> Judged:
    values: dict[str, str | int] = {
        "stimulated": spell(lift.stimulated_rate, lift.measure),
        "natural": spell(lift.natural_rate, lift.measure),
    }
    is_sure = not lift.any_day.low <= 0 <= lift.any_day.high if is_open else p < SURE_BELOW
    if is_sure:
        is_more = lift.lift > 0
        verdict = Verdict.EFFECTIVE if is_more else Verdict.HARMFUL
        return Judged(
            lift, p, verdict, Because(Reason.LIFTED if is_more else Reason.HARMED, values)
        )
    if is_open:
        return Judged(lift, p, Verdict.TOO_EARLY, Because(Reason.WINDOW_OPEN, values))
    matters = worth or WORTH_SEEING * abs(lift.natural_rate)
    if -matters < lift.interval.low and lift.interval.high < matters:
        values["matters"] = spell(matters, lift.measure)
        return Judged(lift, p, Verdict.NO_DIFFERENCE, Because(Reason.NOT_LIFTED, values))
    return _too_small(lift, p, matters)


def _too_small(lift: Lift, p: float, matters: float) -> Judged:
    needed = _needed(lift, matters)
    values: dict[str, str | int] = {"treated": lift.treated, "control": lift.control}
    if needed is None:
        return Judged(lift, p, Verdict.TOO_SMALL, Because(Reason.TOO_FEW_ANSWERS, values))
    values |= {
        "natural": spell(lift.natural_rate, lift.measure),
        "goal": spell(lift.natural_rate + matters, lift.measure),
        "needed_treated": needed.treated,
        "needed_control": needed.control,
    }
    return Judged(lift, p, Verdict.TOO_SMALL, Because(Reason.TOO_FEW_TO_TELL, values), needed)


def _needed(lift: Lift, matters: float) -> Needed | None:
    """Count who would have been enough, dealt as these were; None where nothing tells."""
    control_share = lift.control / (lift.control + lift.treated)
    if lift.measure is Measure.MEAN:
        if not lift.variance or not matters:
            return None
        return heads_needed(lift.variance, matters, control_share=control_share)
    if not matters or not lift.natural_rate < 1 or lift.natural_rate + matters > 1:
        return None
    return customers_needed(lift.natural_rate, matters, control_share=control_share)


def spell(rate: float, measure: Measure) -> str:
    """Write a rate as people read it: a share in per cent, a mean as it is."""
    return f"{rate:.2%}" if measure is Measure.SHARE else f"{rate:,.4f}"
