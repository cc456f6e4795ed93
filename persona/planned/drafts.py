"""Before the search: the rules a persona adds, the words that stand, the drafts that may stay."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from persona.materials import Material
from persona.planned.fitness import misfits_of
from persona.planned.plans import Brief
from persona.reasons import Because, Reason
from persona.slots import is_mourning
from persona.timeline import PostedPost, Timeline, because_at, timeline_of


@dataclass(frozen=True, slots=True)
class Drafts:
    """What was planned before: what stays, and the moments of what cannot."""

    kept: tuple[PostedPost, ...] = ()
    freed: tuple[datetime, ...] = ()

    def without(self, clash: PostedPost) -> "Drafts":
        """Return the drafts where one of them cannot stay after all."""
        kept = tuple(each for each in self.kept if each.at != clash.at)
        return Drafts(kept, (*self.freed, clash.at))


def limited(brief: Brief) -> Brief:
    """Return the brief with the persona's own limits among its rules."""
    limits, rules = brief.persona.limits, brief.rules
    names = ("posts_per_day", "posts_per_week", "selling_cap_percent")
    stricter = {
        name: min(own, getattr(rules, name))
        for name in names
        if (own := getattr(limits, name)) is not None
    }
    return replace(brief, rules=replace(rules, **stricter)) if stricter else brief


def as_material(post: PostedPost, known: Mapping[str, Material]) -> PostedPost:
    """Return a post with its material's own text, which no name or emoji changes, if known."""
    material = known.get(post.material_key)
    return replace(post, text=material.text) if material else post


def sort_drafts(brief: Brief, known: Mapping[str, Material]) -> Drafts:
    """Keep the drafts of these days that break no rule, whatever else is planned, in their order.

    How much may be sold is left to the search, which knows what else will stand.
    """
    last = brief.first_day + timedelta(days=brief.days - 1)
    timeline = timeline_of(standing(brief, known), brief.rules, last)
    kept: list[PostedPost] = []
    freed: list[datetime] = []
    for draft in sorted(brief.drafts, key=lambda each: (each.at, each.material_key)):
        if not brief.first_day <= draft.at.date() <= last or is_past(draft.at, brief):
            continue
        now = _as_it_will_be(draft, known)
        if obstacles_of(now, brief, known.get(draft.material_key), timeline):
            freed.append(draft.at)
        else:
            kept.append(now)
            timeline.add(as_material(now, known))
    return Drafts(tuple(kept), tuple(freed))


def _as_it_will_be(draft: PostedPost, known: Mapping[str, Material]) -> PostedPost:
    """Return a draft as its material is today, which somebody may have changed since."""
    material = known.get(draft.material_key)
    if material is None:
        return draft
    return replace(
        draft,
        dimension=material.dimension,
        kind=material.kind,
        products=material.products,
        audience=material.audience,
    )


def standing(brief: Brief, known: Mapping[str, Material]) -> list[PostedPost]:
    """List what is not ours to move: what was posted or approved, and drafts of later days."""
    last = brief.first_day + timedelta(days=brief.days - 1)
    later = [draft for draft in brief.drafts if draft.at.date() > last]
    return [as_material(post, known) for post in (*brief.posted, *later)]


def is_past(at: datetime, brief: Brief) -> bool:
    """Tell whether a moment is over."""
    return brief.not_before is not None and at < brief.not_before


def obstacles_of(
    post: PostedPost, brief: Brief, material: Material | None, timeline: Timeline
) -> list[Because]:
    """Say all that keeps a post from its place on a timeline, but for how much is sold around."""
    if material is None:
        return [because_at(Reason.NO_MATERIAL, post.at)]
    found = [because_at(code, post.at) for code in misfits_of(material, brief)]
    if any(other.at == post.at for other in timeline.posts):
        found.append(because_at(Reason.MOMENT_TAKEN, post.at))
    found += timeline.slot_obstacles(post.at, post.audience)
    found += timeline.material_obstacles(material, post.at)
    if post.is_selling and is_mourning(post.at.date(), brief.rules.slots):
        found.append(because_at(Reason.MOURNING_DAY, post.at))
    return found
