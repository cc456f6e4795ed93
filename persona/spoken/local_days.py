"""A day's moments on somebody's own clock, also on days on which that clock is moved."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

DAY = timedelta(days=1)
_DAYS_KEPT = 1 << 12
_SECOND = timedelta(seconds=1)


@lru_cache(_DAYS_KEPT)
def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a day in a zone (UTC); some days do not begin at midnight."""
    at_midnight = showing(day, time.min, zone)
    return at_midnight[0] if at_midnight else _midnight(day, zone)


@lru_cache(_DAYS_KEPT)
def showing(day: date, clock: time, zone: tzinfo) -> tuple[datetime, ...]:
    """List the moments (UTC) of a day at which its clock shows this: one, two, or none."""
    asked = datetime.combine(day, clock)
    found: list[datetime] = []
    for fold in (0, 1):
        moment = asked.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if moment not in found and moment.astimezone(zone).replace(tzinfo=None) == asked:
            found.append(moment)
    return tuple(found)


@lru_cache(_DAYS_KEPT)
def clock_moved_on(day: date, zone: tzinfo) -> datetime | None:
    """Return the moment (UTC, to the second) of a day at which its clock was moved, or None."""
    low, high = _midnight(day, zone) - _SECOND, _midnight(day + DAY, zone)
    before = _offset(low, zone)
    if _offset(high, zone) == before:
        return None
    while high - low > _SECOND:
        middle = low + timedelta(seconds=int((high - low).total_seconds() / 2))
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high


def _midnight(day: date, zone: tzinfo) -> datetime:
    """Return midnight, or the moment at which a clock that skips midnight is moved over it."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _offset(moment: datetime, zone: tzinfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
