from datetime import date, timedelta
from itertools import pairwise

import chinese_calendar
import pytest
from borax.calendars.lunardate import LunarDate
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.errors import OutOfCalendar
from persona.occasions import (
    FIRST_YEAR,
    LAST_YEAR,
    OCCASIONS,
    SOLAR_TERMS,
    Season,
    holds_for_occasion,
    is_day_off,
    is_mourning,
    next_day_of,
    occasion_named,
    season_of,
)

LUNAR_DAYS = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
}
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR - 1, 12, 31))


@pytest.mark.parametrize(
    ("occasion", "day"),
    [
        ("春节", date(2026, 2, 17)),
        ("春节", date(2027, 2, 6)),
        ("除夕", date(2026, 2, 16)),
        ("端午", date(2026, 6, 19)),
        ("中秋", date(2026, 9, 25)),
        ("清明", date(2024, 4, 4)),
        ("清明", date(2026, 4, 5)),
        ("冬至", date(2026, 12, 22)),
        ("母亲节", date(2026, 5, 10)),
        ("父亲节", date(2026, 6, 21)),
        ("618", date(2026, 6, 18)),
        ("双11", date(2026, 11, 11)),
        ("国庆", date(2026, 10, 1)),
    ],
)
def test_festivals_fall_where_wall_calendars_have_them(occasion, day):
    assert next_day_of(occasion, date(day.year, 1, 1)) == day


@pytest.mark.parametrize("occasion", LUNAR_DAYS)
def test_every_lunar_festival_from_1901_to_2099_is_the_day_of_the_lunar_table(occasion):
    day = date(FIRST_YEAR, 1, 1)
    found = []
    while (day := next_day_of(occasion, day)).year < LAST_YEAR:
        lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
        assert (lunar.month, lunar.day, lunar.leap) == (*LUNAR_DAYS[occasion], 0)
        found.append(day)
        day += timedelta(days=1)

    assert abs(len(found) - 199) <= 1  # 腊八 may fall before New Year, or after
    gaps = {(later - earlier).days for earlier, later in pairwise(found)}
    assert gaps <= set(range(353, 386))


def test_new_years_eve_is_the_day_before_the_first_of_the_year():
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        first = next_day_of("春节", date(year, 1, 1))

        assert next_day_of("除夕", date(year, 1, 1)) == first - timedelta(days=1)


def test_solar_terms_agree_with_another_table():
    theirs = chinese_calendar.get_solar_terms(date(2004, 1, 1), date(2026, 12, 31))

    assert len(theirs) == 23 * 24
    for day, term in theirs:
        assert next_day_of(term, day) == day
        assert [each for each in SOLAR_TERMS if next_day_of(each, day) == day] == [term]


@settings(max_examples=60, deadline=None)
@given(days, st.sampled_from(OCCASIONS))
def test_the_next_day_of_an_occasion_is_never_before_the_day_and_none_lies_between(day, occasion):
    found = next_day_of(occasion, day)

    assert day <= found <= day + timedelta(days=400)
    assert next_day_of(occasion, found) == found
    assert found == day or next_day_of(occasion, day + timedelta(days=1)) == found


@settings(max_examples=60, deadline=None)
@given(days, st.sampled_from(OCCASIONS), st.integers(0, 60))
def test_a_material_for_an_occasion_holds_on_the_days_before_and_on_it(day, occasion, lead_days):
    ahead = (next_day_of(occasion, day) - day).days

    assert holds_for_occasion(occasion, lead_days, day) is (ahead <= lead_days)


@settings(max_examples=60, deadline=None)
@given(st.dates())
def test_a_season_is_three_months_in_the_order_of_the_year(day):
    following = [*Season, *Season]
    place = following.index(season_of(day))

    assert season_of(day.replace(day=1)) is season_of(day)
    if day < date(9999, 12, 1):
        tomorrow = season_of(day + timedelta(days=1))
        starts = day.month % 3 == 2 and (day + timedelta(days=1)).day == 1
        assert tomorrow is following[place + starts]


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2026, 2, 28), Season.WINTER),
        (date(2026, 3, 1), Season.SPRING),
        (date(2026, 8, 31), Season.SUMMER),
        (date(2026, 9, 1), Season.AUTUMN),
        (date(2026, 12, 1), Season.WINTER),
    ],
)
def test_spring_begins_in_march_and_winter_in_december(day, season):
    assert season_of(day) is season


@pytest.mark.parametrize(
    ("words", "occasion"),
    [
        ("中秋节", "中秋"),
        ("教师节", "教师节"),
        ("教师", "教师节"),
        ("双十一", "双11"),
        (" 清明节 ", "清明"),
        ("五一", "劳动节"),
        ("大年三十", "除夕"),
        ("泼水节", None),
        ("", None),
    ],
)
def test_an_occasion_is_known_by_its_usual_names(words, occasion):
    assert occasion_named(words) == occasion


def test_lunar_days_beyond_the_table_are_refused_while_fixed_ones_go_on():
    with pytest.raises(OutOfCalendar, match="2101 年超出农历表（1901 到 2100 年），算不出中秋"):
        next_day_of("中秋", date(2101, 3, 1))
    with pytest.raises(OutOfCalendar, match="2101 年"):
        next_day_of("中秋", date(2100, 12, 1))

    assert next_day_of("双11", date(2101, 3, 1)) == date(2101, 11, 11)
    assert next_day_of("双11", date(9999, 12, 1)) is None
    assert next_day_of("泼水节", date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("day", "mourning"),
    [
        (date(2024, 4, 4), True),
        (date(2024, 4, 5), False),
        (date(2026, 4, 4), False),
        (date(2026, 4, 5), True),
        (date(2026, 12, 13), True),
        (date(2026, 5, 12), True),
        (date(2027, 5, 12), False),
        (date(2101, 4, 3), False),
        (date(2101, 4, 4), True),
        (date(2101, 4, 6), True),
    ],
)
def test_nothing_is_sold_on_days_of_mourning(day, mourning):
    assert is_mourning(day, {date(2026, 5, 12)}) is mourning


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 10, 1), True),
        (date(2026, 10, 10), False),  # a Saturday that is worked for the holiday
        (date(2026, 11, 23), False),
        (date(2026, 11, 22), True),
        (date(2050, 10, 1), True),  # a Saturday beyond the announced years
        (date(2050, 10, 3), False),
    ],
)
def test_days_off_are_the_announced_ones_then_weekends(day, off):
    assert is_day_off(day) is off


def test_what_the_shop_says_of_a_day_goes_before_the_table():
    assert not is_day_off(date(2026, 10, 1), {date(2026, 10, 1): False})
    assert is_day_off(date(2026, 11, 23), {date(2026, 11, 23): True})
