from hypothesis import given
from hypothesis import strategies as st

from tagging.mined.new_words import LONGEST_WORD, find_new_words

TEXTS = [
    *("颜值真高", "这颜值可以", "因为颜值买的", "颜值在线", "都说颜值高", "看中颜值"),
    *("物流快得很", "物流快吧", "今天物流快", "说物流快", "物流快是快", "物流快"),
    *("价格还行", "服务周到", "昨天下单", "一共两件", "孩子喜欢", "颜色一般"),
]


def test_characters_that_keep_together_in_new_company_are_a_word():
    first = find_new_words(TEXTS)[0]

    assert (first.text, first.count) == ("颜值", 6)


def test_a_noun_with_what_is_said_of_it_is_no_word():
    assert "物流快" not in {word.text for word in find_new_words(TEXTS)}


def test_characters_that_stand_in_one_place_only_are_half_a_word():
    texts = ["高颜值家电"] * 9

    assert find_new_words(texts) == []


@given(st.lists(st.text(st.sampled_from("颜值高低物流快的我，"), max_size=20), max_size=20))
def test_every_word_found_stands_in_the_texts_as_often_as_it_says(texts):
    for word in find_new_words(texts):
        assert 2 <= len(word.text) <= LONGEST_WORD
        assert sum(text.count(word.text) for text in texts) >= word.count
