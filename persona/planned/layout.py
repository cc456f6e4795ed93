"""Where posts may stand: the slots of a plan, laid out before anything is put into them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from persona.hours import HourValues
from persona.materials import Dimension
from persona.planned.aims import MIX_DAYS
from persona.reasons import Because, Reason
from persona.slots import slots_of
from persona.timeline import PlanRules, PostedPost, timeline_of


@dataclass(frozen=True, slots=True)
class Layout:
    """The slots to fill, and those that the number of posts forbids, with the reason."""

    slots: tuple[datetime, ...]
    refused: tuple[tuple[datetime, Because], ...] = ()


def lay_slots(
    days: Sequence[date],
    fixed: Iterable[datetime],
    freed: Iterable[datetime],
    hours: HourValues,
    rules: PlanRules,
    not_before: datetime | None = None,
) -> Layout:
    """Lay out as many slots as the weekly target still asks for.

    Moments that were `freed` come first, so that little moves; the rest goes to the emptiest days,
    evenly, at hours that are used in proportion to what they bring. What the number of posts
    forbids is laid elsewhere, and refused where no day takes it.
    """
    standing = sorted(fixed)
    known = set(days)
    already = sum(at.date() in known for at in standing)
    wanted = max(0, round(rules.posts_aimed_at * len(days) / 7) - already)
    free = {
        day: [at for at in slots_of(day, rules.slots) if not_before is None or at >= not_before]
        for day in days
    }
    room = _Room(free, standing, hours, rules)
    room.keep(sorted({at for at in freed if at.date() in known} - set(standing)), wanted)
    return room.fill(wanted)


class _Room:
    """The free moments of some days, and how full the days are."""

    def __init__(
        self,
        slots: Mapping[date, Sequence[datetime]],
        standing: Sequence[datetime],
        hours: HourValues,
        rules: PlanRules,
    ) -> None:
        self.hours, self.rules = hours, rules
        self.standing = list(standing)
        taken = set(standing)
        self.free = {day: [at for at in slots[day] if at not in taken] for day in slots}
        self.loads = Counter(at.date() for at in standing)
        self.timeline = timeline_of(map(_anything, standing), rules)
        self.kept: list[datetime] = []

    def keep(self, moments: Iterable[datetime], most: int) -> None:
        """Take the moments that the number of posts allows, as if all will be filled."""
        for at in moments:
            if len(self.kept) < most and not self.timeline.crowding_obstacles(at):
                self.kept.append(at)
                self.standing.append(at)
                self.loads[at.date()] += 1
                self.timeline.add(_anything(at))
                if at in self.free[at.date()]:
                    self.free[at.date()].remove(at)

    def fill(self, wanted: int) -> Layout:
        """Choose moments on the emptiest days until as many as wanted stand, kept ones too."""
        asked: Counter[date] = Counter()
        closed: dict[date, Because] = {}
        while (missing := wanted - len(self.kept) - asked.total()) > 0:
            loads = {
                day: self.loads[day] + asked[day]
                for day, free in self.free.items()
                if day not in closed and asked[day] < len(free)
            }
            if not loads:
                break
            emptiest = [day for day, load in loads.items() if load == min(loads.values())]
            for day in _evenly(emptiest, min(missing, len(emptiest))):
                if obstacles := self.timeline.crowding_obstacles(self.free[day][0]):
                    closed[day] = obstacles[0]
                else:
                    asked[day] += 1
                    self.timeline.add(_anything(self.free[day][0]))
        slots = sorted([*self.kept, *self._at_best_hours(asked)])
        return Layout(tuple(slots), tuple(self._refused(closed)[: max(0, missing)]))

    def _refused(self, closed: Mapping[date, Because]) -> list[tuple[datetime, Because]]:
        """Name a moment of each day that is full; a week as full as it was to be lacks nothing."""
        is_all = self.rules.posts_aimed_at == self.rules.posts_per_week
        return [
            (self.free[day][0], because)
            for day, because in sorted(closed.items())
            if not (is_all and because.code is Reason.WEEK_FULL)
        ]

    def _at_best_hours(self, asked: Counter[date]) -> list[datetime]:
        """Give each day its hours: the one whose uses lag most behind its share of the value."""
        chosen: list[datetime] = []
        for day in sorted(asked):
            since = datetime.combine(day - timedelta(days=MIX_DAYS - 1), time())
            uses = Counter(at.time() for at in (*self.standing, *chosen) if since <= at)
            for _ in range(asked[day]):
                best = self._most_lacking(self.free[day], uses)
                uses[best.time()] += 1
                self.free[day].remove(best)
                chosen.append(best)
        return chosen

    def _most_lacking(self, free: Sequence[datetime], uses: Counter[time]) -> datetime:
        value = {at: self.hours.value_of(at) for at in free}
        total, posts = sum(value.values()), sum(uses[at.time()] for at in free) + 1
        return max(free, key=lambda at: (value[at] / total * posts - uses[at.time()], -at.hour))


def _evenly(days: Sequence[date], count: int) -> list[date]:
    return [
        day
        for place, day in enumerate(days)
        if (place + 1) * count // len(days) > place * count // len(days)
    ]


def _anything(at: datetime) -> PostedPost:
    return PostedPost(material_key="", at=at, dimension=Dimension.EXPERT)
