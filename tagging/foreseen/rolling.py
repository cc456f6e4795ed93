"""Lessons of the shop's own past: what was known on some day, and who then bought."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tagging.foreseen.features import Features, features_of
from tagging.foreseen.histories import Flags, Histories

MOST_DAYS = 12
STEP_DAYS = 15
HISTORY_DAYS = 60
"""So much history must lie before a day for anything to be learned from it."""


@dataclass(frozen=True)
class Lesson:
    """What was known of customers on past days, and who bought within the horizon."""

    days: tuple[int, ...]
    features: Features
    truth: Flags
    customers: int
    """How many customers were there on the latest of the days."""

    @property
    def buyers(self) -> int:
        """Count those who bought, again for every day."""
        return int(self.truth.sum())


def past_days(
    first_day: int, today: int, horizon: int, *, history_days: int = HISTORY_DAYS
) -> tuple[int, ...]:
    """Choose past days, the latest first, whose horizon had ended when `today` began."""
    days = (today - horizon - STEP_DAYS * step for step in range(MOST_DAYS))
    return tuple(day for day in days if day - first_day >= history_days)


def lesson_of(past: Histories, days: Sequence[int], horizon: int, gap_days: float) -> Lesson:
    """Look at customers as they were on each of the days, of which there is at least one.

    Rows are sorted by what they say, so the sequence of customers teaches nothing.
    """
    features, truth = [], []
    for day in days:
        rows, known = past.before(day)
        features.append(features_of(known, day, gap_days))
        truth.append(past.buys_within(day, horizon)[rows])
    every, bought = np.concatenate(features), np.concatenate(truth)
    order = np.lexsort((bought, *every.T))
    return Lesson(tuple(days), every[order], bought[order], len(truth[0]))
