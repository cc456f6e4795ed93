"""By which door customers came, and where they dropped out on the way to an order."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Step(StrEnum):
    """The way of a treated customer."""

    REACHED = "reached"  # was to get it
    DELIVERED = "delivered"
    VISITED = "visited"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class Drop:
    """So many of those at one step did not come to the next."""

    after: Step
    lost: int
    of: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many customers of a source came to each step that is known."""

    source: str
    customers: Mapping[Step, int]

    @property
    def worst(self) -> Drop | None:
        """Find the step after which the largest part was lost; None where nobody was."""
        known = [(step, self.customers[step]) for step in Step if step in self.customers]
        drops = [
            Drop(step, of - left, of) for (step, of), (_, left) in pairwise(known) if left < of
        ]
        return max(drops, key=lambda drop: drop.lost / drop.of, default=None)


def funnels_of(sources: Mapping[str, Mapping[Step, int]]) -> list[Funnel]:
    """Make a funnel of each source, the largest first."""
    funnels = [Funnel(source, dict(customers)) for source, customers in sources.items()]
    return sorted(funnels, key=lambda each: (-each.customers.get(Step.REACHED, 0), each.source))
