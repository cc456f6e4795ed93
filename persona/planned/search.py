"""The search: a beam over the slots in the order of time, every hard rule at every step.

A state that a later hole would make unlawful is given up. Where all are, the selling post that did
it is forbidden and the search goes back to its slot: no plan waits for a post that may not come.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import islice

from persona.materials import Kind
from persona.planned.aims import MIX_DAYS, freshness, repetition, timeliness
from persona.planned.course import DAY, KINDS, SELLING_CODES, WEEK, Course, Fixed, Hand, Seen
from persona.planned.lanes import Lanes
from persona.planned.plans import Brief
from persona.planned.state import MixCosts, Slot, State
from persona.planned.stock import Candidate

_CHOICES = 5_000
"""About so many choices are weighed for a plan: the more slots, the fewer states."""
_FEWEST_STATES, _MOST_STATES = 8, 200
_FEW_MATERIALS = 24
"""Of so few each is tried for every slot."""
_EACH_KIND = 2
_OLDER = 3
"""So many posts older than four weeks still tell what the last one was."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to."""

    chosen: tuple[Candidate | None, ...] = ()
    worth: float = 0.0
    clash: Fixed | None = None
    """A kept draft that breaks a rule whatever is chosen; then nothing was."""


class Search:
    """One search for one brief: its slots, what is fixed, what there is."""

    def __init__(
        self, brief: Brief, course: Course, lanes: Lanes, slots: Sequence[Slot], horizon: int
    ) -> None:
        """`horizon` is the last day that is known: no seven days that end later are judged."""
        self.brief, self.course, self.lanes, self.slots = brief, course, lanes, slots
        self.horizon = horizon
        self.costs = MixCosts(brief.aims, brief.rules.mix)
        self.unsold: set[int] = set()
        self.is_small = lanes.stock.size <= _FEW_MATERIALS
        self.each = lanes.stock.size if self.is_small else _EACH_KIND
        choices = 1 + min(lanes.stock.size, _EACH_KIND * len(KINDS))
        width = _CHOICES // (choices * max(1, len(slots)))
        self.width = max(_FEWEST_STATES, min(_MOST_STATES, width))
        moments = [slot.at for slot in slots]
        since = bisect_left(course.fixed, self._first_day() - MIX_DAYS, key=lambda each: each.day)
        self.between: list[list[Fixed]] = [[] for _ in range(len(slots) + 1)]
        for each in course.fixed[max(0, since - _OLDER) :]:
            self.between[bisect_left(moments, each.at)].append(each)

    def _first_day(self) -> int:
        return self.slots[0].day if self.slots else self.horizon

    def run(self) -> Found:
        """Return the plan that is worth most among those that were looked at."""
        blank = State(0.0, (), (), tuple(Seen() for _ in self.course.views), {}, {})
        start, culprit = self._advance(blank, 0)
        if start is None:
            return Found(clash=self._draft_at(culprit))
        beams = [[start]]
        while (place := len(beams) - 1) < len(self.slots):
            states, culprits = self._next_states(beams[place], place)
            if states:
                beams.append(states)
                continue
            ours = [each for each in map(self._place_at, culprits) if each is not None]
            if not ours:
                return Found(clash=self._draft_at(max(culprits)))
            self.unsold.add(max(ours))
            del beams[max(ours) + 1 :]
        best = beams[-1][0]
        return Found(best.chosen, best.worth)

    def _next_states(self, states: Sequence[State], place: int) -> tuple[list[State], set[int]]:
        """Return the best states after a slot, and what made others impossible."""
        slot = self.slots[place]
        steps = [step for state in states for step in self._steps(state, place)]
        steps.sort(key=lambda step: -step[0])
        found: dict[Hashable, State] = {}
        culprits: set[int] = set()
        for worth, state, candidate in steps:
            prospect = self._prospect_of(state, candidate)
            if prospect in found:
                continue
            after, culprit = self._advance(state.with_choice(slot, candidate, worth), place + 1)
            if after is None:
                culprits.add(culprit)
                continue
            found[prospect] = after
            if candidate is not None:
                self.lanes.place(candidate)
            if len(found) == self.width:
                break
        return list(found.values()), culprits

    def _prospect_of(self, state: State, candidate: Candidate | None) -> Hashable:
        """Name what later choices depend on, roughly: of states alike in it the best one is kept.

        These are the kinds so far in any order, and the last two in theirs. Of few materials it is
        the materials themselves.
        """
        chosen = (*state.chosen, candidate)
        told = [
            -1 if each is None else each.rank if self.is_small else each.code for each in chosen
        ]
        return tuple(sorted(told)), tuple(told[-2:])

    def _steps(self, state: State, place: int) -> Iterator[tuple[float, State, Candidate | None]]:
        """Weigh every choice for a slot: none, or the best few of each kind."""
        slot, aims = self.slots[place], self.brief.aims
        empty, one_more = self.costs.of(state.counts(slot.day))
        yield state.worth - empty, state, None
        full, unsold = self._closed_views(state, slot)
        if slot.is_mourning or place in self.unsold:
            unsold = set(range(len(state.views)))
        for code, kind in enumerate(KINDS):
            closed = unsold if code in SELLING_CODES else full
            worth = state.worth - one_more[code] + aims.filled + aims.hours * slot.hour
            worth -= aims.same_kind * (code == state.last_code)
            for candidate in islice(self._usable(state, slot, kind, closed), self.each):
                yield worth + self._worth_of(candidate, state, slot.day), state, candidate

    def _worth_of(self, candidate: Candidate, state: State, day: int) -> float:
        """Return what a candidate adds by itself (persona/planned/aims.py)."""
        aims, material = self.brief.aims, candidate.material
        last_use = state.used.get(material.key, candidate.last_use)
        worth = aims.fresh * freshness(last_use, day) + aims.role * candidate.role
        if candidate.is_fleeting:
            worth += aims.timely * timeliness(material, day)
        if material.products:
            last = max(state.shown.get(each, -MIX_DAYS) for each in material.products)
            worth -= aims.product * repetition(last, day)
        return worth

    def _usable(
        self, state: State, slot: Slot, kind: Kind, closed: AbstractSet[int]
    ) -> Iterator[Candidate]:
        """Give the candidates of a kind that may stand in a slot of this state, best first."""
        if 0 in closed:  # the whole account sees every post
            return
        gap, rest = self.brief.rules.product_gap_days, self.brief.rules.rest_days
        shown = frozenset(each for each, last in state.shown.items() if slot.day - last < gap)
        lately = {each.rank for day, each in state.ours if slot.day - day < rest}
        for candidate in self.lanes.of(kind, slot.day, frozenset(closed), shown):
            material = candidate.material
            last = state.used.get(material.key)
            if last is not None and (not material.is_evergreen or slot.day - last < rest):
                continue
            if lately.isdisjoint(self.lanes.alike_to(candidate)):
                yield candidate

    def _closed_views(self, state: State, slot: Slot) -> tuple[set[int], set[int]]:
        """Return the views that take no post here at all, and those that take no selling post."""
        rules, after = self.brief.rules, slot.at - WEEK
        full: set[int] = self._crowded_views(state, slot)
        unsold: set[int] = set(full)
        for place, seen in enumerate(state.views):
            selling, total = seen.since(after)
            if seen.last is not Hand.NONE or rules.is_oversold(selling + 1, total + 1):
                unsold.add(place)
            if seen.movable_since(after) is not None and rules.is_oversold(selling, total + 1):
                full.add(place)
        return full, unsold

    def _crowded_views(self, state: State, slot: Slot) -> set[int]:
        """Return the views whose viewer is shown no further post that day or month."""
        rules = self.brief.rules
        a_day, a_month = rules.viewer_posts_a_day, rules.viewer_posts_a_month
        if a_month is None and (a_day is None or a_day >= rules.posts_per_day):
            return set()
        month = month_of(slot.day)
        crowded: set[int] = set()
        for place in range(1 if len(state.views) > 1 else 0, len(state.views)):
            days = [each.day for each in self.course.fixed if place in each.views]
            days += [day for day, candidate in state.ours if place in candidate.views]
            if a_day is not None and days.count(slot.day) >= a_day:
                crowded.add(place)
            if a_month is not None and sum(month_of(day) == month for day in days) >= a_month:
                crowded.add(place)
        return crowded

    def _advance(self, state: State, place: int) -> tuple[State | None, int]:
        """Go on to a slot, or to the end: past fixed posts and the ends of days.

        Where a rule is broken on the way return no state, and the moment of the selling post that
        can be taken back.
        """
        day = state.day
        for fixed in self.between[place]:
            if (culprit := self._culprit_of_days(state, day, fixed.day)) is not None:
                return None, culprit
            if (culprit := self._culprit_at(state, fixed)) is not None:
                return None, culprit
            state, day = state.with_fixed(fixed), fixed.day
        end = self.slots[place].day if place < len(self.slots) else self.horizon + 1
        if (culprit := self._culprit_of_days(state, day, end)) is not None:
            return None, culprit
        state.day = end
        return state, 0

    def _culprit_of_days(self, state: State, first: int, end: int) -> int | None:
        """Judge the seven whole days up to each day before `end`, in every view."""
        for seen in state.views:
            newest = max(seen.ours, seen.draft) // DAY
            for day in range(first, min(end, newest + 7)):
                after = (day - 6) * DAY - 1
                culprit = seen.movable_since(after)
                if culprit is not None and self.brief.rules.is_oversold(*seen.since(after)):
                    return culprit
        return None

    def _culprit_at(self, state: State, fixed: Fixed) -> int | None:
        """Judge a fixed post as it comes: two selling posts in a row, and its last 168 hours."""
        after, sells = fixed.at - WEEK, fixed.post.is_selling
        for place in fixed.views:
            seen = state.views[place]
            culprit = seen.movable_since(after)
            if sells and seen.last is Hand.OURS:
                return seen.ours
            if sells and seen.last is not Hand.NONE and fixed.hand is Hand.DRAFT:
                return fixed.at
            if sells and seen.last is Hand.DRAFT:
                return seen.draft
            selling, total = seen.since(after)
            if sells and fixed.hand is Hand.DRAFT and culprit is None:
                culprit = fixed.at
            if culprit is not None and self.brief.rules.is_oversold(selling + sells, total + 1):
                return culprit
        return None

    def _place_at(self, moment: int) -> int | None:
        place = bisect_left([slot.at for slot in self.slots], moment)
        is_slot = place < len(self.slots) and self.slots[place].at == moment
        return place if is_slot else None

    def _draft_at(self, moment: int) -> Fixed:
        return next(
            each
            for each in self.course.fixed
            if each.at == moment and each.hand is Hand.DRAFT and each.post.is_selling
        )


def month_of(day: int) -> tuple[int, int]:
    """Return the year and month of a day's ordinal."""
    return (date.fromordinal(day).year, date.fromordinal(day).month)
