import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import Effort
from tests.bench.repurchase import _auc, _log_loss, measure


def test_without_the_data_only_speed_is_measured(monkeypatch, capsys):
    monkeypatch.delenv("ZHANGGUI_REAL_DATA", raising=False)

    figures = measure(Effort(is_quick=True))

    assert [figure.unit for figure in figures] == ["s", "s"]
    assert "ZHANGGUI_REAL_DATA is not set" in capsys.readouterr().out


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2))
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows):
    chances = np.array([chance for chance, _ in rows], float)
    truth = np.array([is_buyer for _, is_buyer in rows])
    if truth.all() or not truth.any():
        return
    pairs = [(yes > no) + 0.5 * (yes == no) for yes in chances[truth] for no in chances[~truth]]

    assert _auc(chances, truth) == pytest.approx(np.mean(pairs))


def test_a_certain_mistake_costs_much_and_no_more():
    assert _log_loss(np.array([0.5, 0.5]), np.array([True, False])) == pytest.approx(np.log(2))
    assert 10 < _log_loss(np.array([0.0]), np.array([True])) < 20
