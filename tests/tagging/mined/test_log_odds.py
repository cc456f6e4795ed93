from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_lexicon
from tagging.mined.log_odds import compare, complaint_words

CLOTHES = packaged_lexicon("女装")
BLAME = [*repeat("洗了一次就掉色", 8), *repeat("客服让我等", 2)]
PRAISE = [*repeat("面料柔软，颜色漂亮", 8), *repeat("客服耐心", 2)]


def test_low_ratings_speak_of_what_high_ratings_do_not():
    first = compare(BLAME, PRAISE)[0]

    assert (first.term, first.count, first.other_count) == ("掉色", 8, 0)
    assert (first.texts, first.other_texts) == (10, 10)
    assert first.z > 1.96
    assert first.examples == ("洗了一次就掉色",)


def test_what_both_sides_say_alike_stands_out_on_neither():
    assert all(one.z < 1.96 for one in compare(BLAME, PRAISE) if one.term == "客服")


def test_what_is_denied_is_another_word():
    terms = {one.term for one in compare(repeat("完全不掉色", 5), PRAISE)}

    assert "不掉色" in terms
    assert "掉色" not in terms


def test_complaints_stand_out_without_any_rating():
    texts = [*repeat("袖口掉色，图案漂亮", 6), *repeat("袖口精致", 9)]

    first = complaint_words(texts, CLOTHES)[0]

    assert first.term == "掉色"
    assert first.other_count == 0


@given(st.lists(st.sampled_from(BLAME + PRAISE)), st.lists(st.sampled_from(BLAME + PRAISE)))
def test_a_word_stands_out_on_one_side_only(here, there):
    mine = {one.term for one in compare(here, there)}
    theirs = {one.term for one in compare(there, here)}

    assert not mine & theirs


@pytest.mark.parametrize(("here", "there"), [([], PRAISE), (BLAME, []), ([], [])])
def test_nothing_is_compared_with_nothing(here, there):
    assert compare(here, there) == []
