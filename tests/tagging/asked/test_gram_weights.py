import numpy as np

from tagging.asked.gram_weights import clues_of, learn_weights
from tagging.asked.similarity import phrases_of

LEFT = ["能退货吗", "能换货吗", "能退货吗", "能换货吗"]
RIGHT = ["可以退货么", "可以换货么", "不能退货", "不能换货"]


def clues(left=LEFT, right=RIGHT):
    return clues_of(phrases_of(left), phrases_of(right))


def test_clues_are_the_same_from_either_side():
    weights = np.random.default_rng(1).normal(size=1 << 18)

    one, other = clues().score(weights), clues(RIGHT, LEFT).score(weights)

    assert np.allclose(one, other)


def test_a_word_that_always_parts_questions_speaks_against_the_next_pair():
    truth = np.array([1.0, 1.0, 0.0, 0.0])

    learned = learn_weights(clues(), truth, np.arange(4), np.random.default_rng(0))

    same, different = clues(["能改吗", "能改吗"], ["可以改么", "不能改"]).score(learned)
    assert same > different


def test_empty_questions_give_no_clue():
    assert clues([""], [""]).score(np.ones(1 << 18)).tolist() == [0.0]
