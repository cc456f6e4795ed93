import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.errors import GroupError
from tagging.measured.intervals import newcombe

GROUPS = st.integers(1, 5000).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("treated", "control", "interval"),
    [  # Newcombe 1998, table II, method 10
        (Share(56, 70), Share(48, 80), (0.0524, 0.3339)),
        (Share(9, 10), Share(3, 10), (0.1705, 0.8090)),
        (Share(10, 10), Share(0, 20), (0.6791, 1.0)),
        (Share(0, 10), Share(0, 20), (-0.1611, 0.2775)),
    ],
)
def test_an_interval_is_that_of_newcombes_paper(treated, control, interval):
    assert newcombe(treated, control) == pytest.approx(interval, abs=5e-5)


@given(GROUPS, GROUPS)
def test_the_difference_lies_within_its_interval_and_that_within_what_can_be(treated, control):
    low, high = newcombe(treated, control)

    assert -1 <= low <= treated.rate - control.rate <= high <= 1


@given(GROUPS, GROUPS)
def test_who_is_called_control_turns_the_interval_round(treated, control):
    low, high = newcombe(treated, control)

    assert newcombe(control, treated) == pytest.approx((-high, -low))


def test_a_group_of_nobody_has_no_rate():
    with pytest.raises(GroupError, match="without customers"):
        newcombe(Share(1, 2), Share(0, 0))
