"""Recency, frequency and money in five equal parts, and the segment they name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tagging.purchases import PurchaseState

PARTS = 5


@dataclass(frozen=True, slots=True)
class Scores:
    """Three scores from 1 to 5; 5 is the most recent, the most frequent, the most spent."""

    r: int
    f: int
    m: int


class Segment(StrEnum):
    """The usual names of the recency and frequency grid."""

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    POTENTIAL_LOYALIST = "potential_loyalist"
    NEW = "new"
    PROMISING = "promising"
    NEED_ATTENTION = "need_attention"
    ABOUT_TO_SLEEP = "about_to_sleep"
    CANNOT_LOSE = "cannot_lose"
    AT_RISK = "at_risk"
    HIBERNATING = "hibernating"


# One row for each r, one column for each f from 1 to 5.
_GRID = {
    5: (
        Segment.NEW,
        Segment.POTENTIAL_LOYALIST,
        Segment.POTENTIAL_LOYALIST,
        Segment.CHAMPIONS,
        Segment.CHAMPIONS,
    ),
    4: (
        Segment.PROMISING,
        Segment.POTENTIAL_LOYALIST,
        Segment.POTENTIAL_LOYALIST,
        Segment.LOYAL,
        Segment.LOYAL,
    ),
    3: (
        Segment.ABOUT_TO_SLEEP,
        Segment.ABOUT_TO_SLEEP,
        Segment.NEED_ATTENTION,
        Segment.LOYAL,
        Segment.LOYAL,
    ),
}
_FADED = (
    Segment.HIBERNATING,
    Segment.HIBERNATING,
    Segment.AT_RISK,
    Segment.AT_RISK,
    Segment.CANNOT_LOSE,
)


def segment_of(scores: Scores) -> Segment:
    """Name the place in the recency and frequency grid."""
    return _GRID.get(scores.r, _FADED)[scores.f - 1]


def score_all(states: Mapping[str, PurchaseState], today: date) -> dict[str, Scores]:
    """Score every customer with a paid order against all the others.

    The parts are those of SQL: `r = 6 - NTILE(5) OVER (ORDER BY recency_days, customer)`, `f` and
    `m` `NTILE(5) OVER (ORDER BY value, customer)`, with customers compared as text.
    """
    bought = {name: state for name, state in states.items() if state.orders > 0}
    recency = _parts(bought, lambda state: (today - (state.last_day or today)).days)
    frequency = _parts(bought, lambda state: state.orders)
    money = _parts(bought, lambda state: state.money_fen)
    return {
        name: Scores(PARTS + 1 - recency[name], frequency[name], money[name]) for name in bought
    }


def _parts(
    states: Mapping[str, PurchaseState], value_of: Callable[[PurchaseState], int]
) -> dict[str, int]:
    """Deal customers into five parts; where that does not divide, the first are larger by one."""
    ranked = sorted((value_of(state), name) for name, state in states.items())
    size, larger = divmod(len(ranked), PARTS)
    in_larger = larger * (size + 1)
    return {
        name: 1 + (rank // (size + 1) if rank < in_larger else larger + (rank - in_larger) // size)
        for rank, (_, name) in enumerate(ranked)
    }
