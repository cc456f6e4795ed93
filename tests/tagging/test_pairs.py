from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import ModelError
from tagging.pairs import Pair, PairModel, learn_pairs, score_pairs

ACTS = ("退货", "换货", "改地址", "开发票", "修改尺码", "取消订单", "查物流", "用优惠券")
FRAMES = ("怎么{}", "如何{}呢", "{}要怎么弄", "我想{}")
TEXT = st.text("怎么退货运费不能M码吗 ？😀\ud800", max_size=12)
HARMLESS = [("", ""), ("怎么退货", ""), ("\ud800\x00", "𠮷😀"), ("问" * 10_000, "退" * 10_000)]


def confirmed():
    """The same act in two frames is the same question; two acts in one frame are not."""
    same = [
        Pair(one.format(act), other.format(act), is_same=True)
        for act, (one, other) in product(ACTS, pairwise(FRAMES))
    ]
    different = [
        Pair(frame.format(one), frame.format(other), is_same=False)
        for frame, (one, other) in product(FRAMES, pairwise(ACTS))
    ]
    return same + different


@pytest.fixture(scope="module")
def model():
    return learn_pairs(confirmed())


def test_confirmed_pairs_teach_which_words_matter(model):
    same, different = model.score_many(
        [("怎么改密码", "改密码要怎么弄"), ("怎么改密码", "怎么查余额")]
    )

    assert same > 0.5 > different


def test_a_model_survives_its_file(model):
    pairs = [(pair.question1, pair.question2) for pair in confirmed()[:9]]

    again = PairModel.from_bytes(model.to_bytes())

    assert again.score_many(pairs) == pytest.approx(model.score_many(pairs), abs=1e-4)


def test_the_same_pairs_give_the_same_model(model):
    assert learn_pairs(confirmed()).to_bytes() == model.to_bytes()


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _: b"id,text\n"])
def test_a_damaged_model_is_refused_in_one_sentence(model, damage):
    with pytest.raises(ModelError, match="learn") as refused:
        PairModel.from_bytes(damage(model.to_bytes()))

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kept", [True, False])
def test_pairs_of_one_kind_teach_nothing(kept):
    with pytest.raises(ModelError, match="20 of each"):
        learn_pairs([pair for pair in confirmed() if pair.is_same is kept])


def test_pairs_that_all_hang_together_still_teach():
    pairs = [Pair("怎么退货", f"怎么退货{n}", is_same=n % 2 == 0) for n in range(40)]

    [score] = learn_pairs(pairs).score_many([("怎么退货", "怎么退货2")])

    assert 0 <= score <= 1


def test_scores_are_shares_whatever_is_asked(model):
    assert all(0 <= score <= 1 for score in model.score_many(HARMLESS) + score_pairs(HARMLESS))
    assert model.score_many([]) == score_pairs([]) == []


@given(TEXT, TEXT)
def test_the_order_of_two_questions_is_no_matter(one, other):
    there, back = score_pairs([(one, other), (other, one)])

    assert there == pytest.approx(back)
    assert 0 <= there <= 1


def test_without_a_model_a_rewording_is_closer_than_another_question():
    same, reworded, other = score_pairs(
        [("怎么退货", "怎么退货？"), ("怎么退货", "如何退款"), ("怎么退货", "运费谁出")]
    )

    assert same == pytest.approx(1)
    assert same > reworded > other
