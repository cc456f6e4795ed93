import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.measured.holm import holm

CHANCES = st.lists(st.floats(0, 1), max_size=12)


def test_the_smallest_is_multiplied_by_how_many_there_are():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_single_question_costs_nothing():
    assert holm([0.04]) == [0.04]
    assert holm([]) == []


@given(CHANCES)
def test_a_correction_never_makes_surer_and_keeps_the_sequence(chances):
    corrected = holm(chances)

    for own, chance in zip(corrected, chances, strict=True):
        assert chance <= own <= 1
    ranked = sorted(zip(chances, corrected, strict=True))
    assert [own for _, own in ranked] == sorted(corrected)
