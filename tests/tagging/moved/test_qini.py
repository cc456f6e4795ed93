from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.moved.qini import bands, qini, top

TREATED = np.array([1, 1, 0, 0, 1, 1, 0, 0], bool)
ANSWERED = np.array([1, 1, 0, 0, 0, 0, 1, 1], bool)
BEST = np.array([8, 7, 6, 5, 4, 3, 2, 1], float)


def test_the_best_order_has_a_qini_of_one_and_its_reverse_less_than_none():
    scores = np.where(TREATED, 1.0, -1.0) * ANSWERED

    assert qini(scores, TREATED, ANSWERED) == pytest.approx(1)
    assert qini(-BEST, TREATED, ANSWERED) < 0


def test_one_score_for_all_is_a_random_order():
    assert qini(np.ones(8), TREATED, ANSWERED) == 0


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 5)), min_size=4))
def test_the_curve_is_that_of_counting_one_by_one(customers):
    treated, answered, scores = (
        np.array(column, kind)
        for column, kind in zip(zip(*customers, strict=True), (bool, bool, float), strict=True)
    )
    best = np.where(treated, 1, -1) * answered
    expected = counted(best, treated, answered)

    found = qini(scores, treated, answered)

    wanted = counted(scores, treated, answered) / expected if expected else 0
    assert found == pytest.approx(wanted, abs=1e-9)


def counted(scores, treated, answered):
    """Count the Qini curve slowly, score by score, and the area between it and its chord."""
    points = [(0, 0.0)]
    for score in sorted(set(scores), reverse=True):
        some = scores >= score
        reached, others = (some & treated).sum(), (some & ~treated).sum()
        natural = (some & ~treated & answered).sum() * reached / others if others else 0
        points.append((some.sum(), (some & treated & answered).sum() - natural))
    area = sum(
        (right - left) * (low + high) / 2 for (left, low), (right, high) in pairwise(points)
    )
    return area - points[-1][0] * points[-1][1] / 2


def test_the_top_counts_both_groups_among_the_best_scores():
    assert top(BEST, TREATED, ANSWERED, 0.5) == (Share(2, 2), Share(0, 2))


def test_bands_hold_all_customers_the_best_first():
    found = list(bands(BEST, BEST, TREATED, ANSWERED, 2))

    assert found == [(6.5, Share(2, 2), Share(0, 2)), (2.5, Share(0, 2), Share(2, 2))]
