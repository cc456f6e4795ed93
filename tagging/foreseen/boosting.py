"""Boosted trees of scikit-learn, kept small so that a few hundred customers do not mislead."""

from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np

from tagging.foreseen.features import Features
from tagging.foreseen.histories import Flags, Floats

SETTINGS = {
    "max_iter": 75,
    "learning_rate": 0.1,
    "max_leaf_nodes": 4,
    "min_samples_leaf": 60,
    "l2_regularization": 5.0,
    "max_bins": 64,
    "early_stopping": False,
    "random_state": 0,
}


class Trees(Protocol):
    """What we use of a fitted classifier."""

    def decision_function(self, X: Features) -> Floats:  # noqa: N803 - scikit-learn's name
        """Give the log odds of every row."""


def fit_boosting(features: Features, truth: Flags) -> Trees:
    """Fit trees; raises ImportError without the extra [insight]."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    with _one_thread():
        trees: Trees = HistGradientBoostingClassifier(**SETTINGS).fit(features, truth)
    return trees


def log_odds_of(trees: Trees, features: Features) -> Floats:
    """Score every row on its own."""
    with _one_thread():
        return np.asarray(trees.decision_function(features), np.float64)


def _one_thread() -> AbstractContextManager[object]:
    """Stay on one thread: sums of several differ in their last digits, and forks may hang."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="openmp")
    return limits
