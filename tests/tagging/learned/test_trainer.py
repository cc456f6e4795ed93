from itertools import pairwise

import numpy as np

from bot.packaged import packaged_lexicon
from tagging.labels import Example, Label
from tagging.learned import trainer
from tagging.learned.targets import Lesson, Outputs
from tagging.learned.trainer import buckets_of, ranges, root_of, sum_rows, train_linear
from tagging.stances import Stance

EXAMPLES = [
    Example(f"{opener}{word}", (Label("手感", stance, (word,)),))
    for opener in ("", "真的", "我觉得", "用下来", "朋友说")
    for word, stance in (("顺手滑", Stance.PRAISES), ("毛边刺", Stance.COMPLAINS))
]
OUTPUTS = Outputs.of(EXAMPLES)
LESSON = Lesson.of(EXAMPLES, packaged_lexicon("general"), OUTPUTS)
TEXTS = np.arange(len(EXAMPLES))


def learned(seed=0):
    return train_linear(LESSON, TEXTS, buckets_of(LESSON, TEXTS), seed)


def test_words_that_tell_two_stances_apart_are_learned():
    linear = learned()
    rows = linear.table()[LESSON.grams.hashes] - 1
    known = np.flatnonzero(rows >= 0)
    at = np.searchsorted(known, LESSON.grams.at)
    logits = sum_rows(linear.weights, rows[known], at) / root_of(np.diff(at)) + linear.bias
    blamed = len(OUTPUTS.names) + OUTPUTS.pairs.index(("手感", Stance.COMPLAINS))

    assert ((logits[:, blamed] > 0) == (TEXTS % 2 == 1)).all()


def test_the_same_texts_and_seed_give_the_same_weights():
    assert np.array_equal(learned().weights, learned().weights)


def test_a_feature_seen_once_weighs_nothing():
    once = buckets_of(LESSON, TEXTS[:1])

    assert len(once) == 0


def test_a_clause_without_known_features_sums_to_nothing():
    weights = np.ones((3, 2), np.float32)
    sums = sum_rows(weights, np.array([0, 2], np.int32), np.array([0, 0, 2]))

    assert sums.tolist() == [[0, 0], [2, 2]]


def test_ranges_are_joined_in_order():
    joined, begins = ranges(np.array([5, 1]), np.array([7, 2]))

    assert joined.tolist() == [5, 6, 1]
    assert begins.tolist() == [0, 2]


def test_sums_of_many_rows_are_those_of_each_clause_alone(monkeypatch):
    monkeypatch.setattr(trainer, "ROWS_A_BLOCK", 4)
    chance = np.random.default_rng(0)
    weights = chance.integers(-9, 9, (5, 3)).astype(np.float32)
    at = np.array([0, 3, 3, 9, 10, 10, 17])
    rows = chance.integers(0, 5, 17).astype(np.int32)
    alone = [weights[rows[low:high]].sum(axis=0) for low, high in pairwise(at)]

    assert sum_rows(weights, rows, at).tolist() == np.array(alone).tolist()
