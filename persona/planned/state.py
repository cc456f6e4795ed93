"""A plan up to some slot, while it is searched for."""

from dataclasses import dataclass
from datetime import datetime

from persona.mix import Mix
from persona.planned.aims import MIX_DAYS, Aims
from persona.planned.course import DIMENSION_OF, DIMENSIONS, KINDS, Fixed, Hand, Seen
from persona.planned.stock import Candidate

_CODES = len(KINDS) + len(DIMENSIONS)


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot to fill."""

    moment: datetime
    at: int
    day: int
    hour: float
    """What its hour brings."""
    is_mourning: bool


@dataclass(slots=True)
class State:
    """What was chosen up to a slot, and what the next choice has to know of it."""

    worth: float
    chosen: tuple[Candidate | None, ...]
    lately: tuple[tuple[int, int], ...]
    """Day and code of the posts of four weeks, for the mix."""
    views: tuple[Seen, ...]
    used: dict[str, int]
    """By material: the last day of its use in these days."""
    shown: dict[str, int]
    """By product."""
    ours: tuple[tuple[int, Candidate], ...] = ()
    """Day and candidate of what was chosen."""
    day: int = 0
    """All days before this one are judged."""

    @property
    def last_code(self) -> int:
        """Return the code of the last post, -1 before any."""
        return self.lately[-1][1] if self.lately else -1

    def with_fixed(self, fixed: Fixed) -> "State":
        """Return the state after a fixed post."""
        post = fixed.post
        views = list(self.views)
        for place in fixed.views:
            views[place] = views[place].with_post(fixed.at, fixed.hand, sells=post.is_selling)
        return State(
            self.worth,
            self.chosen,
            (*self.lately, (fixed.day, fixed.code)),
            tuple(views),
            {**self.used, post.material_key: fixed.day},
            {**self.shown, **dict.fromkeys(post.products, fixed.day)},
            self.ours,
            fixed.day,
        )

    def with_choice(self, slot: Slot, candidate: Candidate | None, worth: float) -> "State":
        """Return the state after a slot that was filled, or left empty."""
        if candidate is None:
            return State(
                worth,
                (*self.chosen, None),
                self.lately,
                self.views,
                self.used,
                self.shown,
                self.ours,
                slot.day,
            )
        views = list(self.views)
        for place in candidate.views:
            views[place] = views[place].with_post(slot.at, Hand.OURS, sells=candidate.is_selling)
        return State(
            worth,
            (*self.chosen, candidate),
            (*self._within_four_weeks(slot.day), (slot.day, candidate.code)),
            tuple(views),
            {**self.used, candidate.material.key: slot.day},
            {**self.shown, **dict.fromkeys(candidate.material.products, slot.day)},
            (*self.ours, (slot.day, candidate)),
            slot.day,
        )

    def counts(self, day: int) -> list[int]:
        """Count the posts of four weeks by code."""
        counts = [0] * _CODES
        for other, code in self.lately:
            if other > day - MIX_DAYS:
                counts[code] += 1
        return counts

    def _within_four_weeks(self, day: int) -> tuple[tuple[int, int], ...]:
        return tuple(pair for pair in self.lately if pair[0] > day - MIX_DAYS)


class MixCosts:
    """What being off the target would cost after one more post of each kind, or after none."""

    def __init__(self, aims: Aims, mix: Mix) -> None:
        self._aims = aims
        self._dimension_shares = [mix.percent_of(each) / 100 for each in DIMENSIONS]
        self._kind_shares = [mix.share_of(each) for each in KINDS]

    def of(self, counts: list[int]) -> tuple[float, list[float]]:
        """Return the cost with none more, and with one more of each kind.

        Σ (x_i + [i = j])² = Σ x_i² + 2·x_j + 1, so that each kind costs two additions.
        """
        kinds = counts[: len(KINDS)]
        dimensions = counts[len(KINDS) :]
        for code, count in enumerate(kinds):
            dimensions[DIMENSION_OF[code]] += count
        total, known = sum(dimensions), sum(kinds)
        none = self._weigh(*self._off(dimensions, kinds, total, known))
        off, off_kinds = self._off(dimensions, kinds, total + 1, known + 1)
        base = self._weigh(off, off_kinds)
        one = [
            base
            + self._aims.dimension * (2 * off[DIMENSION_OF[code]] + 1)
            + self._aims.kind * (2 * off_kinds[code] + 1)
            for code in range(len(KINDS))
        ]
        return none, one

    def _off(
        self, dimensions: list[int], kinds: list[int], total: int, known: int
    ) -> tuple[list[float], list[float]]:
        return (
            [
                x - share * total
                for x, share in zip(dimensions, self._dimension_shares, strict=True)
            ],
            [x - share * known for x, share in zip(kinds, self._kind_shares, strict=True)],
        )

    def _weigh(self, off: list[float], off_kinds: list[float]) -> float:
        return self._aims.dimension * sum([x * x for x in off]) + self._aims.kind * sum(
            [x * x for x in off_kinds]
        )
