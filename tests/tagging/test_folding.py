import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.folding import fold

ANY_TEXT = st.lists(
    st.one_of(
        st.text(st.characters(codec=None, exclude_categories=()), max_size=20),
        st.sampled_from(["[微笑]", "[强]", "/:rose", "👍", "https://例", "www.a", "顏色", "["]),
    ),
    max_size=6,
).map("".join)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＸＬ码，１６５？", "xl码,165?"),
        ("MacBook　Pro", "macbook pro"),
        ("有\0没有\ud83d", "有\ufffd没有\ufffd"),
        ("İstanbul", "İstanbul"),
        ("Ａ类", "a类"),
        ("好\xa0慢\u2028", "好 慢 "),
        ("顏色會不會褪掉", "颜色会不会褪掉"),
        ("乾隆年间的著作", "乾隆年间的著作"),
    ],
)
def test_one_form_for_letters_however_they_were_typed(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("收到了[微笑]谢谢", "收到了    谢谢"),
        ("收到了/:rose谢谢", "收到了      谢谢"),
        ("收到了/::)", "收到了    "),
        ("收到了😊❤️", "收到了   "),
        ("物流[强][强]", "物流赞  赞  "),
        ("物流👍", "物流赞"),
        ("物流[弱]", "物流差  "),
        ("[质量]好", "[质量]好"),
        ("看 https://e.cn/a?id=3，好吗", "看" + " " * 21 + "好吗"),
        ("WWW.E.CN/OK好", "           好"),
    ],
)
def test_faces_and_links_are_no_words_but_some_faces_are_praise_or_blame(written, folded):
    assert fold(written) == folded


@given(ANY_TEXT)
def test_folding_never_moves_a_character(written):
    assert len(fold(written)) == len(written)
    assert fold(fold(written)) == fold(written)


@given(st.lists(ANY_TEXT.map(lambda text: text.replace("Σ", "")), max_size=5))
def test_texts_fold_together_as_each_alone(texts):
    assert fold("\n".join(texts)) == "\n".join(map(fold, texts))


def test_a_text_of_very_many_kinds_of_letters_folds_the_same():
    kinds = "".join(map(chr, range(0x8A00, 0x9000)))

    assert fold(kinds) == "".join(map(fold, kinds))
