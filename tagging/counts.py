"""How many texts speak of a concern, and how: shares with their uncertainty, and where they go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

from tagging.stances import Stance

Z_95 = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations


class Direction(StrEnum):
    """Where a share goes."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"  # or too few texts to tell


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of` texts, or customers; the rate and its bounds are 0 to 1."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share itself; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval (Wilson 1927): also right for few and for shares near 0."""
        if not self.of:
            return 0.0, 1.0
        rate, weight = self.count / self.of, Z_95**2 / self.of
        middle = rate + weight / 2
        spread = Z_95 * sqrt(rate * (1 - rate) / self.of + weight / (4 * self.of))
        low, high = (middle - spread) / (1 + weight), (middle + spread) / (1 + weight)
        return max(0.0, min(low, rate)), min(1.0, max(high, rate))


class Found(NamedTuple):
    """So many texts of one week speak so of a concern."""

    concern: str
    stance: Stance
    week: int
    """0 is the newest week, 1 the one before."""
    is_returning: bool | None
    texts: int


class Read(NamedTuple):
    """So many texts of one week were read."""

    week: int
    is_returning: bool | None
    texts: int


@dataclass(frozen=True, slots=True)
class ConcernCount:
    """How often a concern is spoken of so, in a period of whole weeks and in the one before."""

    concern: str
    stance: Stance
    all: Share
    new: Share
    returning: Share
    weekly: tuple[Share, ...]
    """The weeks of the period, the oldest first."""
    before: Share

    @property
    def direction(self) -> Direction:
        """Tell where the share goes; it must leave the chance of both periods to go anywhere."""
        return direction_of(self.all, self.before)


def is_returning(paid_orders: int, *, is_review: bool) -> bool:
    """Tell whether somebody had paid before what they write about.

    Who writes a review has paid for what it is about: they return from the second paid order on.
    """
    return paid_orders > (1 if is_review else 0)


def direction_of(now: Share, before: Share) -> Direction:
    """Compare two shares: rising or falling where their 95 % intervals do not touch."""
    if now.of and before.of:
        if now.bounds[0] > before.bounds[1]:
            return Direction.RISING
        if now.bounds[1] < before.bounds[0]:
            return Direction.FALLING
    return Direction.STEADY


def count_concerns(
    found: Iterable[Found], read: Iterable[Read], *, weeks: int
) -> list[ConcernCount]:
    """Count each concern and stance of so many weeks, beside as many before; the most first."""
    by_kind: dict[tuple[str, Stance], list[Read]] = defaultdict(list)
    for concern, stance, week, returns, texts in found:
        by_kind[concern, stance].append(Read(week, returns, texts))
    base = _table(read)
    counts = [
        _count(concern, stance, _table(texts), base, weeks)
        for (concern, stance), texts in by_kind.items()
    ]
    return sorted(counts, key=lambda each: (-each.all.count, each.concern, each.stance))


_Table = Mapping[tuple[int, bool | None], int]


def _table(texts: Iterable[Read]) -> _Table:
    table: dict[tuple[int, bool | None], int] = defaultdict(int)
    for week, returns, count in texts:
        table[week, returns] += count
    return table


def _count(concern: str, stance: Stance, texts: _Table, base: _Table, weeks: int) -> ConcernCount:
    now, anybody = range(weeks), (True, False, None)

    def share(of_weeks: Sequence[int], who: Sequence[bool | None] = anybody) -> Share:
        return Share(_sum(texts, of_weeks, who), _sum(base, of_weeks, who))

    return ConcernCount(
        concern,
        stance,
        all=share(now),
        new=share(now, [False]),
        returning=share(now, [True]),
        weekly=tuple(share([week]) for week in reversed(now)),
        before=share(range(weeks, 2 * weeks)),
    )


def _sum(table: _Table, weeks: Sequence[int], who: Sequence[bool | None]) -> int:
    return sum(table.get((week, each), 0) for week in weeks for each in who)
