"""Who is still there month by month: cohorts, and how many bought in each month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTHS = 12


def month_of(day: date) -> int:
    """Count the months up to a day's; the next month's number is one more."""
    return day.year * _MONTHS + day.month - 1


def month_start(month: int) -> date:
    """Give the first day of a numbered month."""
    return date(month // _MONTHS, month % _MONTHS + 1, 1)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers whose first order fell in one month, and how many ordered in each from then on."""

    month: date
    customers: tuple[int, ...]
    """In the month itself, in the next, and so on to the last month there is."""


@dataclass(frozen=True, slots=True)
class Month:
    """What one month came to."""

    month: date
    active: int
    """Customers who ordered in it."""
    new: int
    """Those of them who ordered for the first time."""
    orders: int
    money_fen: int


def cohorts_of(counts: Iterable[tuple[int, int, int]]) -> list[Cohort]:
    """Make cohorts of (month of the first order, month of orders, customers), months numbered."""
    table = {(first, month): customers for first, month, customers in counts}
    last = max((month for _, month in table), default=0)
    return [
        Cohort(month_start(first), tuple(table.get((first, m), 0) for m in range(first, last + 1)))
        for first in sorted({first for first, _ in table})
    ]


def months_of(sums: Iterable[tuple[int, int, int, int]], cohorts: Iterable[Cohort]) -> list[Month]:
    """Make months of (month, active customers, orders, money in fen), months numbered."""
    new = {cohort.month: cohort.customers[0] for cohort in cohorts}
    return [
        Month(month_start(month), active, new.get(month_start(month), 0), orders, money_fen)
        for month, active, orders, money_fen in sorted(sums)
    ]
