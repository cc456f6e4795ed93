import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.asked.retrieval import Index
from tagging.asked.similarity import phrases_of

STORED = ["怎么退货", "什么时候发货", "运费多少", "有运费险吗"]


def scores(question, stored=STORED):
    return Index(phrases_of(stored)).score(phrases_of([question]))


@pytest.mark.parametrize(
    ("question", "row"), [("如何退款", 0), ("几时寄出", 1), ("邮费要多少", 2), ("有运费险", 3)]
)
def test_a_question_finds_its_likes(question, row):
    assert scores(question).argmax() == row


def test_what_shares_nothing_scores_nothing():
    assert not scores("xyz").any()
    assert not scores("").any()


def test_an_empty_store_finds_nothing():
    assert scores("怎么退货", []).shape == (0,)


@given(st.text(max_size=30))
def test_scores_are_shares(question):
    found = scores(question)

    assert np.isfinite(found).all()
    assert (found >= 0).all()
