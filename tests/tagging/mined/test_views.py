import pytest

from tagging.mined.speech import tag_words
from tagging.mined.views import Piece, is_noun, piece_of, view_of


def view(clause, first=0, end=1):
    return view_of(tag_words(clause), first, end)


@pytest.mark.parametrize(
    ("clause", "opinion", "is_negated"),
    [
        ("帽檐很宽", "宽", False),
        ("帽檐宽", "宽", False),
        ("帽檐还是挺宽的", "宽", False),
        ("帽檐一点都不宽", "", False),
        ("帽檐不宽", "宽", True),
        ("帽檐有点松", "松", False),
        ("帽檐好", "好", False),
        ("帽檐好宽", "宽", False),
        ("帽檐很有型", "", False),
        ("帽檐收到了", "", False),
    ],
)
def test_the_word_that_judges_stands_behind_degree_words(clause, opinion, is_negated):
    seen = view(clause)

    assert (seen.opinion, seen.is_negated) == (opinion, is_negated)


@pytest.mark.parametrize("clause", ["这款帽子", "收到帽子", "收到了帽子"])
def test_what_is_counted_or_received_was_sold(clause):
    words = tag_words(clause)

    assert view_of(words, len(words) - 1, len(words)).is_handled


def test_what_arrives_was_sold_and_what_is_wide_was_not():
    assert view("帽子收到了").is_handled
    assert not view("帽檐很宽").is_handled


def test_a_noun_behind_a_noun_is_bound_and_does_not_open_the_clause():
    second = view("帽子质量很好", 1, 2)
    whole = view("帽子质量很好", 0, 2)

    assert (second.is_bound, second.is_first) == (True, False)
    assert (whole.is_bound, whole.is_first, whole.opinion) == (False, True, "好")


def test_only_chinese_words_of_two_characters_may_be_nouns():
    assert is_noun("帽檐", "n")
    assert is_noun("做工", "v")
    assert not is_noun("屏", "n")
    assert not is_noun("iphone", "n")
    assert not is_noun("看起来", "v")


def test_single_characters_may_be_parts_of_a_new_word():
    assert piece_of("颜", "nr") is Piece.CHARACTER
    assert piece_of("的", "uj") is Piece.OTHER
    assert piece_of("很", "a") is Piece.OTHER
