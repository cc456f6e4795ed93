import numpy as np
import pytest

from tagging.foreseen.logistic import fit_logistic

RNG = np.random.default_rng(7)


def rows(count):
    return RNG.normal(size=(count, 9)).astype(np.float32)


def test_weights_that_made_the_outcomes_are_found():
    features = rows(20_000)
    planted = -1 + 2.0 * features[:, 0] - 1.0 * features[:, 4]
    truth = RNG.random(20_000) < 1 / (1 + np.exp(-planted))

    learned = fit_logistic(features, truth)

    assert learned.weights[0] == pytest.approx(2, abs=0.1)
    assert learned.weights[4] == pytest.approx(-1, abs=0.1)
    assert np.delete(learned.weights, [0, 4]) == pytest.approx(0, abs=0.1)
    chances = 1 / (1 + np.exp(-learned.log_odds(features)))
    assert chances.mean() == pytest.approx(truth.mean(), abs=1e-4)


def test_a_number_that_never_varied_says_nothing_later():
    features = rows(500)
    features[:, 2] = 5
    learned = fit_logistic(features, features[:, 0] > 0)
    changed = features.copy()
    changed[:, 2] = 9

    assert (learned.log_odds(changed) == learned.log_odds(features)).all()


def test_outcomes_that_one_number_decides_end_in_finite_weights():
    features = rows(400)

    learned = fit_logistic(features, features[:, 1] > 0)

    assert np.abs(learned.weights).max() < 20
    assert learned.weights[1] == learned.weights.max()


def test_beyond_what_was_seen_nothing_changes_any_more():
    features = rows(400)
    learned = fit_logistic(features, features[:, 0] > 0)
    far = np.full((1, 9), 1e6, np.float32)

    assert learned.log_odds(far) == pytest.approx(learned.log_odds(far * 1e6))
    assert learned.highest.max() <= 4
    assert learned.lowest.min() >= -4


def test_every_row_is_scored_on_its_own():
    features = rows(333)
    learned = fit_logistic(features, features[:, 0] > 0)
    apart = [learned.log_odds(features[at : at + 7]) for at in range(0, 333, 7)]

    assert (np.concatenate(apart) == learned.log_odds(features)).all()
