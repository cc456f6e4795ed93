import numpy as np
import pytest

from tagging.counts import Share
from tests.bench.coverage import (
    CELLS,
    LOOKED_AT,
    Cell,
    _agresti_caffo,
    _covered,
    _false_winners,
    _wald,
)


def test_the_textbook_intervals_are_those_of_the_textbook():
    assert _wald(Share(50, 100), Share(50, 100)) == pytest.approx((-0.1386, 0.1386), abs=1e-4)
    assert _agresti_caffo(Share(0, 8), Share(8, 8)) == pytest.approx((-1.0630, -0.5370), abs=1e-4)


def test_each_draw_counts_and_ours_is_the_newcombe_of_statsmodels():
    pytest.importorskip("statsmodels")
    chance = np.random.default_rng(1)

    floor, ceiling = _covered(Cell(90, 10, 0.30, 0.22), chance, 400)

    assert floor.value == ceiling.value == floor.rivals["statsmodels newcomb"]
    assert 92 < floor.value < 99
    assert floor.rivals["Wald"] < floor.value
    assert (floor.target, ceiling.target) == (94, 97.5)


def test_naive_looks_win_far_more_often_than_they_should():
    figure = _false_winners(LOOKED_AT[0], np.random.default_rng(1), 100)

    assert figure.value <= 5
    assert figure.rivals["p below 0.05 on any day"] > 15


def test_all_cells_of_the_study_are_measured():
    assert len(CELLS) == 6
    assert str(CELLS[0]) == "1,000 / 1,000 (1.25 / 0.57 %)"
