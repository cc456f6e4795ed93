"""Quiet hours on the customer's own clock: weekends, holidays, and days on which clocks move."""

from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from persona.occasions import is_day_off
from persona.slots import is_quiet
from persona.spoken.local_days import DAY, clock_moved_on, showing, start_of
from persona.spoken.manner_rules import MannerRules

_DAYS_KEPT = 1 << 10


def quiet_hours_on(day: date, rules: MannerRules) -> tuple[time, time]:
    """Return from when, and until when, a day is quiet; the night runs over its midnight."""
    is_off = day in rules.days_off or (day not in rules.working_days and _is_day_off(day))
    return rules.quiet_from, rules.quiet_until_day_off if is_off else rules.quiet_until


def end_of_quiet(at: datetime, zone: tzinfo, rules: MannerRules) -> datetime:
    """Return the first moment from `at` on that is not quiet in this zone (UTC, or `at` itself).

    Silence ends at its hour, at midnight, or where the clock is moved out of it.
    """
    local = at.astimezone(zone)
    if not _is_quiet(local, rules):
        return at
    day = local.date()
    while True:
        _, until = quiet_hours_on(day, rules)
        moved_at = clock_moved_on(day, zone)
        ends = [start_of(day, zone), *showing(day, until, zone), *([moved_at] if moved_at else [])]
        loud = [end for end in ends if end >= at and not _is_quiet(end.astimezone(zone), rules)]
        if loud:
            return min(loud)
        day += DAY


def _is_quiet(local: datetime, rules: MannerRules) -> bool:
    return is_quiet(local.time(), *quiet_hours_on(local.date(), rules))


@lru_cache(_DAYS_KEPT)
def _is_day_off(day: date) -> bool:
    return is_day_off(day)
