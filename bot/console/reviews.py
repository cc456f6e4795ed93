"""What buyers care about in their reviews, counted by concern and stance."""

from collections import defaultdict
from dataclasses import dataclass

from bot.store import Unit
from tagging.stances import Stance

MOST = 8


@dataclass(frozen=True, slots=True)
class ConcernCount:
    """How many reviews speak of a concern, and how."""

    concern: str
    complaints: int
    questions: int
    praises: int
    reviews: int


@dataclass(frozen=True, slots=True)
class ReviewsView:
    """The concerns most reviews speak of, and how many reviews were read."""

    read: int
    concerns: tuple[ConcernCount, ...]


async def read_reviews(unit: Unit) -> ReviewsView:
    """Read the counts; the concern that worries most buyers comes first."""
    stances: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (concern, stance), count in (await unit.reviews.count_concerns()).items():
        stances[concern][stance] = count
    concerns = [_count(concern, by) for concern, by in stances.items()]
    concerns.sort(key=lambda each: (-each.complaints - each.questions, -each.reviews))
    return ReviewsView(await unit.reviews.count_mined(), tuple(concerns[:MOST]))


def _count(concern: str, by: dict[str, int]) -> ConcernCount:
    return ConcernCount(
        concern,
        complaints=by[Stance.COMPLAINS],
        questions=by[Stance.ASKS] + by[Stance.DOUBTS],
        praises=by[Stance.PRAISES],
        reviews=sum(by.values()),
    )
