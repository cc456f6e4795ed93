"""Who of an order book came to an event (双12), new and returning apart, and who came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.bulk.order_book import OrderBook
from bot.bulk.probabilities import HORIZONS, histories_in_parts, histories_of
from tagging.counts import Share


@dataclass(frozen=True, slots=True)
class Event:
    """Some days with a name, the first and the last included."""

    name: str
    first_day: date
    last_day: date


@dataclass(slots=True)
class Cohort:
    """Who came to an event, and how many of them came back within so many days after it."""

    event: Event
    new: int
    returning: int
    came_back: dict[int, tuple[Share, Share]]
    """Of the new and of the returning, for those days that are over."""


def cohorts_of(book: OrderBook, events: Sequence[Event], today: date) -> list[Cohort]:
    """Count who came to each event; `foresee` has made the histories that are read, in parts."""
    from tagging.bought.cohorts import aftermath_of, event_cohort

    cohorts = [Cohort(event, 0, 0, _none_yet(event, today)) for event in events]
    for part in histories_in_parts(book) if events else ():
        _, histories = histories_of(part)
        for cohort in cohorts:
            event = cohort.event
            came = event_cohort(histories, event.first_day, event.last_day)
            cohort.new += len(came.new)
            cohort.returning += len(came.returning)
            for days, (new, returning) in cohort.came_back.items():
                after = aftermath_of(histories, came, days)
                cohort.came_back[days] = (_sum(new, after.new), _sum(returning, after.returning))
    return cohorts


def _none_yet(event: Event, today: date) -> dict[int, tuple[Share, Share]]:
    """Begin with nobody for those days after the event that are over."""
    nobody = Share(0, 0)
    return {
        days: (nobody, nobody)
        for days in HORIZONS
        if event.last_day + timedelta(days=days) < today
    }


def _sum(one: Share, other: Share) -> Share:
    return Share(one.count + other.count, one.of + other.of)
