"""Who came to an event (双12), new and returning apart, and what became of them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tagging.counts import Share
from tagging.errors import HistoryError
from tagging.foreseen.histories import Histories, Ints


@dataclass(frozen=True, slots=True, eq=False)
class EventCohort:
    """The customers who bought in an event, as their places in the histories."""

    first_day: date
    last_day: date
    new: Ints
    """They had never ordered before."""
    returning: Ints


@dataclass(frozen=True, slots=True)
class Aftermath:
    """How many of a cohort bought again in the days after the event."""

    within_days: int
    new: Share
    returning: Share


def event_cohort(histories: Histories, first_day: date, last_day: date) -> EventCohort:
    """Find who bought from the first to the last day of an event, both included."""
    if first_day > last_day:
        raise HistoryError(f"an event cannot begin on {first_day} and end on {last_day}")
    began = first_day.toordinal()
    came = np.flatnonzero(histories.buys_within(began, (last_day - first_day).days + 1))
    had_bought, _ = histories.before(began)
    is_returning = np.isin(came, had_bought)
    return EventCohort(first_day, last_day, came[~is_returning], came[is_returning])


def aftermath_of(histories: Histories, cohort: EventCohort, within_days: int) -> Aftermath:
    """Count who of a cohort bought again in the N days after the event, which must be over."""
    came_back = histories.buys_within(cohort.last_day.toordinal() + 1, within_days)

    def share(of: Ints) -> Share:
        return Share(int(came_back[of].sum()), len(of))

    return Aftermath(within_days, share(cohort.new), share(cohort.returning))
