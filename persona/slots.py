"""The hours to post in: weekdays, weekends, quiet hours, and the days on which nothing is sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from persona.errors import PersonaError

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRules:
    """When the persona's circle looks at its phone (the shop's own time)."""

    weekday_hours: tuple[time, ...] = (time(8, 40), time(12, 20), time(20, 10))
    weekend_hours: tuple[time, ...] = (time(9, 30), time(15, 0), time(20, 40))
    quiet_from: time = time(21, 30)
    quiet_until: time = time(8, 30)
    """No post from `quiet_from` on, up to but without `quiet_until`; equal: no quiet hours."""
    mourning_days: frozenset[date] = frozenset()
    """Further days on which nothing is sold; 清明 and 12-13 are known."""

    def __post_init__(self) -> None:
        if not self.weekday_hours or not self.weekend_hours:
            raise PersonaError("slots: weekdays and weekends need at least one hour each")


def is_quiet(at: time, quiet_from: time, quiet_until: time) -> bool:
    """Tell whether an hour lies in the quiet hours, which may run over midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def slots_of(day: date, rules: SlotRules) -> list[datetime]:
    """List the moments of a day in which a post may stand, earliest first (local, naive)."""
    hours = rules.weekend_hours if day.weekday() >= _SATURDAY else rules.weekday_hours
    return [
        datetime.combine(day, at)
        for at in sorted(set(hours))
        if not is_quiet(at, rules.quiet_from, rules.quiet_until)
    ]


def spread_slots(
    days: Sequence[date],
    count: int,
    rules: SlotRules,
    taken: frozenset[datetime] = frozenset(),
) -> list[datetime]:
    """Spread `count` slots evenly over the days, at hours that change from day to day.

    Moments that are taken are left out; fewer come back where the days have fewer slots.
    """
    chosen: list[datetime] = []
    for place, day in enumerate(days):
        wanted = (place + 1) * count // len(days) - place * count // len(days)
        slots = [at for at in slots_of(day, rules) if at not in taken]
        turn = day.toordinal() % len(slots) if slots else 0
        chosen.extend(sorted((slots[turn:] + slots[:turn])[:wanted]))
    return chosen


def days_from(first_day: date, days: int) -> list[date]:
    """List a number of days in a row."""
    return [first_day + timedelta(days=ahead) for ahead in range(days)]


def is_mourning(day: date, rules: SlotRules) -> bool:
    """Tell whether a day is one on which nothing is sold.

    Those are 清明 (by the 21st century's formula of the solar term), the national memorial day of
    13 December, and what the shop has added.
    """
    if day in rules.mourning_days or (day.month, day.day) == (12, 13):
        return True
    return day.month == 4 and day.day == _qingming_of(day.year)  # noqa: PLR2004


def _qingming_of(year: int) -> int:
    """Return the day of April on which 清明 falls, 2001 to 2099: ⌊0.2422·Y + 4.81⌋ − ⌊Y ÷ 4⌋."""
    of_century = year % 100
    return (2422 * of_century + 48100) // 10000 - of_century // 4
