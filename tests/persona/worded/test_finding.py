from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packaged import packaged_wording
from persona.worded.facts import CopyFacts, GoodsClass
from persona.worded.finding import find_words
from persona.worded.folding import fold_copy
from persona.worded.hits import WordLevel

TABLE = packaged_wording()
BLOCK, WARN, HINT = WordLevel
LONG_WORDS = sorted(each.word for each in TABLE.words if len(each.word) > 2)


def find(text, **facts):
    return find_words(fold_copy(text, TABLE.forms), TABLE, CopyFacts(**facts))


@pytest.mark.parametrize(
    "word",
    [
        "国 家 级",
        "国·家·级",
        "国\u200b家级",
        "國家級",
        "国😊家级",
        "国.家-级",
        "国，家级",
        "国，家，级",
        "国】【家级",
        "國\u3000家*級",
    ],
)
def test_a_word_is_found_in_any_way_of_writing(word):
    (hit,) = find(f"我们用{word}工艺")

    assert hit.level is BLOCK
    assert (hit.word, hit.start, hit.end) == (word, 3, 3 + len(word))


def test_what_stands_around_a_hidden_word_still_counts():
    assert [hit.level for hit in find("这条裤子不能治·疗腰疼") if hit.level is not HINT] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全网最低价", ["全网最低价"]),
        ("全网最低", ["全网最低"]),
        ("TOP10里", []),
        ("TOP1里", ["TOP1"]),
        ("服务第一品牌", ["第一品牌"]),
    ],
)
def test_the_longest_word_wins_and_pieces_are_none(text, words):
    assert [hit.word for hit in find(text)] == words


def test_a_denial_holds_for_the_next_word_in_the_same_breath():
    assert [hit.level for hit in find("它不能治疗失眠") if hit.level is not HINT] == []
    assert find("它不能治疗，失眠根治找我")[-1].level is WARN


@pytest.mark.parametrize("written", ["首创", "首·创", "ＮＯ.1"])
def test_a_white_listed_word_is_never_hit(written):
    assert find(f"本店{written}的花型", allowed=frozenset({"首创", "no.1", "首創"})) == []


def test_a_white_listed_word_does_not_shelter_a_longer_one():
    allowed = frozenset({"第一"})

    assert [hit.word for hit in find("全国第一", allowed=allowed)] == ["全国第一"]


@pytest.mark.parametrize(
    ("text", "kept", "without", "with_it"),
    [
        ("全网首家", {"evidence": "2026 年查新报告"}, WARN, HINT),
        ("国家级工艺", {"evidence": "证书"}, BLOCK, WARN),
        ("限时抢购", {"has_end": True}, WARN, HINT),
        ("来店抽奖", {"terms": "一等奖 1 名"}, WARN, HINT),
        ("根治失眠", {"evidence": "报告", "has_end": True, "terms": "x"}, BLOCK, BLOCK),
    ],
)
def test_what_is_kept_beside_a_text_weighs(text, kept, without, with_it):
    assert find(text)[0].level is without
    assert find(text, **kept)[0].level is with_it


@settings(max_examples=60)
@given(
    st.sampled_from(LONG_WORDS),
    st.sampled_from(["\u200b", " ", "·", "-", "🔥", "*", "\ufeff", "、"]),
    st.integers(1, 2),
)
def test_a_hidden_word_is_found_where_the_plain_one_is(word, sign, at):
    plain = find(f"本店{word}", goods_class=GoodsClass.COSMETICS)
    hidden = find(f"本店{word[:at]}{sign}{word[at:]}", goods_class=GoodsClass.COSMETICS)

    assert [hit.level for hit in hidden] == [hit.level for hit in plain]
    assert [hit.start for hit in hidden] == [hit.start for hit in plain]
    assert [hit.end - len(sign) for hit in hidden] == [hit.end for hit in plain]


@settings(max_examples=60)
@given(
    st.text(
        alphabet=st.sampled_from("最好第一次近不是100%棉 \n\u200b·级顶ＮO.1药治疗，。"),
        max_size=60,
    )
)
def test_spans_cover_their_words_in_order(text):
    hits = find(text)

    assert all(text[hit.start : hit.end] == hit.word for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))
