import numpy as np
import pytest

from tagging.moved.features import learn_encoding
from tagging.moved.shrunk import teach_shrunk
from tagging.moved.trial import try_out
from tagging.moved.two_models import teach_two_models
from tests.tagging.moved.campaigns import campaign


def tried(**planted):
    columns, treated, answered, _ = campaign(**planted)
    rows = learn_encoding(columns).encode(columns)
    return try_out(teach_two_models, rows, treated, answered)


def test_an_order_is_told_from_a_random_one():
    trial = tried(moved=0.3)
    treated, control = trial.top

    assert trial.is_order
    assert treated.rate - control.rate == pytest.approx(0.3, abs=0.06)


def test_no_order_is_claimed_where_nobody_differs():
    claimed = [tried(moved=0, alike=0.05, count=2_000, seed=seed).is_order for seed in range(20)]

    assert sum(claimed) <= 2


def test_by_chance_an_order_is_better_than_a_random_one_as_often_as_worse():
    chance = np.random.default_rng(1)
    trials = [
        try_out(teach_shrunk, chance.normal(size=(2_000, 4)), *(chance.random((2, 2_000)) < 0.3))
        for _ in range(20)
    ]

    found = [trial.qini / trial.error for trial in trials]
    assert abs(np.mean(found)) < 0.45  # two standard errors of twenty
    assert 0.6 < np.std(found) < 1.4


def test_tenths_hold_everybody_and_fall():
    bands = tried(moved=0.3).bands

    assert sum(band.treated.of + band.control.of for band in bands) == 6_000
    assert [band.predicted for band in bands] == sorted(
        (band.predicted for band in bands), reverse=True
    )


class Memory:
    """A model that has learned its own customers by heart, and knows nothing of others."""

    def __init__(self, rows, treated, answered):
        answers = np.where(treated, 1, -1) * answered
        self.known = dict(zip(rows[:, 0], answers, strict=True))

    def scores(self, rows):
        return np.array([float(self.known.get(row, 0)) for row in rows[:, 0]])


def test_what_was_learned_by_heart_counts_for_nothing():
    _, treated, answered, _ = campaign(moved=0.2, count=1_000)

    trial = try_out(Memory, np.arange(1_000.0)[:, None], treated, answered)

    assert trial.qini == 0
