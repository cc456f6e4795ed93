import pytest

from persona.worded.hits import WordLevel, weaker

BLOCK, WARN, HINT = WordLevel


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [(BLOCK, WARN, WARN), (HINT, WARN, HINT), (WARN, WARN, WARN), (BLOCK, None, None)],
)
def test_of_two_levels_the_weaker_one_holds(one, other, level):
    assert weaker(one, other) is level
