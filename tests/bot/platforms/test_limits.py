import re
from dataclasses import fields

import pytest

from bot.errors import ConfigError
from bot.platforms.limits import LIMITS, Limits
from persona.manners import CapPeriod, TouchKind
from persona.timeline import PlanRules


def test_every_number_says_where_it_comes_from_and_when_it_was_checked():
    lines = LIMITS.lines()

    assert [line.name for line in lines] == [line.name for line in fields(Limits)]
    assert all(line.source and line.value >= 1 for line in lines)
    assert all(re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", line.checked) for line in lines)


def test_the_answer_is_due_within_five_seconds_and_the_customer_may_be_written_to_for_two_days():
    assert (LIMITS.answer_seconds, LIMITS.window_hours, LIMITS.window_messages) == (5, 48, 5)


def test_a_plan_keeps_to_what_the_platform_takes_and_shows():
    assert LIMITS.for_plans() == {
        "text_bytes": 4000,
        "text_letters": 2000,
        "viewer_posts_a_day": 3,
    }
    assert PlanRules(**LIMITS.for_plans()) == PlanRules()


def test_a_shop_may_set_its_own_number_and_the_table_stays_as_it_is():
    own = LIMITS.override({"window_messages": 20})

    assert own.window_messages == 20
    assert own.window_hours == LIMITS.window_hours
    assert LIMITS.window_messages == 5


def test_one_is_the_smallest_number():
    assert LIMITS.override({"window_messages": 1}).window_messages == 1


@pytest.mark.parametrize(
    "wrong",
    [{"window_massages": 3}, {"window_hours": 0}, {"window_hours": 1.5}, {"deliveries": True}],
)
def test_a_wrong_number_is_refused_by_its_name(wrong):
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        LIMITS.override(wrong)


def test_what_a_platform_lets_reach_a_customer_is_a_cap_with_its_month_and_source():
    mass, group = LIMITS.override({"mass_sends_a_month": 2}).caps()

    assert (mass.limit, mass.period, mass.checked) == (2, CapPeriod.MONTH, "2026-11")
    assert mass.kinds == {TouchKind.BROADCAST, TouchKind.DISCOUNT}
    assert group.kinds == mass.kinds | {TouchKind.GROUP_SEND}
    assert all(cap.source for cap in (mass, group))
