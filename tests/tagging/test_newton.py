import numpy as np
import pytest

from tagging import newton


def drawn(count=4_000):
    chance = np.random.default_rng(3)
    rows = np.column_stack([np.ones(count), chance.normal(size=(count, 2))])
    weights = np.array([-1.0, 0.8, -0.5])
    return rows, (chance.random(count) < newton.chance(rows @ weights)).astype(float), weights


def test_the_weights_that_made_the_answers_are_found():
    rows, outcome, weights = drawn(60_000)

    found, _ = newton.fit(rows, outcome, np.full(3, 1e-6))

    assert found == pytest.approx(weights, abs=0.05)


def test_at_the_end_nothing_is_downhill():
    rows, outcome, _ = drawn()
    penalties = np.array([1e-6, 30.0, 30.0])

    weights, curve = newton.fit(rows, outcome, penalties)

    slope = rows.T @ (outcome - newton.chance(rows @ weights)) - penalties * weights
    assert slope == pytest.approx(np.zeros(3), abs=1e-3)
    assert (np.linalg.eigvalsh(curve) > 0).all()


def test_a_customer_who_weighs_two_counts_twice():
    rows, outcome, _ = drawn(500)
    penalties = np.full(3, 1.0)

    twice, _ = newton.fit(np.vstack([rows, rows]), np.tile(outcome, 2), penalties)
    weighed, _ = newton.fit(rows, outcome, penalties, weighing=np.full(500, 2.0))

    assert weighed == pytest.approx(twice, abs=1e-6)


def test_where_a_column_tells_all_the_penalty_brings_it_to_an_end():
    rows = np.column_stack([np.ones(200), np.repeat([0.0, 1.0], 100)])

    weights, _ = newton.fit(rows, rows[:, 1], np.array([1e-6, 1.0]))

    assert np.isfinite(weights).all()
    assert weights[1] > 5


def test_more_rows_than_are_multiplied_at_once_are_the_same(monkeypatch):
    rows, outcome, _ = drawn(1_000)
    whole, _ = newton.fit(rows, outcome, np.full(3, 1.0))
    monkeypatch.setattr(newton, "AT_ONCE", 77)

    parts, _ = newton.fit(rows, outcome, np.full(3, 1.0))

    assert parts == pytest.approx(whole, abs=1e-9)
