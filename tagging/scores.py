"""Recency, frequency and money in five equal parts, and the segment they name."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tagging.purchases import PurchaseState

PARTS = 5

Bound = tuple[int, str]
"""A value and the customer who has it, as ties are broken by."""


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


@dataclass(frozen=True, slots=True)
class CutPoints:
    """The last value and customer of each part but the fifth, to score customers one by one.

    They belong to one day: made anew every day, from a sample or from all customers.
    """

    recency: tuple[Bound, ...]
    frequency: tuple[Bound, ...]
    money: tuple[Bound, ...]


def score_all(states: Mapping[str, PurchaseState], today: date) -> dict[str, Scores]:
    """Score every customer with a paid order against all the others.

    The parts are those of SQL: `r = 6 - NTILE(5) OVER (ORDER BY recency_days, customer)`, `f` and
    `m` `NTILE(5) OVER (ORDER BY value, customer)`, with customers compared as text.
    """
    cuts = cut_points_of(states, today)
    return {
        name: score_one(name, state, today, cuts)
        for name, state in states.items()
        if state.orders > 0
    }


def cut_points_of(states: Mapping[str, PurchaseState], today: date) -> CutPoints:
    """Find where five equal parts of the customers with a paid order end, on one day."""
    bought = {name: state for name, state in states.items() if state.orders > 0}
    return CutPoints(
        recency=_bounds((_recency_of(state, today), name) for name, state in bought.items()),
        frequency=_bounds((state.orders, name) for name, state in bought.items()),
        money=_bounds((state.money_fen, name) for name, state in bought.items()),
    )


def score_one(customer: str, state: PurchaseState, today: date, cuts: CutPoints) -> Scores:
    """Score a buyer against those the cut points were made of, who need not be at hand.

    For each of those it is the very score of `score_all`.
    """
    return Scores(
        PARTS - bisect_left(cuts.recency, (_recency_of(state, today), customer)),
        1 + bisect_left(cuts.frequency, (state.orders, customer)),
        1 + bisect_left(cuts.money, (state.money_fen, customer)),
    )


def _recency_of(state: PurchaseState, today: date) -> int:
    return today.toordinal() - (state.last_day or today).toordinal()


def _bounds(values: Iterable[Bound]) -> tuple[Bound, ...]:
    """Deal out five parts, the first larger by one where that does not divide: their last ones."""
    ranked = sorted(values)
    return tuple(ranked[end - 1] for end in ends_of(len(ranked)) if ranked)


def ends_of(count: int) -> tuple[int, ...]:
    """Say behind which rank, counted from 1, each part but the fifth of so many customers ends."""
    size, larger = divmod(count, PARTS)
    return tuple(part * size + min(part, larger) for part in range(1, PARTS))
