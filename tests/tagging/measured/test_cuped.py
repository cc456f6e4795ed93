import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import GroupError
from tagging.measured.amounts import amounts_of
from tagging.measured.cuped import habit_of, sharpen


def amounts(values):
    return amounts_of(
        count=int((values > 0).sum()),
        of=len(values),
        total=float(values.sum()),
        squares=float(values @ values),
    )


def habit(now, before):
    return habit_of(amounts(now), amounts(before), float(now @ before))


def shop(seed, correlation, lift=0.0, size=4_000):
    """Draw customers with a habit, half of them treated."""
    chance = np.random.default_rng(seed)
    before, other = chance.normal(10, 3, (2, size))
    now = correlation * before + (1 - correlation**2) ** 0.5 * other
    half = size // 2
    return habit(now[:half] + lift, before[:half]), habit(now[half:], before[half:])


@pytest.mark.parametrize(("correlation", "worth"), [(0.819, 3.03), (0.651, 1.74), (0.039, 1.0)])
def test_habit_is_worth_so_many_times_the_customers(correlation, worth):
    # the correlations and what they are worth in Deng et al. 2013: 1 / (1 - correlation²)
    found = [sharpen(*shop(seed, correlation)).worth for seed in range(5)]

    assert np.mean(found) == pytest.approx(worth, rel=0.05)


def test_the_lift_stays_what_it_is_and_only_gets_sharper():
    errors, plain_errors = [], []
    for seed in range(200):
        treated, control = shop(seed, 0.8, lift=0.5, size=400)
        sharp = sharpen(treated, control)
        errors.append(sharp.treated.mean - sharp.control.mean - 0.5)
        plain_errors.append(treated.now.mean - control.now.mean - 0.5)

    assert np.mean(errors) == pytest.approx(0, abs=0.05)
    assert np.std(errors) < 0.7 * np.std(plain_errors)


def test_the_difference_before_is_taken_off_the_difference_now():
    before = np.arange(100.0)
    treated, control = habit(before + 52, before + 2), habit(before, before)

    sharp = sharpen(treated, control)

    assert sharp.treated.mean - sharp.control.mean == pytest.approx(50)


@given(st.integers(0, 1000))
def test_what_has_no_habit_is_left_as_it_is(seed):
    chance = np.random.default_rng(seed)
    now, other = chance.poisson(2, (2, 50)).astype(float)
    nothing = np.zeros(50)

    sharp = sharpen(habit(now, nothing), habit(other, nothing))

    assert (sharp.worth, sharp.treated) == (1, amounts(now))


def test_now_and_before_are_of_the_same_customers():
    with pytest.raises(GroupError, match="3 customers now and 2 before"):
        habit_of(amounts(np.ones(3)), amounts(np.ones(2)), 2.0)
