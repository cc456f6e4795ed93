import numpy as np
import pytest

from tagging.foreseen.boosting import fit_boosting, log_odds_of

pytest.importorskip("sklearn")

RNG = np.random.default_rng(8)
FEATURES = RNG.normal(size=(4_000, 9)).astype(np.float32)
TRUTH = (FEATURES[:, 0] > 0) & (FEATURES[:, 1] > 0)


def test_trees_see_what_two_numbers_say_together():
    score = log_odds_of(fit_boosting(FEATURES, TRUTH), FEATURES)

    assert score[TRUTH].min() > score[~TRUTH].mean()
    assert ((score > 0) == TRUTH).mean() > 0.95


def test_the_same_lesson_grows_the_same_trees():
    one, other = (log_odds_of(fit_boosting(FEATURES, TRUTH), FEATURES) for _ in range(2))

    assert (one == other).all()


def test_every_row_is_scored_on_its_own():
    trees = fit_boosting(FEATURES, TRUTH)
    apart = [log_odds_of(trees, FEATURES[at : at + 999]) for at in range(0, 4_000, 999)]

    assert (np.concatenate(apart) == log_odds_of(trees, FEATURES)).all()
