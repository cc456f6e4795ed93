"""The same effect seen more sharply: what customers did before explains much of what they do."""

from dataclasses import dataclass
from math import inf

from tagging.errors import GroupError
from tagging.measured.amounts import Amounts


@dataclass(frozen=True, slots=True)
class Habit:
    """A group's amounts in the window, those of before, and how both go together."""

    now: Amounts
    before: Amounts
    covariance: float
    """Of one customer (n - 1)."""


@dataclass(frozen=True, slots=True)
class Sharpened:
    """The amounts without what habit explains; `worth` so many times the customers."""

    treated: Amounts
    control: Amounts
    worth: float


def habit_of(now: Amounts, before: Amounts, products: float) -> Habit:
    """Join two amounts of the same customers; `products` is the sum of now times before."""
    if now.of != before.of:
        raise GroupError(f"{now.of} customers now and {before.of} before are not the same")
    spread = products - now.of * now.mean * before.mean
    return Habit(now, before, spread / (now.of - 1) if now.of > 1 else 0.0)


def sharpen(treated: Habit, control: Habit) -> Sharpened:
    """Take out what was known before the campaign (CUPED, Deng et al. 2013).

    One theta, from both groups together, for both: what is taken out on average is nothing that
    the campaign did, because it was there before.
    """
    theta = _theta_of(treated, control)
    everybody = treated.now.of + control.now.of
    usual = sum(each.before.mean * each.now.of for each in (treated, control)) / everybody
    sharp, sharp_control = (_without(each, theta, usual) for each in (treated, control))
    blurred = treated.now.mean_variance + control.now.mean_variance
    rest = sharp.mean_variance + sharp_control.mean_variance
    return Sharpened(sharp, sharp_control, blurred / rest if rest and blurred < inf else 1.0)


def _theta_of(treated: Habit, control: Habit) -> float:
    groups = (treated, control)
    spread = sum(each.before.variance * (each.now.of - 1) for each in groups)
    return sum(each.covariance * (each.now.of - 1) for each in groups) / spread if spread else 0.0


def _without(habit: Habit, theta: float, usual: float) -> Amounts:
    now, before = habit.now, habit.before
    variance = now.variance + theta**2 * before.variance - 2 * theta * habit.covariance
    mean = now.mean - theta * (before.mean - usual)
    return Amounts(now.count, now.of, mean, max(0.0, variance))
