from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.bought.stages import StageRules, months_between, stage_of
from tagging.errors import RuleError
from tagging.reasons import Reason

TODAY = date(2026, 3, 1)
RULES = StageRules(goods={"奶粉1段": 0, "奶粉2段": 6, "NB 纸尿裤": 0})


def stage(rules=RULES, category="母婴", **known):
    return stage_of(category, TODAY, rules, **known)


def given_reasons():
    """Every reason a stage can have."""
    for known in (
        {"birthday": date(2025, 3, 1)},
        {"birthday": date(2026, 5, 1)},
        {"first_bought": {"奶粉1段": date(2025, 3, 1)}},
    ):
        yield stage(**known).because


@pytest.mark.parametrize(
    ("birthday", "half_years"),
    [
        (date(2026, 8, 31), -1),
        (date(2026, 3, 2), -1),
        (date(2026, 3, 1), 0),
        (date(2025, 9, 2), 0),
        (date(2025, 9, 1), 1),
        (date(2020, 3, 2), 11),
    ],
)
def test_a_baby_grows_by_half_years(birthday, half_years):
    assert stage(birthday=birthday).half_years == half_years


@pytest.mark.parametrize("birthday", [date(2026, 9, 2), date(2020, 3, 1)])
def test_a_birth_far_off_and_a_schoolchild_have_no_stage(birthday):
    assert stage(birthday=birthday) is None


def test_a_stage_says_its_months():
    assert stage(birthday=date(2025, 8, 1)).months == range(6, 12)


def test_without_a_birthday_the_first_stage_goods_tell_the_age():
    first_bought = {
        "奶粉2段": date(2026, 2, 1),
        "奶粉1段": date(2025, 7, 15),
        "奶瓶": date(2024, 1, 1),
    }

    found = stage(first_bought=first_bought)

    assert (found.half_years, found.because.code) == (1, Reason.STAGE_GOODS_BOUGHT)
    assert found.because.values == {"product": "奶粉1段", "bought_on": "2025-07-15", "months": 7}


def test_a_birthday_is_surer_than_goods():
    found = stage(birthday=date(2026, 1, 1), first_bought={"奶粉2段": date(2025, 1, 1)})

    assert (found.half_years, found.because.code) == (0, Reason.BORN_ON)


def test_goods_bought_ahead_on_the_same_day_do_not_count():
    day = date(2026, 2, 1)

    assert stage(first_bought={"奶粉2段": day, "奶粉1段": day}).half_years == 0


@pytest.mark.parametrize(
    "first_bought", [None, {}, {"奶瓶": TODAY}, {"奶粉1段": TODAY + timedelta(days=1)}]
)
def test_nothing_known_is_no_stage(first_bought):
    assert stage(first_bought=first_bought) is None


def test_where_stages_do_not_matter_there_are_none():
    assert stage(category="女装", birthday=date(2025, 3, 1)) is None


@pytest.mark.parametrize("months", [-1, 72])
def test_goods_for_no_age_are_refused(months):
    with pytest.raises(RuleError, match=f"玩具: {months} months"):
        StageRules(goods={"玩具": months})


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 4000))
def test_months_pass_with_the_days(first, days):
    last = first + timedelta(days=days)

    months = months_between(first, last)

    assert 0 <= months_between(first, last + timedelta(days=1)) - months <= 1
    assert abs(days / 30.436875 - months - 0.5) < 0.6
