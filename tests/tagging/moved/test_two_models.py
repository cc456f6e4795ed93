import numpy as np
import pytest

from tagging.moved.features import learn_encoding
from tagging.moved.two_models import logistic, teach_two_models
from tests.tagging.moved.campaigns import campaign


def test_the_difference_of_both_chances_is_the_uplift():
    columns, treated, answered, likes = campaign(moved=0.2)
    rows = learn_encoding(columns).encode(columns)

    scores = teach_two_models(rows, treated, answered).scores(rows)

    assert scores[likes].mean() == pytest.approx(0.2, abs=0.05)
    assert scores[~likes].mean() == pytest.approx(0, abs=0.05)


def test_the_constant_is_not_held_to_zero():
    outcome = np.arange(1_000) % 10 == 0

    weights = logistic(np.zeros((1_000, 1)), outcome)

    assert weights == pytest.approx([np.log(1 / 9), 0], abs=1e-5)
