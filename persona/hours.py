"""The hours that bring most: what reactions to past posts teach, leaning on a fixed start."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise

from persona.slots import SlotRules, has_weekend_hours

START_POSTS = 8
"""The start weighs as much as so many posts of an hour."""
_COMMENT_LIKES = 3
_VISIT_LIKES = 5
_MOST = 3.0
"""One post that went round counts as at most so many usual ones."""
_NEAR_MINUTES = 60

_START = (
    (time(0), 0.8),
    (time(7), 1.0),
    (time(9, 30), 0.8),
    (time(11, 30), 1.1),
    (time(13, 30), 0.8),
    (time(19), 1.2),
    (time(22), 0.8),
)
"""From each time on, what an hour brings beside others: on the way to work, at noon, in the
evening people look at their phones. A start and no finding: a shop's own reactions replace it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """How people reacted to a post."""

    at: datetime
    """When it was posted, local and naive."""
    likes: int = 0
    comments: int = 0
    visits: int = 0

    @property
    def likes_worth(self) -> int:
        """Return all of it in likes: who writes or comes to the shop means more."""
        return self.likes + _COMMENT_LIKES * self.comments + _VISIT_LIKES * self.visits


@dataclass(frozen=True, slots=True)
class HourValues:
    """What each hour of workdays and of weekends brings; 1 is what a usual post brings."""

    values: Mapping[tuple[bool, time], float] = field(default_factory=dict)
    """By whether people are off, and by hour."""
    rules: SlotRules = field(default_factory=SlotRules)

    def value_of(self, at: datetime) -> float:
        """Return what a moment brings."""
        key = (has_weekend_hours(at.date(), self.rules), at.time())
        return self.values[key] if key in self.values else start_of(at.time())


def start_of(at: time) -> float:
    """Return the fixed start of an hour."""
    return next((value for (_, value), (end, _) in pairwise(_START) if at < end), _START[-1][1])


def learn_hours(
    reactions: Iterable[Reaction], rules: SlotRules, start_posts: float = START_POSTS
) -> HourValues:
    """Learn what each hour brings: the mean of its posts, shrunk to the fixed start.

    A post counts by what it brought beside the mean of all, at the nearest hour within 60 minutes.
    value = (n₀ · start + sum of its posts) ÷ (n₀ + number of its posts), n₀ = `start_posts`.
    """
    told = sorted(reactions, key=lambda each: (each.at, each.likes_worth))
    mean = sum(each.likes_worth for each in told) / len(told) if told else 0.0
    brought: dict[tuple[bool, time], list[float]] = defaultdict(list)
    for each in told if mean else ():
        is_off = has_weekend_hours(each.at.date(), rules)
        hour = _nearest(each.at, rules.weekend_hours if is_off else rules.weekday_hours)
        if hour is not None:
            brought[is_off, hour].append(min(_MOST, each.likes_worth / mean))
    values: dict[tuple[bool, time], float] = {}
    for is_off, hours in ((False, rules.weekday_hours), (True, rules.weekend_hours)):
        for hour in hours:
            seen = brought[is_off, hour]
            values[is_off, hour] = (start_posts * start_of(hour) + sum(seen)) / (
                start_posts + len(seen)
            )
    return HourValues(values, rules)


def _nearest(at: datetime, hours: Iterable[time]) -> time | None:
    def minutes_to(hour: time) -> int:
        return abs(at.hour * 60 + at.minute - hour.hour * 60 - hour.minute)

    near = [hour for hour in sorted(hours) if minutes_to(hour) <= _NEAR_MINUTES]
    return min(near, key=minutes_to, default=None)
