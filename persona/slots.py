"""The hours to post in: weekdays, weekends, quiet hours, and the days on which nothing is sold."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from persona import occasions
from persona.errors import PersonaError


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
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    """Where the shop knows better than the table of holidays: a day off has weekend hours."""

    def __post_init__(self) -> None:
        if not self.weekday_hours or not self.weekend_hours:
            raise PersonaError("slots: weekdays and weekends need at least one hour each")


def is_quiet(at: time, quiet_from: time, quiet_until: time) -> bool:
    """Tell whether an hour lies in the quiet hours, which may run over midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def has_weekend_hours(day: date, rules: SlotRules) -> bool:
    """Tell whether people are off on a day, by the table of holidays or as the shop knows."""
    own = dict.fromkeys(rules.days_off, True) | dict.fromkeys(rules.working_days, False)
    return occasions.is_day_off(day, own)


def slots_of(day: date, rules: SlotRules) -> list[datetime]:
    """List the moments of a day in which a post may stand, earliest first (local, naive)."""
    hours = rules.weekend_hours if has_weekend_hours(day, rules) else rules.weekday_hours
    return [
        datetime.combine(day, at)
        for at in sorted(set(hours))
        if not is_quiet(at, rules.quiet_from, rules.quiet_until)
    ]


def days_from(first_day: date, days: int) -> list[date]:
    """List a number of days in a row."""
    return [first_day + timedelta(days=ahead) for ahead in range(days)]


def is_mourning(day: date, rules: SlotRules) -> bool:
    """Tell whether a day is one on which nothing is sold."""
    return occasions.is_mourning(day, rules.mourning_days)
