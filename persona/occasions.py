"""The calendar of a shop: festivals, solar terms, shopping days, seasons, days off, mourning.

Lunar festivals and solar terms come from a table that ends (borax); everything else goes on.
"""

from collections.abc import Collection, Mapping
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from persona.errors import OutOfCalendar

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""The years of the sun whose every lunar festival and solar term the table knows."""
_YEARS_AHEAD = 3  # 腊八 falls near New Year: a year of the sun may have two of them, or none
_DAYS_KEPT = 1 << 15
_SATURDAY, _SUNDAY = 5, 6

_TERMS = (
    "小寒大寒立春雨水惊蛰春分清明谷雨立夏小满芒种夏至"
    "小暑大暑立秋处暑白露秋分寒露霜降立冬小雪大雪冬至"
)
SOLAR_TERMS = tuple(_TERMS[place : place + 2] for place in range(0, len(_TERMS), 2))
_LUNAR = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),  # as in the north; the south keeps it a day later
}
_EVE = "除夕"
_FIXED = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "劳动节": (5, 1),
    "520": (5, 20),
    "儿童节": (6, 1),
    "618": (6, 18),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "双11": (11, 11),
    "双12": (12, 12),
    "圣诞": (12, 25),
}
_SUNDAYS = {"母亲节": (5, 2), "父亲节": (6, 3)}  # the second Sunday of May, the third of June
_OTHER_NAMES = {
    "大年三十": "除夕",
    "大年初一": "春节",
    "过年": "春节",
    "五一": "劳动节",
    "六一": "儿童节",
    "三八": "妇女节",
    "女神节": "妇女节",
    "十一": "国庆",
    "双十一": "双11",
    "双十二": "双12",
}
OCCASIONS = (*_LUNAR, _EVE, *SOLAR_TERMS, *_FIXED, *_SUNDAYS)

_MEMORIAL_DAY = (12, 13)
_TOMB_SWEEPING = range(4, 7)  # of April: one of these is 清明 in every year


class Season(StrEnum):
    """A season of the year, by its months: spring is March to May."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


_SEASONS = (Season.WINTER, Season.SPRING, Season.SUMMER, Season.AUTUMN)


def season_of(day: date) -> Season:
    """Return the season a day lies in."""
    return _SEASONS[day.month % 12 // 3]


def occasion_named(words: str) -> str | None:
    """Return the occasion somebody means (中秋节, 双十一), None where there is no such one."""
    told = "".join(words.split())
    for name in (told, told.removesuffix("节"), f"{told}节", _OTHER_NAMES.get(told)):
        if name in OCCASIONS:
            return name
    return None


@lru_cache(_DAYS_KEPT)
def next_day_of(occasion: str, day: date) -> date | None:
    """Return the first day of an occasion from a day on; None for a name that is none of ours.

    Raises OutOfCalendar where the day's year, or the next occasion's, is not in the table.
    """
    for year in range(day.year, min(day.year + _YEARS_AHEAD, MAXYEAR + 1)):
        for found in _days_in(occasion, year):
            if found >= day:
                return found
    return None


def holds_for_occasion(occasion: str, lead_days: int, day: date) -> bool:
    """Tell whether a day is an occasion's own, or one of the `lead_days` before it."""
    found = next_day_of(occasion, day)
    return found is not None and (found - day).days <= lead_days


def is_mourning(day: date, extra: Collection[date] = ()) -> bool:
    """Tell whether a day is one on which nothing is sold.

    Those are 清明, the national memorial day of 13 December (the only one the law sets for every
    year), and `extra`: days of mourning are decreed as they come. Outside the table's years all
    days on which 清明 can fall count.
    """
    if day in extra or (day.month, day.day) == _MEMORIAL_DAY:
        return True
    if day.month != _TOMB_SWEEPING.start or day.day not in _TOMB_SWEEPING:
        return False
    return not FIRST_YEAR <= day.year <= LAST_YEAR or day in _days_in("清明", day.year)


def is_day_off(day: date, extra: Mapping[date, bool] = MappingProxyType({})) -> bool:
    """Tell whether most people need not work: weekends and holidays, swaps included.

    `extra` goes before the table of holidays, which ends with the last year that was announced;
    after it weekends are all there is.
    """
    import chinese_calendar

    if day in extra:
        return extra[day]
    try:
        return bool(chinese_calendar.is_holiday(day))
    except RuntimeError:  # a year that is not in its table
        return day.weekday() >= _SATURDAY


@lru_cache(_DAYS_KEPT)
def _days_in(occasion: str, year: int) -> tuple[date, ...]:
    """Return the days of an occasion in a year of the sun, in order; none for an unknown name."""
    if occasion in _FIXED:
        return (date(year, *_FIXED[occasion]),)
    if occasion in _SUNDAYS:
        return (_sunday_of(year, *_SUNDAYS[occasion]),)
    if occasion not in OCCASIONS:
        return ()
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendar(
            f"{year} 年超出农历表（{FIRST_YEAR} 到 {LAST_YEAR} 年），算不出{occasion}是哪一天"
        )
    if occasion == _EVE:
        return (_days_in("春节", year)[0] - timedelta(days=1),)
    if occasion in SOLAR_TERMS:
        return (_solar_term(occasion, year),)
    days = (_lunar_day(occasion, lunar_year) for lunar_year in (year - 1, year))
    return tuple(day for day in days if day.year == year)


def _sunday_of(year: int, month: int, place: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_SUNDAY - first.weekday()) % 7 + 7 * (place - 1))


def _solar_term(term: str, year: int) -> date:
    from borax.calendars.lunardate import TermUtils

    day: date = TermUtils.nth_term_day(year, SOLAR_TERMS.index(term))
    return day


def _lunar_day(occasion: str, lunar_year: int) -> date:
    from borax.calendars.lunardate import LunarDate

    day: date = LunarDate(lunar_year, *_LUNAR[occasion]).to_solar_date()
    return day
