from itertools import pairwise

import numpy as np

from tagging.asked.lessons import leaders_of, lessons_of

PAIRS = [(f"问题{n}", f"问题{n}呢？") for n in range(20)] + [("问题3", "别的"), ("别的", "问题7")]


def lessons():
    return lessons_of(PAIRS, [True] * len(PAIRS), np.random.default_rng(0))


def test_a_question_is_one_question_however_it_is_punctuated():
    same = lessons_of([("怎么退", "怎么退？")], [True], np.random.default_rng(0))

    assert same.left.tolist() == same.right.tolist()


def test_no_question_is_in_two_folds():
    taught = lessons()
    folds = {}
    for left, right, fold in zip(taught.left, taught.right, taught.folds, strict=True):
        assert folds.setdefault(left, fold) == folds.setdefault(right, fold) == fold

    assert len(set(taught.folds.tolist())) == 5


def test_questions_that_all_hang_together_are_dealt_all_the_same():
    chain = list(pairwise(f"问{n}" for n in range(12)))

    folds = lessons_of(chain, [True] * 11, np.random.default_rng(0)).folds

    assert len(set(folds.tolist())) == 5


def test_links_of_links_have_one_leader():
    leaders = leaders_of(5, [(0, 1), (3, 1)])

    assert leaders[0] == leaders[1] == leaders[3]
    assert len({leaders[0], leaders[2], leaders[4]}) == 3
