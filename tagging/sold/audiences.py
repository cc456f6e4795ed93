"""Whom to invite to what is new to them: by what they bought, finer groups beside larger (R11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tagging.counts import Share
from tagging.reasons import Because, Reason
from tagging.sold.lines import Ints, Sold
from tagging.sold.sales import Period

LEAST_ASKED = 20
"""Of fewer customers nobody can say how many of them buy."""


class Habit(StrEnum):
    """How a group bought the thing that it is known by."""

    EVER = "ever"
    AGAIN = "again"  # on two days or more
    LATELY = "lately"  # within so many days as they have to answer
    AGAIN_AND_LATELY = "again_and_lately"


@dataclass(frozen=True, slots=True)
class Audience:
    """Customers who bought a thing in some way, and never what they are to be invited to."""

    thing: int | None
    """None: whatever they bought."""
    habit: Habit
    customers: int
    """Today."""
    tried: Share
    """Of such customers a while ago: those who bought it in the days that followed."""
    because: Because

    @property
    def expected_buyers(self) -> float:
        """How many of them would buy, if they do as others did."""
        return self.customers * (self.tried.rate or 0)


class AudienceBook:
    """Counts groups by what they bought, part after part, today and `within_days` ago.

    `thing_of` gives the thing (a category, or the product itself) of each product, -1 for none.
    `goal` is the thing to invite to; None is one that the shop never sold: then it counts who
    bought anything that was new to them.
    """

    def __init__(self, thing_of: Ints, goal: int | None, period: Period) -> None:
        self._thing_of, self._goal, self._period = thing_of, goal, period
        self._everybody = int(thing_of.max(initial=-1)) + 1
        self._counts = np.zeros((3, len(Habit), self._everybody + 1), np.int64)

    def add(self, sold: Sold) -> None:
        """Add baskets; all of a customer must come at once."""
        visits = sold.basket_visits[sold.baskets]
        things = self._thing_of[sold.products]
        known = things >= 0
        bought = np.stack(
            [sold.visits.customers[visits][known], things[known], sold.visits.days[visits][known]]
        )
        asked_on = self._period.last_day - self._period.within_days
        today, _ = self._groups_of(bought, self._period.last_day)
        asked, customers = self._groups_of(bought, asked_on)
        later = bought[:, bought[2] > asked_on]
        has_tried = np.isin(customers, self._who_tried(later, bought[:, bought[2] <= asked_on]))
        for row, groups in enumerate((today, asked, asked[:, has_tried])):
            np.add.at(self._counts[row], (groups[0], groups[1]), 1)

    def _groups_of(self, bought: Ints, day: int) -> tuple[Ints, Ints]:
        """List the groups (habit, thing) on a day, and the customer of each entry.

        Whoever bought the goal by then is in none.
        """
        bought = bought[:, bought[2] <= day]
        if self._goal is not None:
            have_it = bought[0][bought[1] == self._goal]
            bought = bought[:, ~np.isin(bought[0], have_it)]
        anything = np.stack([bought[0], np.full_like(bought[0], self._everybody), bought[2]])
        bought = np.unique(np.concatenate([bought, anything], axis=1), axis=1)
        width = self._everybody + 1
        keys, starts, days = np.unique(
            bought[0] * width + bought[1], return_index=True, return_counts=True
        )
        last_days = bought[2][starts + days - 1] if len(keys) else bought[2]
        customers, things = np.divmod(keys, width)
        again, lately = days > 1, last_days > day - self._period.within_days
        of_habit: list[NDArray[np.bool]] = [
            np.ones(len(keys), bool),
            again,
            lately,
            again & lately,
        ]
        groups = [np.stack([np.full(m.sum(), n), things[m]]) for n, m in enumerate(of_habit)]
        return np.concatenate(groups, axis=1), np.concatenate([customers[m] for m in of_habit])

    def _who_tried(self, later: Ints, before: Ints) -> Ints:
        """List the customers who then bought the goal, or anything that was new to them."""
        if self._goal is not None:
            return np.asarray(later[0][later[1] == self._goal])
        width = self._everybody + 1
        is_new = ~np.isin(later[0] * width + later[1], before[0] * width + before[1])
        return np.asarray(later[0][is_new])

    def audiences(self, names: Sequence[str]) -> list[Audience]:
        """Give the groups worth choosing from, the largest first and ever surer to buy.

        A group is left out where another has as many customers and a share that is surely no
        lower: what is left is the trade-off between reach and response.
        """
        found = [
            self._audience_of(thing, place, names)
            for thing in range(self._everybody + 1)
            for place in range(len(Habit))
            if self._counts[1, place, thing] >= LEAST_ASKED and self._counts[0, place, thing]
        ]
        found.sort(key=lambda one: (-one.customers, -one.tried.bounds[0]))
        worth: list[Audience] = []
        for one in found:
            if not worth or one.tried.bounds[0] > worth[-1].tried.bounds[0]:
                worth.append(one)
        return worth

    def _audience_of(self, thing: int, place: int, names: Sequence[str]) -> Audience:
        today, asked, tried = (int(count) for count in self._counts[:, place, thing])
        habit = list(Habit)[place]
        values: dict[str, str | int] = {
            "habit": habit,
            "asked": asked,
            "tried": tried,
            "days": self._period.within_days,
        }
        is_anything = thing == self._everybody
        if not is_anything:
            values["thing"] = names[thing]
        code = {
            (False, False): Reason.BUYERS_OF_IT_TRIED,
            (False, True): Reason.BUYERS_TRIED,
            (True, False): Reason.BUYERS_OF_IT_TRIED_SOMETHING_NEW,
            (True, True): Reason.BUYERS_TRIED_SOMETHING_NEW,
        }[self._goal is None, is_anything]
        return Audience(
            None if is_anything else thing,
            habit,
            today,
            Share(tried, asked),
            Because(code, values),
        )
