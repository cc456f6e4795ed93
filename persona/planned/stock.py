"""The stock of materials, sifted once for a plan: by kind, in the order of what they are worth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import chain
from operator import attrgetter

from persona.materials import Dimension, Kind, Material
from persona.planned.aims import freshness, role_fit, timeliness
from persona.planned.alike import plain_text
from persona.planned.course import Course, code_of
from persona.planned.fitness import misfits_of
from persona.planned.plans import Brief


@dataclass(slots=True, eq=False, kw_only=True)
class Candidate:
    """A material that may stand in the plan, with what the search asks of it again and again.

    Days are ordinals.
    """

    rank: int
    """Its place among all: nothing else breaks a tie."""
    material: Material
    code: int
    views: tuple[int, ...]
    """In which views it would be seen."""
    is_selling: bool
    role: float
    last_use: int | None
    """The last day it was used on before the plan."""
    is_fleeting: bool
    plain: str
    alike: set[int] = field(default_factory=set)
    """The ranks of others whose words are nearly its own, as far as was compared."""
    compared: int = 0


class Stock:
    """All materials of a brief by kind, the most worth first; candidates are made when asked."""

    def __init__(self, brief: Brief, course: Course, first: date, last: date) -> None:
        """Sift once: those that may stand on some day from `first` to `last`."""
        self.brief, self.course, self.first = brief, course, first.toordinal()
        self.ranked = sorted(brief.materials, key=_order_of(brief.seed))
        costs: dict[Kind, list[tuple[float, int]]] = {kind: [] for kind in Kind}
        for rank, material in enumerate(self.ranked):
            if _may_hold(material, first, last):
                costs[material.kind].append((-self._worth_of(material), rank))
        self.by_kind = {kind: [rank for _, rank in sorted(told)] for kind, told in costs.items()}
        self.fleeting = {
            kind: [rank for rank in ranks if is_fleeting(self.ranked[rank])]
            for kind, ranks in self.by_kind.items()
        }
        self._made: dict[int, Candidate | None] = {}

    @property
    def size(self) -> int:
        """Return how many there are."""
        return sum(map(len, self.by_kind.values()))

    def on(self, kind: Kind, day: int) -> Iterator[Candidate]:
        """Give the candidates of a kind for a day: first what is over soon, then the freshest."""
        when = date.fromordinal(day)
        urgent = [
            rank
            for rank in self.fleeting[kind]
            if timeliness(self.ranked[rank], day) > 0
            and self.ranked[rank].obstacle_on(when) is None
        ]
        urgent.sort(key=lambda rank: (self.ranked[rank].valid_until or date.max, rank))
        early = set(urgent)
        others = (rank for rank in self.by_kind[kind] if rank not in early)
        for rank in chain(urgent, others):
            if rank in early or self.ranked[rank].obstacle_on(when) is None:
                candidate = self._candidate(rank)
                if candidate is not None:
                    yield candidate

    def _worth_of(self, material: Material) -> float:
        """Return what a material is worth by itself on the first day."""
        aims = self.brief.aims
        fresh = freshness(self._last_use(material), self.first)
        return aims.fresh * fresh + aims.role * role_fit(material, self.brief.roles)

    def _last_use(self, material: Material) -> int | None:
        days = self.course.days_of.get(material.key)
        if days is None:
            return material.last_used.toordinal() if material.last_used else None
        used = [day for day in days if day < self.first]
        if material.last_used:
            used.append(material.last_used.toordinal())
        return max(used, default=None)

    def _candidate(self, rank: int) -> Candidate | None:
        """Return the candidate of a rank, made once; None for what fits on no day."""
        if rank not in self._made:
            material = self.ranked[rank]
            is_fit = next(misfits_of(material, self.brief), None) is None
            self._made[rank] = self._make(rank, material) if is_fit else None
        return self._made[rank]

    def _make(self, rank: int, material: Material) -> Candidate:
        return Candidate(
            rank=rank,
            material=material,
            code=code_of(material.dimension, material.kind),
            views=self.course.views_seeing(material.audience),
            is_selling=material.dimension is Dimension.SELLING,
            role=role_fit(material, self.brief.roles),
            last_use=self._last_use(material),
            is_fleeting=is_fleeting(material),
            plain=plain_text(material.text),
        )


def is_fleeting(material: Material) -> bool:
    """Tell whether a material ends, or waits for its occasion."""
    return material.valid_until is not None or bool(material.occasion)


def _order_of(seed: int) -> Callable[[Material], tuple[bytes, str] | str]:
    def order(material: Material) -> tuple[bytes, str]:
        return blake2b(f"{seed}:{material.key}".encode(), digest_size=8).digest(), material.key

    if not seed:
        return attrgetter("key")

    return order


def _may_hold(material: Material, first: date, last: date) -> bool:
    if material.stock == 0 or (material.quotes and not material.consent):
        return False
    if material.valid_from and material.valid_from > last:
        return False
    return not (material.valid_until and material.valid_until < first)
