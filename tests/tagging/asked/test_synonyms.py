import pytest

from tagging.asked.synonyms import meaning_of, plain_of


@pytest.mark.parametrize(
    ("one", "other"),
    [("怎么退货", "如何退款"), ("运费多少", "邮费多少"), ("请问掉色吗", "会不会褪色")],
)
def test_words_that_stand_for_one_another_mean_the_same(one, other):
    assert set(meaning_of(one)) & set(meaning_of(other))
    assert meaning_of(one) == meaning_of(one + "啊")


def test_case_width_and_punctuation_do_not_count():
    assert plain_of(" Ｍ码，还有 吗？") == "m码还有吗"


@pytest.mark.parametrize("text", ["", "？？", "——"])
def test_what_is_only_punctuation_stays_as_it_is(text):
    assert plain_of(text) == text.replace("？", "?")


def test_idle_words_alone_keep_their_meaning():
    assert meaning_of("你好") == "你好"
