"""Moving one post by hand: what it would break, there and where it is missed."""

from dataclasses import replace
from datetime import datetime, timedelta

from persona.materials import Material
from persona.planned.drafts import as_material, limited, obstacles_of
from persona.planned.plans import Brief, PlannedPost
from persona.reasons import Because, Reason
from persona.timeline import PostedPost, Timeline, timeline_of


def check_move(brief: Brief, post: PostedPost | PlannedPost, at: datetime) -> tuple[Because, ...]:
    """Say every rule that moving a post to `at` would break; nothing where it may go there.

    Its own place counts, and what it leaves behind: two selling posts that it stood between. What
    was broken before the move is not told again.
    """
    brief = limited(brief)
    known = {material.key: material for material in brief.materials}
    standing = post.as_posted() if isinstance(post, PlannedPost) else post
    moved = as_material(standing, known)
    others = [
        as_material(other, known)
        for other in (*brief.posted, *brief.drafts)
        if (other.material_key, other.at) != (post.material_key, post.at)
    ]
    last = brief.first_day + timedelta(days=brief.days - 1)
    before = timeline_of([*others, moved], brief.rules, last)
    after = timeline_of([*others, replace(moved, at=at)], brief.rules, last)
    old = {_rule_and_place(each) for each in _selling_breaches(before)}
    own = _own_breaches(replace(moved, at=at), brief, known.get(post.material_key), after)
    new = [each for each in _selling_breaches(after) if _rule_and_place(each) not in old]
    told = {(each.code, each.values["at"]): each for each in (*new, *own)}
    return tuple(told.values())


def _rule_and_place(because: Because) -> tuple[Reason, str | int, str | int]:
    return because.code, because.values["at"], because.values.get("until", "")


def _own_breaches(
    moved: PostedPost, brief: Brief, material: Material | None, timeline: Timeline
) -> list[Because]:
    """Ask for the moved post itself, as if it came to the timeline only now."""
    timeline.remove(moved)
    found = obstacles_of(moved, brief, material, timeline)
    timeline.add(moved)
    return found


def _selling_breaches(timeline: Timeline) -> list[Because]:
    """Ask for each selling post whether it may stand where it stands."""
    found: list[Because] = []
    for post in [each for each in timeline.posts if each.is_selling]:
        timeline.remove(post)
        found += timeline.selling_obstacles(post.at, post.audience)
        timeline.add(post)
    return found
