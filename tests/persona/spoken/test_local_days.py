from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from persona.spoken.local_days import clock_moved_on, showing, start_of

BEIJING, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")
CAIRO, LORD_HOWE = ZoneInfo("Africa/Cairo"), ZoneInfo("Australia/Lord_Howe")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # in London


def utc(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), UTC)


@pytest.mark.parametrize(
    ("day", "zone", "start"),
    [
        (date(2026, 3, 1), BEIJING, utc(date(2026, 2, 28), 16)),
        (SPRING, LONDON, utc(SPRING, 0)),
        (AUTUMN, LONDON, utc(date(2026, 10, 24), 23)),
        (date(2026, 4, 24), CAIRO, utc(date(2026, 4, 23), 22)),  # begins at 1 o'clock
    ],
)
def test_a_day_starts_at_its_first_moment_also_where_midnight_is_skipped(day, zone, start):
    assert start_of(day, zone) == start
    assert start.astimezone(zone).date() == day


@pytest.mark.parametrize(
    ("day", "moments"),
    [
        (SPRING, ()),
        (AUTUMN, (utc(AUTUMN, 0, 30), utc(AUTUMN, 1, 30))),
        (date(2026, 10, 26), (utc(date(2026, 10, 26), 1, 30),)),
    ],
)
def test_half_past_one_comes_never_once_or_twice(day, moments):
    assert showing(day, time(1, 30), LONDON) == moments


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (SPRING, LONDON, utc(SPRING, 1)),
        (AUTUMN, LONDON, utc(AUTUMN, 1)),
        (date(2026, 4, 5), LORD_HOWE, utc(date(2026, 4, 4), 15)),
        (date(2026, 4, 24), CAIRO, utc(date(2026, 4, 23), 22)),
        (date(2026, 3, 30), LONDON, None),
        (SPRING, BEIJING, None),
    ],
)
def test_the_moment_at_which_a_clock_is_moved_is_found(day, zone, moment):
    assert clock_moved_on(day, zone) == moment
