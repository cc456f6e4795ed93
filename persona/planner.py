"""Plan a persona's moments posts: the mix where the stock allows, the hard rules always.

A hole is better than a broken rule, and every hole says why.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from persona.materials import Dimension, Kind, Material
from persona.mix import rank_by_need
from persona.planned.plans import Brief, Hole, Plan, PlannedPost
from persona.profile import Persona
from persona.reasons import Because, Reason
from persona.slots import days_from, spread_slots
from persona.timeline import PostedPost, Timeline, timeline_of
from persona.variables import fill

_MIX_DAYS = 28  # the mix is balanced over four weeks, so a lopsided week is made up for

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


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a slot: a material, or only what stood in the way."""

    material: Material | None
    because: Because
    lacking: tuple[Dimension, ...] = ()
    """Dimensions that were wanted more, might have stood here, and had no material."""


def plan_posts(brief: Brief) -> Plan:
    """Plan the posts of some days: a post for each slot, or a hole that says why.

    The same brief gives the same plan, in whatever order the materials come.
    """
    rules = brief.rules
    planner = _Planner(brief.persona, brief.materials, timeline_of(brief.posted, rules))
    all_days = days_from(brief.first_day, brief.days)
    already = len(planner.timeline.between(all_days[0], all_days[-1])) if all_days else 0
    target = min(rules.weekly_target, rules.posts_per_week)
    wanted = max(0, round(target * brief.days / 7) - already)
    taken = frozenset(post.at for post in brief.posted)
    for at in spread_slots(all_days, wanted, rules.slots, taken):
        planner.fill_slot(at)
    for day in all_days:
        planner.undo_overselling(day)
    return planner.plan()


class _Planner:
    """The work on one plan."""

    def __init__(
        self, persona: Persona, materials: Sequence[Material], timeline: Timeline
    ) -> None:
        self.persona = persona
        self.materials = sorted(materials, key=lambda material: material.key)
        self.kind_of = {material.key: material.kind for material in materials}
        self.timeline = timeline
        self.found: dict[datetime, _Found] = {}
        self.unlike = {
            material.key
            for material in materials
            if any(word in material.text for word in persona.voice.forbidden_words)
        }

    def fill_slot(self, at: datetime, *, may_sell: bool = True) -> None:
        """Put the material that is needed most into a slot, or keep why there is none."""
        found = self._find(at, may_sell=may_sell)
        self.found[at] = found
        if found.material is not None:
            self.timeline.add(_stand(found.material, at))

    def undo_overselling(self, last: date) -> None:
        """Take selling posts of ours out of the seven days up to `last` until the cap holds.

        Such a window arises when earlier posts of other dimensions slide out of it.
        """
        first = last - timedelta(days=6)
        while self.timeline.is_oversold(last):
            ours = [
                post
                for post in self.timeline.between(first, last)
                if post.dimension is Dimension.SELLING and self._is_ours(post)
            ]
            if not ours:
                return
            self.timeline.remove(ours[-1])
            self.fill_slot(ours[-1].at, may_sell=False)

    def plan(self) -> Plan:
        """Return what was found, and what was not."""
        posts = tuple(
            self._post(found.material, at, found.because)
            for at, found in sorted(self.found.items())
            if found.material is not None
        )
        holes = tuple(
            Hole(at, found.because)
            for at, found in sorted(self.found.items())
            if found.material is None
        )
        lacks = Counter(each for found in self.found.values() for each in found.lacking)
        short = [
            Because(_SHORT[dimension], {"posts": lacks[dimension]})
            for dimension in Dimension
            if lacks[dimension]
        ]
        return Plan(posts, holes, tuple(short))

    def _find(self, at: datetime, *, may_sell: bool) -> _Found:
        if obstacle := self.timeline.slot_obstacle(at):
            return _Found(None, Because(obstacle, {"at": _minute(at)}))
        selling_obstacle = self.timeline.selling_obstacle(at) if may_sell else Reason.SELLING_CAP
        counts = self._counts(at.date())
        obstacles: Counter[Reason] = Counter()
        lacking: list[Dimension] = []
        ranked = rank_by_need(self.timeline.rules.mix, counts)
        for dimension in ranked:
            stock = [each for each in self.materials if each.dimension is dimension]
            if dimension is Dimension.SELLING and selling_obstacle:
                obstacles[selling_obstacle] += len(stock)
                continue
            material = self._best(stock, at.date(), obstacles)
            if material is not None:
                reason = _WANTED if dimension is ranked[0] else _INSTEAD
                return _Found(
                    material,
                    Because(reason[dimension], self._shares(dimension, counts)),
                    tuple(lacking),
                )
            lacking.append(dimension)
        return _Found(None, _hole(at, obstacles), tuple(lacking[:1]))

    def _best(
        self, stock: Sequence[Material], day: date, obstacles: Counter[Reason]
    ) -> Material | None:
        usable: list[Material] = []
        for material in stock:
            obstacle = self.timeline.material_obstacle(material, day)
            if material.key in self.unlike:
                obstacle = Reason.PERSONA_WORD
            if obstacle:
                obstacles[obstacle] += 1
            else:
                usable.append(material)
        kinds = Counter(
            self.kind_of.get(post.material_key)
            for post in self.timeline.between(day - timedelta(days=_MIX_DAYS), day)
        )
        return min(usable, key=lambda each: self._order(each, kinds), default=None)

    def _order(
        self, material: Material, kinds: Counter[Kind | None]
    ) -> tuple[bool, int, date, str]:
        """Order materials: an event while it lasts, then the kind and the text rested longest."""
        return (
            material.kind is not Kind.LIMITED_EVENT,
            kinds[material.kind],
            self.timeline.last_use_of(material.key),
            material.key,
        )

    def _counts(self, day: date) -> Counter[Dimension]:
        lately = self.timeline.between(day - timedelta(days=_MIX_DAYS - 1), day)
        return Counter(post.dimension for post in lately)

    def _shares(self, dimension: Dimension, counts: Counter[Dimension]) -> dict[str, int]:
        return {
            "percent": self.timeline.rules.mix.percent_of(dimension),
            "posts": counts[dimension],
            "total": counts.total(),
        }

    def _is_ours(self, post: PostedPost) -> bool:
        found = self.found.get(post.at)
        return bool(found and found.material and found.material.key == post.material_key)

    def _post(self, material: Material, at: datetime, because: Because) -> PlannedPost:
        return PlannedPost(
            material_key=material.key,
            at=at,
            dimension=material.dimension,
            kind=material.kind,
            text=fill(material.text, self.persona, {}, turn=at.toordinal()),
            because=because,
            products=material.products,
            pictures=material.pictures,
            video=material.video,
            link=material.link,
            link_title=material.link_title,
            audience=material.audience,
        )


def _stand(material: Material, at: datetime) -> PostedPost:
    return PostedPost(
        material_key=material.key,
        at=at,
        dimension=material.dimension,
        kind=material.kind,
        products=material.products,
        text=material.text,
        audience=material.audience,
    )


def _hole(at: datetime, obstacles: Counter[Reason]) -> Because:
    """Name what stood in the way of most materials."""
    found = obstacles.most_common(1)
    reason, materials = found[0] if found and found[0][1] else (Reason.NO_MATERIAL, 0)
    return Because(reason, {"at": _minute(at), "materials": materials})


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
