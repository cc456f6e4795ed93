"""The balance of the three dimensions and the nine kinds over a persona's posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from persona.errors import PersonaError
from persona.materials import Dimension, Kind, dimension_of


@dataclass(frozen=True, slots=True)
class Mix:
    """The wanted share of each dimension, in percent; together 100."""

    expert: int = 40
    living: int = 30
    selling: int = 30
    parts: Mapping[Kind, int] = field(default_factory=dict)
    """How a dimension divides among its kinds; a kind that is not named has one part."""

    def __post_init__(self) -> None:
        shares = (self.expert, self.living, self.selling)
        if min(shares) < 0 or sum(shares) != 100:  # noqa: PLR2004
            raise PersonaError(f"mix {shares}: the shares must be 0 or more and add up to 100")
        if min(self.parts.values(), default=0) < 0:
            raise PersonaError(f"mix parts {dict(self.parts)}: a kind has 0 parts or more")

    def share_of(self, kind: Kind) -> float:
        """Return the wanted share of a kind in all posts, 0 to 1."""
        dimension = dimension_of(kind)
        parts = {each: self.parts.get(each, 1) for each in Kind if dimension_of(each) is dimension}
        whole = sum(parts.values())
        return self.percent_of(dimension) / 100 * parts[kind] / whole if whole else 0.0

    def percent_of(self, dimension: Dimension) -> int:
        """Return the wanted share of a dimension, in percent."""
        match dimension:
            case Dimension.EXPERT:
                return self.expert
            case Dimension.LIVING:
                return self.living
            case Dimension.SELLING:
                return self.selling


def rank_by_need(mix: Mix, counts: Mapping[Dimension, int]) -> list[Dimension]:
    """Order the dimensions by what the next post should be, the most lacking first.

    The lack is the wanted share of all posts with the next one, less the posts there are (the
    largest remainder, kept in whole percent of a post so that nothing is rounded).
    """
    total = sum(counts.values()) + 1

    def lack_of(dimension: Dimension) -> int:
        return mix.percent_of(dimension) * total - 100 * counts.get(dimension, 0)

    return sorted(Dimension, key=lack_of, reverse=True)


def seats_of(mix: Mix, total: int) -> dict[Dimension, int]:
    """Divide `total` posts among the dimensions by the largest remainder."""
    seats = {each: mix.percent_of(each) * total // 100 for each in Dimension}
    by_remainder = sorted(Dimension, key=lambda each: -(mix.percent_of(each) * total % 100))
    for dimension in by_remainder[: total - sum(seats.values())]:
        seats[dimension] += 1
    return seats
