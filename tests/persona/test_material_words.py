import pytest

from persona.material_words import DIMENSION_WORDS, KIND_WORDS, SEASON_WORDS
from persona.materials import Dimension, Kind
from persona.occasions import Season


@pytest.mark.parametrize(
    ("words", "codes"),
    [(KIND_WORDS, Kind), (DIMENSION_WORDS, Dimension), (SEASON_WORDS, Season)],
)
def test_every_code_has_a_chinese_word_and_every_word_is_of_a_code(words, codes):
    assert set(words.values()) == set(codes)
