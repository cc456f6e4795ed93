import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tagging.asked.similarity import FEATURES, Rarity, likeness, phrases_of

ASKED = ("M码能穿吗", "什么时候发货", "怎么退货")
QUESTIONS = st.lists(st.text("怎么退货运费不能M码吗 ？😀", max_size=12), min_size=1, max_size=4)


def compared(left, right):
    stored = phrases_of(ASKED)
    row = likeness(phrases_of([left]), phrases_of([right]), Rarity.of(stored))[0]
    return dict(zip(FEATURES, row, strict=True))


@given(QUESTIONS, QUESTIONS)
def test_swapping_the_sides_changes_nothing(some, others):
    size = min(len(some), len(others))
    left, right = phrases_of(some[:size]), phrases_of(others[:size])
    rarity = Rarity.of(left)

    assert np.allclose(likeness(left, right, rarity), likeness(right, left, rarity))


def test_equal_questions_share_everything():
    row = compared("怎么退货", "怎么退货？")

    assert row["equal"] == row["letters_jaccard"] == row["kept"] == row["words_jaccard"] == 1
    assert row["cues_differ"] == 0


def test_a_synonym_shares_the_meaning_and_not_the_letters():
    row = compared("运费多少", "邮费多少")

    assert row["meanings_jaccard"] == 1
    assert row["letters_jaccard"] == 0.6


def test_a_size_of_one_side_only_is_seen():
    assert compared("M码能穿吗", "L码能穿吗")["ascii_swapped"] == 1


def test_no_and_when_are_seen_on_one_side():
    row = compared("不能退吗", "什么时候退")

    assert row["one_not"] == row["one_when"] == 1
    assert row["both_not"] == 0


def test_letters_count_in_the_order_they_stand():
    assert compared("甲换乙", "乙换甲")["kept"] == 1 / 3


def test_questions_are_chosen_by_number():
    some = phrases_of(ASKED).take(np.array([2, 0, 2]))

    assert some.texts == ("怎么退货", "m码能穿吗", "怎么退货")
    first, last = some.ids[: some.starts[1]], some.ids[some.starts[2] : some.starts[3]]
    assert first.tolist() == last.tolist() == sorted(map(ord, "怎么退货"))


def test_what_few_questions_have_tells_more():
    stored = phrases_of(["退货吗", "换货吗", "发货吗"])
    rarity = Rarity.of(stored)

    often, seldom, never = rarity.weigh(np.array([0]), np.array([ord("吗"), ord("退"), ord("寄")]))
    assert often < seldom < never
