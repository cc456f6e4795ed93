"""Lanes: for a day and a kind, the candidates that may stand beside what is fixed, best first."""

from collections.abc import Iterator
from itertools import islice

from persona.materials import Kind
from persona.planned.alike import find_alike, has_alike
from persona.planned.course import Course
from persona.planned.stock import Candidate, Stock
from persona.timeline import PlanRules

_Key = tuple[int, Kind, frozenset[int], frozenset[str]]


class Lanes:
    """What is asked once of a candidate on a day, however many states ask."""

    def __init__(self, stock: Stock, course: Course, rules: PlanRules) -> None:
        self.stock, self.course, self.rules = stock, course, rules
        self._found: dict[_Key, list[Candidate]] = {}
        self._waiting: dict[_Key, Iterator[Candidate]] = {}
        self._placed: dict[int, str] = {}

    def of(
        self,
        kind: Kind,
        day: int,
        closed: frozenset[int] = frozenset(),
        shown: frozenset[str] = frozenset(),
    ) -> Iterator[Candidate]:
        """Give the candidates of a kind that may stand on a day beside all that is fixed.

        None that is seen in a `closed` view, and none of a product that was `shown` lately.
        """
        key = (day, kind, closed, shown)
        if key not in self._found:
            self._found[key] = []
            self._waiting[key] = self._sift(key)
        found, waiting = self._found[key], self._waiting[key]
        place = 0
        while True:
            if place == len(found):
                another = next(waiting, None)
                if another is None:
                    return
                found.append(another)
            yield found[place]
            place += 1

    def place(self, candidate: Candidate) -> None:
        """Note that a candidate may stand in the plan: others are compared with its words."""
        if candidate.rank not in self._placed:
            self._placed[candidate.rank] = candidate.plain

    def alike_to(self, candidate: Candidate) -> set[int]:
        """Return the ranks of all placed candidates whose words are nearly the candidate's."""
        if candidate.compared < len(self._placed):
            placed = islice(self._placed.items(), candidate.compared, None)
            candidate.alike |= find_alike(candidate.plain, dict(placed), self.rules.alike_percent)
            candidate.alike.discard(candidate.rank)
            candidate.compared = len(self._placed)
        return candidate.alike

    def _sift(self, key: _Key) -> Iterator[Candidate]:
        day, kind, closed, shown = key
        if not closed and not shown:
            return filter(lambda each: self._fits(each, day), self.stock.on(kind, day))
        return (
            each
            for each in self.of(kind, day)
            if closed.isdisjoint(each.views) and shown.isdisjoint(each.material.products)
        )

    def _fits(self, candidate: Candidate, day: int) -> bool:
        material, rules = candidate.material, self.rules
        fixed_on = self.course.days_of.get(material.key, ())
        if not material.is_evergreen and (fixed_on or material.last_used):
            return False
        last_used = [material.last_used.toordinal()] if material.last_used else []
        if any(abs(day - other) < rules.rest_days for other in (*fixed_on, *last_used)):
            return False
        for product in material.products:
            for other in self.course.shown_on.get(product, ()):
                if abs(day - other) < rules.product_gap_days:
                    return False
        texts = (text for other, text in self.course.texts if abs(day - other) < rules.rest_days)
        return not has_alike(candidate.plain, texts, rules.alike_percent)
