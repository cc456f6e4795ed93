from datetime import UTC, datetime, timedelta

import pytest

from persona.errors import PersonaError
from persona.spoken.manner_rules import MannerRules
from persona.spoken.touches import LatePolicy, TouchKind

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "number",
    ["per_day", "per_week", "per_month", "gap_hours", "refund_days", "same_text_days"],
)
def test_a_number_below_nothing_is_refused_by_its_name(number):
    assert getattr(MannerRules(**{number: 0}), number) == 0
    with pytest.raises(PersonaError, match=f"{number} = -1"):
        MannerRules(**{number: -1})


def test_a_shop_with_an_empty_budget_does_no_marketing():
    assert MannerRules(per_day=1, per_week=1, per_month=1).has_marketing
    assert not MannerRules(per_week=0).has_marketing


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [
        (TouchKind.ANSWER, 7),
        (TouchKind.GROUP_GREETING, 7),
        (TouchKind.POST, 8),
        (TouchKind.CARE, 9 * 60),
        (TouchKind.BROADCAST, 9 * 60),
    ],
)
def test_each_kind_may_be_late_by_its_own_grace(kind, minutes):
    rules = MannerRules(reply_grace_minutes=7, post_grace_minutes=8, followup_grace_hours=9)

    assert rules.latest(kind, NOON) == NOON + timedelta(minutes=minutes)


def test_the_shops_late_policy_goes_before_the_usual_one():
    rules = MannerRules(late={TouchKind.CARE: LatePolicy.SEND})

    assert rules.late_policy_of(TouchKind.CARE) is LatePolicy.SEND
    assert rules.late_policy_of(TouchKind.BROADCAST) is LatePolicy.SKIP
    assert rules.late_policy_of(TouchKind.GROUP_SEND) is LatePolicy.ASK
