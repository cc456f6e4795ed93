"""What a plan says of itself: why each post stands, why a slot is empty, what the stock lacks."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from persona.materials import Dimension, Kind, Material, dimension_of
from persona.mix import rank_by_need
from persona.planned.aims import MIX_DAYS, timeliness
from persona.planned.fitness import misfits_of
from persona.planned.plans import Brief, Hole
from persona.planned.stock import Stock
from persona.reasons import Because, Reason
from persona.timeline import PostedPost, Timeline, because_at

_WANTED = {
    Dimension.EXPERT: Reason.MIX_WANTS_EXPERT,
    Dimension.LIVING: Reason.MIX_WANTS_LIVING,
    Dimension.SELLING: Reason.MIX_WANTS_SELLING,
}
_INSTEAD = {
    Dimension.EXPERT: Reason.EXPERT_INSTEAD,
    Dimension.LIVING: Reason.LIVING_INSTEAD,
    Dimension.SELLING: Reason.SELLING_INSTEAD,
}
_SHORT = {
    Dimension.EXPERT: Reason.SHORT_OF_EXPERT,
    Dimension.LIVING: Reason.SHORT_OF_LIVING,
    Dimension.SELLING: Reason.SHORT_OF_SELLING,
}
_POINTS_OFF = 5
"""A mix is kept within so many percentage points of its target."""
_COMPARED = 50
"""The words of so many materials are compared before a kind counts as used up."""


class Teller:
    """Words for one finished plan."""

    def __init__(self, brief: Brief, stock: Stock, timeline: Timeline) -> None:
        """`timeline` holds all that stands in the end: posted, kept, and planned."""
        self.brief, self.stock, self.timeline = brief, stock, timeline
        self.short_dimensions: Counter[Dimension] = Counter()
        self.short_kinds: Counter[Kind] = Counter()
        self._misfits: dict[str, Reason | None] = {}

    def because_of(self, material: Material, post: PostedPost) -> Because:
        """Say why a material stands in its slot: the aim that decided, with its numbers."""
        self.timeline.remove(post)
        counts, kinds = self._counts(post.at)
        ranked = rank_by_need(self.brief.rules.mix, counts)
        wanted_more = ranked[: ranked.index(post.dimension)]
        open_ones = [each for each in wanted_more if not self._is_barred(each, post.at)]
        lacking = [each for each in open_ones if not self._is_in_stock(each, post.at)]
        self.short_dimensions.update(lacking)
        for dimension in (*lacking, post.dimension):
            self._note_short_kind(dimension, kinds, post.at)
        self.timeline.add(post)
        return self._decided(
            material,
            post,
            counts,
            is_wanted_most=not wanted_more,
            could_be_another=open_ones != lacking,
        )

    def hole_at(self, at: datetime) -> Hole:
        """Say what stood in the way of most materials."""
        counts, kinds = self._counts(at)
        ranked = rank_by_need(self.brief.rules.mix, counts)
        first = next((each for each in ranked if not self._is_barred(each, at)), None)
        if first and not self.timeline.slot_obstacles(at):  # nothing could stand, or it would
            self.short_dimensions[first] += 1
            self._note_short_kind(first, kinds, at)
        obstacles = Counter(self._obstacles(at))
        if not obstacles:
            return Hole(at, because_at(Reason.NO_MATERIAL, at, materials=0))
        reason, materials = max(obstacles.items(), key=lambda item: (item[1], item[0]))
        return Hole(at, because_at(reason, at, materials=materials))

    def unmet(self) -> tuple[Because, ...]:
        """Say what the cap leaves no room for, and which dimensions and kinds the stock lacks."""
        dimensions = [
            Because(_SHORT[each], {"posts": self.short_dimensions[each]})
            for each in Dimension
            if self.short_dimensions[each]
        ]
        kinds = [
            Because(Reason(f"short_of_{each}"), {"posts": self.short_kinds[each]})
            for each in Kind
            if self.short_kinds[each]
        ]
        return (*self._cap_below_target(), *dimensions, *kinds)

    def _cap_below_target(self) -> Iterator[Because]:
        """Say that the selling share that is asked for is out of reach in a week of so many."""
        rules = self.brief.rules
        posts, wanted = rules.posts_aimed_at, rules.mix.selling
        if 100 * rules.most_selling < (wanted - _POINTS_OFF) * posts:
            values = {"wanted": wanted, "posts": posts, "percent": rules.selling_cap_percent}
            yield Because(Reason.CAP_BELOW_TARGET, values | {"selling": rules.most_selling})

    def _decided(
        self,
        material: Material,
        post: PostedPost,
        counts: Counter[Dimension],
        *,
        is_wanted_most: bool,
        could_be_another: bool,
    ) -> Because:
        """Name what decided: the mix, an end that is near, all aims together, or a lack."""
        dimension = post.dimension
        values = {
            "percent": self.brief.rules.mix.percent_of(dimension),
            "posts": counts[dimension],
            "total": counts.total(),
        }
        if is_wanted_most:
            return Because(_WANTED[dimension], values)
        if material.valid_until and timeliness(material, post.at.toordinal()) > 0:
            return Because(Reason.ENDS_SOON, values | {"until": str(material.valid_until)})
        if could_be_another:
            return Because(Reason.BALANCED_AHEAD, values)
        return Because(_INSTEAD[dimension], values)

    def _counts(self, at: datetime) -> tuple[Counter[Dimension], Counter[Kind]]:
        since = at.date() - timedelta(days=MIX_DAYS - 1)
        lately = [post for post in self.timeline.between(since, at.date()) if post.at <= at]
        return (
            Counter(post.dimension for post in lately),
            Counter(post.kind for post in lately if post.kind),
        )

    def _is_barred(self, dimension: Dimension, at: datetime) -> bool:
        if dimension is not Dimension.SELLING:
            return False
        return bool(self.timeline.selling_obstacles(at))

    def _is_in_stock(self, dimension: Dimension, at: datetime) -> bool:
        return any(self._has_usable(kind, at) for kind in Kind if dimension_of(kind) is dimension)

    def _has_usable(self, kind: Kind, at: datetime) -> bool:
        rested = (
            each.material
            for each in self.stock.on(kind, at.toordinal())
            if next(self.timeline.rest_codes(each.material, at.date()), None) is None
        )
        first_ones = islice(rested, _COMPARED)
        return any(not self.timeline.has_alike(material, at.date()) for material in first_ones)

    def _note_short_kind(self, dimension: Dimension, kinds: Counter[Kind], at: datetime) -> None:
        """Count the kind that its dimension wants most here, where it has no material."""
        mix, total = self.brief.rules.mix, kinds.total() + 1

        def lack_of(kind: Kind) -> float:
            return mix.share_of(kind) * total - kinds[kind] - self.short_kinds[kind]

        own = [each for each in Kind if dimension_of(each) is dimension and mix.share_of(each)]
        wanted = max(own, key=lack_of, default=None)
        if wanted and not self._has_usable(wanted, at):
            self.short_kinds[wanted] += 1

    def _obstacles(self, at: datetime) -> Iterator[Reason]:
        """Give for each material the first thing that keeps it from a slot that stayed empty."""
        selling = [each.code for each in self.timeline.selling_obstacles(at)]
        left = None
        for material in self.brief.materials:
            if material.key not in self._misfits:
                self._misfits[material.key] = next(misfits_of(material, self.brief), None)
            if misfit := self._misfits[material.key]:
                yield misfit
            elif material.dimension is Dimension.SELLING and selling:
                yield selling[0]
            elif obstacle := next(self.timeline.rest_codes(material, at.date()), None):
                yield obstacle
            else:
                left = left or self._last_obstacle(material, at)
                yield left

    def _last_obstacle(self, material: Material, at: datetime) -> Reason:
        """Say what keeps out a material that is in time and rested: one stands for all."""
        if obstacles := self.timeline.slot_obstacles(at, material.audience):
            return obstacles[0].code
        is_alike = self.timeline.has_alike(material, at.date())
        return Reason.NEAR_DUPLICATE if is_alike else Reason.SELLING_CAP
