import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.matching import Decision, Entry, FaqMatcher

ENTRIES = (
    Entry("退货", "怎么退货"),
    Entry("退货", "不想要了可以退吗"),
    Entry("发货", "什么时候发货"),
    Entry("尺码", "多少斤穿M码"),
    Entry("尺码", "尺码偏大还是偏小"),
    Entry("快递", "发什么快递"),
    Entry("运费", "运费谁出"),
    Entry("褪色", "洗了会掉色吗"),
)
FAQ = FaqMatcher(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_stored_phrasing_always_finds_its_entry(entry):
    match = FAQ.match(f" {entry.question}？！")

    assert match.decision is Decision.ANSWER
    assert (match.top[0].id, match.top[0].score) == (entry.id, 1.0)
    assert match.top[0].phrasing == entry.question


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("如何退货呀", "退货"),
        ("买了不想要可以退吗", "退货"),
        ("邮费谁出呢", "运费"),
        ("会不会褪色", "褪色"),
        ("几号发货", "发货"),
        ("码数偏小吗", "尺码"),
    ],
)
def test_a_rewording_finds_its_entry_and_says_through_which_phrasing(question, found):
    best = FAQ.match(question).top[0]

    assert best.id == found
    assert Entry(best.id, best.phrasing) in ENTRIES


@pytest.mark.parametrize("question", ["", "？", "hello", "\ud800\x00", "😀"])
def test_what_nobody_has_answered_is_left_to_a_person(question):
    assert FAQ.match(question).decision is Decision.ABSTAIN


def test_an_entry_comes_once_however_many_phrasings_it_has():
    ids = [scored.id for scored in FAQ.match("多少斤穿M码偏大吗").top]

    assert len(ids) == len(set(ids))


def test_long_questions_that_part_late_are_not_the_same():
    long = "我想问一下" * 60
    faq = FaqMatcher([Entry("退", long + "怎么退货")])

    assert faq.match(long + "怎么退货").top[0].score == 1
    assert faq.match(long + "运费谁出").top[0].score < 1


def test_the_same_words_in_another_order_are_not_taken_for_a_stored_phrasing():
    faq = FaqMatcher([Entry("一", "甲换乙"), Entry("二", "乙换甲")])

    assert faq.match("乙换甲").top[0].id == "二"


def test_questions_are_matched_in_order():
    matches = list(FAQ.match_many(["怎么退货", "运费谁出"]))

    assert [match.top[0].id for match in matches] == ["退货", "运费"]


def test_a_shop_without_entries_abstains():
    assert FaqMatcher([]).match("怎么退货").decision is Decision.ABSTAIN


def test_a_long_question_does_no_harm():
    assert FAQ.match("我想问一下" * 2_000 + "怎么退货").decision is not Decision.ANSWER


@given(st.text("怎么退货运费什么时候发M码会掉色吗？😀", max_size=20))
def test_scores_are_shares_and_fall(question):
    scores = [scored.score for scored in FAQ.match(question).top]

    assert len(scores) <= 5
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
