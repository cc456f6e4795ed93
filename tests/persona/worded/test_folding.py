import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.worded.folding import Forms, fold_copy, letters_of, places_of_letters
from tagging.traditional import SIMPLIFIED, TRADITIONAL

FORMS = Forms(str.maketrans(TRADITIONAL, SIMPLIFIED))


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("最好", "最好"),
        ("ＮＯ.１", "no.1"),
        ("頂級療效", "顶级疗效"),
        ("最\u200b好\ufe0f", "最好"),
        ("№1", "第1"),
        ("①％", "1%"),
        ("好，真的！", "好,真的!"),
        ("㎏ İ", "㎏ İ"),
        ("最<br/>好&nbsp;吗&#8203;", "最好吗"),
        ("a<b，1 & 2", "a<b,1 & 2"),
        ("本 品 不 能 代 替 药 物", "本品不能代替药物"),
        ("1.5 到 2.0 元，今天 9.9", "1.5 到 2.0 元,今天 9.9"),
        ("红、黄、蓝、绿", "红、黄、蓝、绿"),
    ],
)
def test_ways_of_writing_are_brought_to_one(given_text, plain):
    assert fold_copy(given_text, FORMS).plain == plain


def test_a_folded_place_is_found_again_in_the_text_as_given():
    folded = fold_copy("a\u200b頂\u200b級", FORMS)

    assert folded.span(1, 3) == (2, 5)
    assert folded.given[2:5] == "頂\u200b級"


def test_letters_stand_without_marks_but_line_by_line():
    plain = "最，好\n· 的%"

    assert letters_of(plain) == "最好\n的%"
    assert [plain[at] for at in places_of_letters(plain)] == list("最好\n的%")


@settings(max_examples=60)
@given(st.text(alphabet="最頂級A１·，\n\u200b😊 ﬁ", max_size=30))
def test_every_folded_sign_has_its_place(text):
    folded = fold_copy(text, FORMS)

    assert len(folded.plain) == len(folded.places)
    assert list(folded.places) == sorted(set(folded.places))
    assert all(
        fold_copy(text[at], FORMS).plain == sign
        for sign, at in zip(folded.plain, folded.places, strict=True)
    )
    assert len(letters_of(folded.plain)) == len(places_of_letters(folded.plain))
