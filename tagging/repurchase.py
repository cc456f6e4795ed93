"""Who will buy in the next days anyway, foreseen from the shop's own past."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from tagging.foreseen.bg_nbd import BgNbd, fit_bg_nbd, times_of
from tagging.foreseen.blend import Blend
from tagging.foreseen.boosting import Trees, fit_boosting
from tagging.foreseen.features import usual_gap
from tagging.foreseen.histories import Floats, Histories
from tagging.foreseen.logistic import fit_logistic
from tagging.foreseen.rolling import Lesson, lesson_of, past_days
from tagging.foreseen.tier_rates import observe_tiers
from tagging.layering import LayerRules
from tagging.reasons import Because, Reason

__all__ = ["HORIZONS", "Foresight", "Histories", "Method", "teach"]

HORIZONS = (30, 90)
FEWEST_CUSTOMERS = 50
"""Customers on a past day; from fewer nothing but the rates of their tiers is learned."""
FEWEST_OUTCOMES = 50
"""Purchases and silences after all past days; with fewer of either the same holds."""
FEWEST_SEEN = 20
"""Customers on a past day; from fewer not even a rate is taken."""
_PART = 65_536  # customers foreseen at a time, so that memory does not grow with the shop


class Method(StrEnum):
    """How chances are foreseen, from the most that can be known to nothing."""

    BLEND = "blend"
    LOGISTIC = "logistic"
    TIERS = "tiers"
    NONE = "none"


class Chances(Protocol):
    """What has learned to foresee one horizon."""

    def chances(self, past: Histories, today: int) -> Floats:
        """Give everybody's chance to buy from `today` on."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was learned for one horizon, by which method, and why by this one."""

    method: Method
    because: Because
    learned: Chances | None


@dataclass(frozen=True, slots=True)
class Foresight:
    """What the shop's past teaches of the next days, by horizon, the shortest first."""

    forecasts: dict[int, Forecast]

    @property
    def method(self) -> Method:
        """Name the weakest method of all horizons."""
        return self._weakest.method

    @property
    def because(self) -> Because:
        """Give the reason for the weakest method."""
        return self._weakest.because

    @property
    def _weakest(self) -> Forecast:
        methods = list(Method)
        return max(self.forecasts.values(), key=lambda forecast: methods.index(forecast.method))

    def probabilities(self, histories: Histories, today: int) -> dict[int, Floats]:
        """Give everybody's chance to buy in the horizon from `today` on; NaN where unknown.

        Only orders before `today` count, no customer's chance hangs on another's row, and none
        falls as the horizon grows.
        """
        parts = [self._foresee(part, today) for part in histories.parts(_PART)]
        chances = np.concatenate([np.empty((len(self.forecasts), 0)), *parts], axis=1)
        return dict(zip(self.forecasts, chances, strict=True))

    def _foresee(self, part: Histories, today: int) -> Floats:
        rows, past = part.before(today)
        chances = np.full((len(self.forecasts), len(part)), np.nan)
        for forecast, row in zip(self.forecasts.values(), chances, strict=True):
            if forecast.learned is not None and len(rows):
                row[rows] = forecast.learned.chances(past, today)
        longest: Floats = np.maximum.accumulate(chances)
        return longest


def teach(
    histories: Histories,
    today: int,
    horizons: Sequence[int] = HORIZONS,
    *,
    rules: LayerRules | None = None,
) -> Foresight:
    """Learn from past days who buys within each horizon; no order of `today` or later is seen.

    Some 20,000 customers teach as well as more. The same customers teach the same, whatever
    their sequence.
    """
    _, past = histories.before(today)
    bg_nbd = _fit_bg_nbd(past, today)
    rules = rules or LayerRules()
    forecasts = {days: _learn(past, today, days, bg_nbd, rules) for days in sorted(horizons)}
    return Foresight(forecasts)


def _learn(
    past: Histories, today: int, horizon: int, bg_nbd: BgNbd | None, rules: LayerRules
) -> Forecast:
    """Use the best method that the history carries."""
    first_day = int(past.first_days.min()) if len(past) else today
    days = past_days(first_day, today, horizon)
    if days:
        lesson = lesson_of(past, days, horizon, usual_gap(past))
        if _is_enough(lesson):
            return _blend(lesson, horizon, usual_gap(past), bg_nbd)
    values: dict[str, str | int] = {"horizon": horizon, "history_days": today - first_day}
    if days := past_days(first_day, today, horizon, history_days=1):
        tiers = observe_tiers(past, days, horizon, rules)
        if tiers.customers >= FEWEST_SEEN:
            values |= {"customers": tiers.customers, "buyers": sum(tiers.bought)}
            return Forecast(Method.TIERS, Because(Reason.FORESEEN_BY_TIERS, values), tiers)
    return Forecast(Method.NONE, Because(Reason.NOT_FORESEEN, values), None)


def _is_enough(lesson: Lesson) -> bool:
    outcomes = min(lesson.buyers, len(lesson.truth) - lesson.buyers)
    return lesson.customers >= FEWEST_CUSTOMERS and outcomes >= FEWEST_OUTCOMES


def _blend(lesson: Lesson, horizon: int, gap_days: float, bg_nbd: BgNbd | None) -> Forecast:
    """Learn with all voices that can be had, and say which could not.

    Without scikit-learn the logistic regression speaks alone.
    """
    logistic = fit_logistic(lesson.features, lesson.truth)
    trees = _fit_trees(lesson)
    values: dict[str, str | int] = {
        "horizon": horizon,
        "days": len(lesson.days),
        "customers": lesson.customers,
        "buyers": lesson.buyers,
    }
    if trees is None:
        alone = Blend(horizon, gap_days, logistic, None, None)
        return Forecast(Method.LOGISTIC, Because(Reason.FORESEEN_BY_LOGISTIC, values), alone)
    learned = Blend(horizon, gap_days, logistic, trees, bg_nbd)
    return Forecast(Method.BLEND, Because(_reason_for(bg_nbd), values), learned)


def _reason_for(bg_nbd: BgNbd | None) -> Reason:
    if bg_nbd is None:
        return Reason.FORESEEN_WITHOUT_BG_NBD
    return Reason.FORESEEN_WITH_ALL_ALIVE if bg_nbd.nobody_leaves else Reason.FORESEEN_BY_BLEND


def _fit_bg_nbd(past: Histories, today: int) -> BgNbd | None:
    try:
        return fit_bg_nbd(times_of(past, today)) if len(past) else None
    except ImportError:
        return None


def _fit_trees(lesson: Lesson) -> Trees | None:
    try:
        return fit_boosting(lesson.features, lesson.truth)
    except ImportError:
        return None
