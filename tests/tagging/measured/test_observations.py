import numpy as np
import pytest

from tagging.counts import Share
from tagging.measured.amounts import Amounts
from tagging.measured.cuped import Habit
from tagging.measured.observations import (
    Observations,
    Outcome,
    capped,
    is_done_or_not,
    questions_of,
    sample_of,
)

BOUGHT = Outcome("bought", np.array([1.0, 0, 1, 0, 0, 1]), is_share=True, window_days=30)
SPEND = Outcome("spend", np.array([90.0, 0, 50, 0, 0, 40]))
SEEN = Observations(
    ["券", "control", "礼"], np.array([0, 0, 0, 1, 1, 1], np.int32), [BOUGHT, SPEND]
)


def test_every_arm_is_asked_every_outcome():
    questions = list(questions_of(SEEN))

    assert [(each.arm, each.outcome, each.window_days) for each in questions] == [
        ("券", "bought", 30),
        ("券", "spend", None),
    ]
    assert (questions[0].treated, questions[0].control) == (Share(2, 3), Share(1, 3))


def test_only_those_who_are_marked_are_asked():
    marked = np.array([True, False, False, True, True, False])

    [bought, spend] = questions_of(SEEN, marked, campaign="双12", layer="due")

    assert (bought.treated, bought.control) == (Share(1, 1), Share(0, 2))
    assert (bought.campaign, bought.layer) == ("双12", "due")
    assert spend.treated == Amounts(1, 1, 90.0, 0.0)


def test_what_was_before_stands_beside_what_is_now():
    outcome = Outcome("orders", np.array([2.0, 0, 1]), before=np.array([4.0, 0, 2]))

    habit = sample_of(outcome, np.ones(3, dtype=bool))

    assert isinstance(habit, Habit)
    assert (habit.now.mean, habit.before.mean, habit.covariance) == (1, 2, pytest.approx(2))


@pytest.mark.parametrize(
    ("values", "is_one"), [([0, 1], True), ([], True), ([0, 2], False), ([0.5], False)]
)
def test_done_or_not_is_nothing_but_0_and_1(values, is_one):
    assert is_done_or_not(np.array(values, dtype=float)) is is_one


def test_one_large_order_decides_nothing_any_more():
    values = np.concatenate([np.zeros(900), np.full(99, 10.0), [10_000]])
    everybody = np.ones(1_000, dtype=bool)

    cut = capped(values, everybody)

    assert cut.max() < 200
    assert (cut[:999] == values[:999]).all()
    assert (capped(np.zeros(3), np.ones(3, dtype=bool)) == 0).all()
