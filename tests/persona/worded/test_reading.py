from hypothesis import given, settings
from hypothesis import strategies as st

from persona.worded.folding import fold_copy
from persona.worded.reading import read_copy

COPY = st.text(st.sampled_from("喝了三天就好1.5 ,，。！\n·🔥\u200b￥"), max_size=40)


def test_what_stands_between_letters_is_not_read():
    assert read_copy(fold_copy("原 价 ￥1 9.5 元·仅此")).text == "原价19.5元仅此"


def test_marks_that_end_clauses_are():
    assert read_copy(fold_copy("好，真的！\n真的？")).text == "好,真的!\n真的?"


def test_a_line_ends_like_a_clause_and_a_paragraph_like_a_sentence():
    assert read_copy(fold_copy("到了\n真的\n\n好的\r\n嗯")).text == "到了,真的\n\n好的,嗯"


def test_words_the_shop_may_say_are_line_breaks():
    assert read_copy(fold_copy("限 时八折"), {"限时"}).text == "\n\n八折"


@settings(max_examples=60)
@given(COPY)
def test_each_letter_is_where_it_was_given(text):
    reading = read_copy(fold_copy(text))
    for at, sign in enumerate(reading.text):
        start, end = reading.span(at, at + 1)
        given_sign = fold_copy(text[start:end]).plain
        assert given_sign == sign or (given_sign, sign) == ("\n", ",")
