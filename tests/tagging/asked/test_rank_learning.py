from itertools import pairwise, product

import numpy as np

from tagging.asked.lessons import lessons_of
from tagging.asked.rank_learning import LEAST_QUESTIONS, learn_ranker
from tagging.asked.ranking import DEFAULT_RANKER

ACTS = [
    f"{verb}{thing}" for verb, thing in product("退换改查开用", ("货", "码", "票", "单", "券"))
]
FRAMES = ("怎么{}", "想要{}", "{}在哪弄", "教我{}")


def replayed(acts):
    same = [(frame.format(act), FRAMES[0].format(act)) for act in acts for frame in FRAMES[1:]]
    different = [(FRAMES[0].format(a), FRAMES[0].format(b)) for a, b in pairwise(acts)]
    truth = [True] * len(same) + [False] * len(different)
    rng = np.random.default_rng(0)
    return learn_ranker(lessons_of(same + different, truth, rng), rng)


def test_few_questions_leave_the_default_in_charge():
    assert len(ACTS[:4]) < LEAST_QUESTIONS
    assert replayed(ACTS[:4]) is None


def test_many_questions_teach_hints_and_when_to_answer():
    acts = [f"{act}{number}号" for act, number in product(ACTS, "12")]

    ranker = replayed(acts)

    assert ranker.hints.any()
    assert 0 < ranker.answer_from < 1
    assert not np.array_equal(ranker.weights, DEFAULT_RANKER.weights)
