"""Each product beside the shop's others: against its average, and in rank."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tagging.sold.figures import Association, Sales, is_surely_more, leaning


class Lifts(NamedTuple):
    """A product against the shop's average, which is 1; of few sales close to it."""

    first: float
    """Of its orders, those that were a customer's first."""
    back: float
    """Its buyers who came back."""
    again: float
    """Its buyers who bought it again."""
    growth: float
    """Its orders in the last half of the period."""


class Surely(NamedTuple):
    """Where a product exceeds the shop's average by more than chance would have it."""

    first: bool
    back: bool
    again: bool
    growth: bool


class Ranks(NamedTuple):
    """Where a product stands among the others, from 0 to 1; equals share the middle."""

    sells: float
    ties: float
    back: float
    again: float
    draws: float
    """By its share in first orders and by how many it reaches."""
    holds: float
    """By who comes back, who buys it again, and the margin where it is known."""
    growth: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A product beside the shop's others."""

    lifts: Lifts
    surely: Surely
    ranks: Ranks
    expected_again: float
    """How many of its buyers would have bought it again as the shop's average."""


def compare(
    sales: Sequence[Sales],
    associations: Sequence[Association],
    margins: Sequence[float | None],
    least_orders: int,
) -> list[Compared]:
    """Compare each product with all; those of fewer orders set no mark for draw, hold, growth."""
    beside = _beside_shop(sales)
    lifts = [Lifts(*(leaning(*pair) for pair in pairs)) for pairs in beside]
    surely = [Surely(*(is_surely_more(*pair) for pair in pairs)) for pairs in beside]
    is_told = [one.orders >= least_orders for one in sales]
    reach = ranks_of([one.buyers for one in sales])
    first = ranks_of([lift.first for lift in lifts], is_told)
    back = ranks_of([lift.back for lift in lifts])
    again = ranks_of([lift.again for lift in lifts])
    margin = ranks_of([known or 0 for known in margins], [known is not None for known in margins])
    holds = [
        (b + a) / 2 if known is None else (b + a + m) / 3
        for b, a, m, known in zip(back, again, margin, margins, strict=True)
    ]
    columns = (
        ranks_of([one.orders for one in sales]),
        ranks_of([association.partners for association in associations]),
        back,
        again,
        ranks_of([(f + r) / 2 for f, r in zip(first, reach, strict=True)], is_told),
        ranks_of(holds, is_told),
        ranks_of([lift.growth for lift in lifts], is_told),
    )
    ranks = map(Ranks._make, zip(*columns, strict=True))
    expected_again = [pairs[2][1] for pairs in beside]
    return [Compared(*one) for one in zip(lifts, surely, ranks, expected_again, strict=True)]


def ranks_of(values: Sequence[float], counts: Sequence[bool] | None = None) -> list[float]:
    """Say of each value which share of those that count lies below it, and half of its equals."""
    marks = sorted(
        v for v, is_in in zip(values, counts or [True] * len(values), strict=True) if is_in
    )
    if not marks:
        return [0.5] * len(values)
    return [
        (bisect_left(marks, value) + bisect_right(marks, value)) / 2 / len(marks)
        for value in values
    ]


def _beside_shop(sales: Sequence[Sales]) -> list[tuple[tuple[float, float], ...]]:
    """Put what was seen of each product beside what was expected, as Lifts has them."""
    buyers, repeat_buyers = sum(s.buyers for s in sales), sum(s.repeat_buyers for s in sales)
    late = sum(s.late_orders for s in sales)
    halves = late + sum(s.early_orders for s in sales)
    again, late_share = repeat_buyers / max(1, buyers), late / max(1, halves)
    return [
        (
            (one.first_orders, one.expected_first),
            (one.came_back, one.expected_back),
            (one.repeat_buyers, one.buyers * again),
            (one.late_orders, (one.early_orders + one.late_orders) * late_share),
        )
        for one in sales
    ]
