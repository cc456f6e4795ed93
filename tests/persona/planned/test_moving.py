from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from persona.materials import Dimension, Kind
from persona.planned.moving import check_move
from persona.planned.plans import Brief, Plan
from persona.planner import plan_posts
from persona.timeline import PlanRules, PostedPost
from tests.persona.briefs import briefs, posted
from tests.persona.builders import MONDAY, aqing, at, material, stock
from tests.persona.objective import stands
from tests.persona.rulebook import broken_rules

E, S = Dimension.EXPERT, Dimension.SELLING
KINDS = {E: Kind.KNOWLEDGE, S: Kind.HONOUR}


def on(day, dimension=E, hour=12, **told):
    return PostedPost(
        material_key=told.get("key", f"{dimension}{day}"),
        at=at(MONDAY + timedelta(days=day), hour),
        dimension=dimension,
        kind=KINDS[dimension],
        products=told.get("products", ()),
    )


def codes_of(posts, moved, to, **rules):
    materials = [material(post.material_key, post.kind, products=post.products) for post in posts]
    brief = Brief(
        persona=aqing(),
        materials=materials,
        first_day=MONDAY,
        posted=posts[:-1] if moved is posts[-1] else posts,
        drafts=[moved] if moved is posts[-1] else [],
        rules=PlanRules(**rules),
    )
    return {because.code.value for because in check_move(brief, moved, to.at)}


def test_a_post_that_hurts_nobody_may_go():
    posts = [on(-3), on(-2), on(0), on(2)]

    assert codes_of(posts, posts[-1], on(4)) == set()


@pytest.mark.parametrize(
    ("posts", "to", "codes"),
    [
        ([on(1, hour=9), on(1, hour=15), on(3)], on(1), {"day_full"}),
        ([on(3)], on(3, hour=23), {"quiet_slot"}),
        ([on(1), on(3)], on(1), {"moment_taken"}),
        ([on(day, products=("大衣",)) for day in (0, 9)], on(5), {"product_too_soon"}),
        ([on(-9, key="a"), on(3, key="b"), on(25, key="a")], on(5), {"resting"}),
        ([on(0), on(1), on(2), on(3, S), on(5), on(8, S)], on(4, S), {"selling_in_a_row"}),
        ([on(-9), on(-8), on(5), on(6), on(7, S)], on(0, S), {"selling_cap"}),
    ],
)
def test_every_rule_that_the_new_place_breaks_is_said(posts, to, codes):
    assert codes_of(posts, posts[-1], to) >= codes


def test_what_a_post_leaves_behind_is_said():
    posts = [on(-3), on(-2), on(-1), on(0, S), on(2), on(3, S), on(1)]
    separates = [on(-3), on(-2), on(-1), on(0), on(2, S), on(4, S), on(3)]

    assert codes_of(posts, posts[-1], on(4)) == set()
    assert "selling_in_a_row" in codes_of(separates, separates[-1], on(1))


def test_what_was_broken_before_is_not_told_again():
    posts = [on(0, S), on(1, S), on(5)]

    assert codes_of(posts, posts[-1], on(6), selling_cap_percent=100) == set()


def test_a_planned_post_can_be_dragged_as_it_is():
    brief = Brief(persona=aqing(), materials=stock(), first_day=MONDAY)
    planned = plan_posts(brief).posts
    drafts = [posted(each, MONDAY) for each in stock() if each.key == planned[0].material_key]

    assert check_move(brief, planned[0], planned[0].at) == ()
    assert check_move(brief, drafts[0], at(MONDAY, 23))


@settings(max_examples=25, deadline=None)
@given(briefs())
def test_what_it_lets_through_breaks_nothing(brief):
    plan = plan_posts(brief)
    known = {each.key: each for each in brief.materials}
    drafts = [each.as_posted() for each in plan.posts]
    days = [brief.first_day + timedelta(days=ahead) for ahead in range(min(brief.days, 4))]
    for post in plan.posts[:3]:
        others = [each for each in plan.posts if each is not post]
        for to in [at(day, hour) for day in days for hour in (9, 20)]:
            moved = Plan((*others, stands(known[post.material_key], to)))
            if not check_move(brief_with(brief, drafts), post.as_posted(), to):
                assert broken_rules(brief_with(brief, ()), moved) == []


def brief_with(brief, drafts):
    last = brief.first_day + timedelta(days=brief.days - 1)
    later = [draft for draft in brief.drafts if draft.at.date() > last]
    return replace(brief, drafts=[*drafts, *later])
