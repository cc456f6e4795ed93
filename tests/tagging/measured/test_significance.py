import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.measured.significance import fisher, p_of, pooled_z, two_sided
from tests.tagging.measured.test_intervals import GROUPS


def test_ten_visits_in_a_hundred_against_twenty():
    assert pooled_z(Share(20, 100), Share(10, 100)) == pytest.approx(0.04767, abs=1e-5)


def test_the_tea_that_a_lady_tasted():
    assert fisher(Share(3, 4), Share(1, 4)) == pytest.approx(34 / 70)
    assert fisher(Share(4, 4), Share(0, 4)) == pytest.approx(2 / 70)


@pytest.mark.parametrize(
    ("treated", "control", "rule"),
    [
        (Share(20, 100), Share(5, 100), pooled_z),
        (Share(20, 100), Share(4, 100), fisher),
        (Share(95, 100), Share(80, 100), pooled_z),
        (Share(96, 100), Share(80, 100), fisher),
        (Share(50, 1000), Share(5, 90), fisher),  # 4.5 expected
        (Share(50, 1000), Share(6, 100), pooled_z),
    ],
)
def test_below_five_events_all_tables_are_counted(treated, control, rule):
    assert p_of(treated, control) == rule(treated, control)


def test_the_tails_keep_their_digits():
    assert two_sided(30) == pytest.approx(9.8134e-198, rel=1e-4)


@given(GROUPS, GROUPS)
def test_a_chance_lies_between_0_and_1_whoever_is_called_control(treated, control):
    p = p_of(treated, control)

    assert 0 <= p <= 1
    assert p_of(control, treated) == pytest.approx(p)


@given(st.integers(0, 50), st.integers(1, 20))
def test_groups_that_do_the_same_differ_by_chance(count, times):
    share = Share(count, 50)

    assert p_of(share, Share(count * times, 50 * times)) > 0.9


def test_where_nobody_or_everybody_answers_nothing_differs():
    assert p_of(Share(0, 10), Share(0, 10_000)) == 1
    assert pooled_z(Share(10, 10), Share(7, 7)) == 1
