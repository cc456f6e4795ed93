import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import RuleError
from tagging.measured.power import Needed, customers_needed, heads_needed, smallest_lift


@pytest.mark.parametrize(
    ("natural", "lift", "even", "control", "treated"),
    [
        (0.1026, 0.0075, 26_515, 14_731, 132_575),
        (0.1062, 0.0452, 856, 476, 4_280),
        (0.0057, 0.0031, 11_622, 6_456, 58_108),
        (0.0057, 0.0068, 2_951, 1_639, 14_755),
        (0.05, 0.01, 8_143, 4_524, 40_713),
        (0.20, 0.02, 6_507, 3_615, 32_537),
        (0.20, 0.05, 1_092, 607, 5_459),
    ],
)
def test_so_many_customers_show_a_lift(natural, lift, even, control, treated):
    # statsmodels' NormalIndPower, 80 % power, 5 % two-sided
    assert customers_needed(natural, lift) == Needed(even, even)
    assert customers_needed(natural, lift, control_share=0.1) == Needed(control, treated)


def test_two_thousand_contacts_cannot_see_two_points():
    assert smallest_lift(0.20, treated=1_800, control=200) > 0.02
    assert customers_needed(0.20, 0.02, control_share=0.1).contacts > 2_000


@given(st.floats(0.001, 0.9), st.integers(20, 10**6), st.floats(0.05, 0.5))
def test_the_smallest_lift_needs_just_the_customers_there_are(natural, contacts, share):
    control = max(1, round(contacts * share))
    treated = contacts - control
    lift = smallest_lift(natural, treated=treated, control=control)

    if lift is not None and lift > 1e-6:
        needed = customers_needed(natural, lift, control_share=control / contacts)
        assert needed.contacts == pytest.approx(contacts, rel=1e-3, abs=2)


def test_a_lift_that_vanishes_beside_the_natural_rate_is_shown_by_nobody():
    with pytest.raises(RuleError, match="too small for any number of customers"):
        customers_needed(0.1, 1e-30)


def test_a_handful_of_contacts_shows_nothing_at_all():
    assert smallest_lift(0.5, treated=3, control=1) is None
    assert smallest_lift(0.5, treated=3, control=0) is None


def test_a_mean_needs_customers_by_its_variance():
    # (1.96 + 0.8416)² · 2 · 4 / 0.5²
    assert heads_needed(4.0, 0.5) == Needed(251, 251)
    assert heads_needed(4.0, 0.5, control_share=0.1).contacts > 2 * 251


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"natural": 1, "lift": 0.1}, "natural rate"),
        ({"natural": 0.1, "lift": 0}, "must not be 0"),
        ({"natural": 0.95, "lift": 0.1}, "between 0 and 1"),
        ({"natural": 0.1, "lift": 0.1, "control_share": 0}, "control share"),
        ({"natural": 0.1, "lift": 0.1, "power": 1}, "power"),
        ({"natural": 0.1, "lift": 0.1, "power": 0.05}, "power"),
    ],
)
def test_rates_that_make_no_sense_are_refused(options, sentence):
    with pytest.raises(RuleError, match=sentence):
        customers_needed(**options)


def test_a_lift_of_nothing_is_never_seen():
    with pytest.raises(RuleError, match="never seen"):
        heads_needed(4.0, 0)
