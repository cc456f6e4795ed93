from collections import Counter
from datetime import date
from hashlib import md5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import RuleError
from tagging.holdout import (
    CONTROL,
    HELD_OUT,
    SLOTS,
    TREATED,
    group_of,
    holdout_salt,
    is_held_out,
    slot_of,
)
from tagging.measured.sample_ratio import sample_ratio_p

EVERYBODY = [f"k{number}" for number in range(100_000)]


def test_a_slot_can_be_recomputed_in_any_database():
    digest = md5("双12:小周".encode(), usedforsecurity=False).hexdigest()

    assert slot_of("双12", "小周") == int(digest[:16], 16) * 10_000 // 2**64


@given(st.text(), st.text())
def test_a_customer_has_one_slot_of_ten_thousand(salt, customer):
    assert 0 <= slot_of(salt, customer) < SLOTS
    assert slot_of(salt, customer) == slot_of(salt, customer)


def test_customers_are_spread_evenly_over_the_slots():
    tenths = Counter(str(slot_of("双12", customer) // 1_000) for customer in EVERYBODY)

    assert sample_ratio_p(tenths, dict.fromkeys(tenths, 1)) > 0.001
    assert len(tenths) == 10


def test_two_campaigns_draw_their_control_groups_independently():
    both = Counter(
        f"{group_of(customer, '双11')}/{group_of(customer, '双12')}" for customer in EVERYBODY
    )

    fair = {"control/control": 1, "control/treated": 9, "treated/control": 9}
    assert sample_ratio_p(both, fair | {"treated/treated": 81}) > 0.001


def test_the_holdout_draws_independently_of_a_campaign():
    salt = holdout_salt(date(2026, 11, 22))
    both = Counter(
        f"{is_held_out(customer, salt)}/{group_of(customer, '双12')}" for customer in EVERYBODY
    )

    fair = {"True/control": 5, "True/treated": 45, "False/control": 95, "False/treated": 855}
    assert sample_ratio_p(both, fair) > 0.001


def test_arms_share_what_the_control_group_leaves_by_their_weights():
    found = Counter(group_of(customer, "双12", 0.1, {"券": 2, "礼": 1}) for customer in EVERYBODY)

    assert sample_ratio_p(found, {CONTROL: 1, "券": 6, "礼": 3}) > 0.001


@given(st.text(min_size=1), st.floats(0, 0.99))
def test_a_larger_control_group_only_adds_customers(customer, share):
    if group_of(customer, "双12", share / 2) == CONTROL:
        assert group_of(customer, "双12", share) == CONTROL
    assert group_of(customer, "双12", 0) == TREATED


@pytest.mark.parametrize(
    ("day", "salt"),
    [
        (date(2026, 1, 1), "holdout:2026Q1"),
        (date(2026, 3, 31), "holdout:2026Q1"),
        (date(2026, 4, 1), "holdout:2026Q2"),
        (date(2026, 12, 31), "holdout:2026Q4"),
    ],
)
def test_each_quarter_others_are_held_out(day, salt):
    assert holdout_salt(day) == salt


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"campaign": "  "}, "a campaign needs a name"),
        ({"campaign": "双12", "control_share": 1}, "control share must be at least 0"),
        ({"campaign": "双12", "control_share": -0.1}, "not -0.1"),
        ({"campaign": "双12", "arms": {}}, "every arm of a campaign needs a name"),
        ({"campaign": "双12", "arms": {"券": 0}}, "a weight above 0"),
        ({"campaign": "双12", "arms": {CONTROL: 1}}, "no arm can be called control"),
        ({"campaign": "双12", "arms": {HELD_OUT: 1}}, "no arm can be called held_out"),
    ],
)
def test_a_deal_that_makes_no_sense_is_refused(options, sentence):
    with pytest.raises(RuleError, match=sentence):
        group_of("小周", **options)


def test_nobody_holds_out_more_than_everybody():
    with pytest.raises(RuleError, match="holdout share"):
        is_held_out("小周", "holdout:2026Q4", 1.5)
