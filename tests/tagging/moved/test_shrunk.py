import numpy as np
import pytest

from tagging.moved.features import learn_encoding
from tagging.moved.shrunk import teach_shrunk
from tests.tagging.moved.campaigns import campaign


def taught(**planted):
    columns, treated, answered, likes = campaign(**planted)
    rows = learn_encoding(columns).encode(columns)
    model = teach_shrunk(rows, treated, answered)
    return model, model.scores(rows), likes


def test_who_is_moved_stands_before_who_is_not():
    _, scores, likes = taught(moved=0.2)

    assert scores[likes].mean() == pytest.approx(0.2, abs=0.05)
    assert scores[~likes].mean() == pytest.approx(0, abs=0.05)


def test_where_all_are_moved_alike_the_interactions_are_shrunk_away():
    unlike, _, _ = taught(moved=0.2)
    alike, scores, likes = taught(moved=0, alike=0.1)

    assert alike.penalty > 4 * unlike.penalty
    assert np.abs(alike.effect[1:]).max() < np.abs(unlike.effect[1:]).max() / 3
    assert scores[likes].mean() == pytest.approx(scores[~likes].mean(), abs=0.03)


def test_a_small_control_group_does_no_harm():
    model, scores, likes = taught(moved=0.2, treated_share=0.9, count=20_000)

    assert model.treated_share == pytest.approx(0.9, abs=0.01)
    assert scores[likes].mean() - scores[~likes].mean() == pytest.approx(0.2, abs=0.06)
