from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from persona.materials import Dimension, Kind
from persona.planned.plans import Brief
from persona.planned.search import month_of
from persona.planner import plan_posts
from persona.reasons import Reason
from persona.timeline import PlanRules, PostedPost
from tests.bench.plans import small_week
from tests.persona.briefs import briefs
from tests.persona.builders import MONDAY, aqing, at, material
from tests.persona.objective import best_by_force, is_lawful, worth_of


def chosen_of(brief):
    plan = plan_posts(brief)
    known = {each.key: each for each in brief.materials}
    posted = {each.at: known[each.material_key] for each in plan.posts}
    slots = sorted([*posted, *(hole.at for hole in plan.holes)])
    return slots, [posted.get(moment) for moment in slots]


@pytest.mark.parametrize("seed", [0, 2, 8])
def test_a_small_week_is_the_best_there_is(seed):
    brief = small_week(seed)
    slots, chosen = chosen_of(brief)
    worth = worth_of(brief, slots, chosen)

    assert is_lawful(brief, slots, chosen)
    assert best_by_force(brief, slots, at_least=worth) == worth


def test_a_hole_ahead_takes_back_the_selling_post_that_needs_its_neighbours():
    taught = [
        PostedPost(
            material_key=f"old-{day}",
            at=at(MONDAY - timedelta(days=day)),
            dimension=Dimension.EXPERT,
        )
        for day in (5, 6)
    ]
    goods = material("coat", Kind.HONOUR, valid_until=MONDAY)
    life = [material(f"life-{turn}", valid_from=MONDAY + timedelta(days=3)) for turn in range(3)]

    def dimensions(materials):
        brief = Brief(persona=aqing(), materials=materials, first_day=MONDAY, posted=taught)
        return [post.dimension for post in plan_posts(brief).posts]

    assert dimensions([goods]) == []
    assert Dimension.SELLING not in dimensions([goods, *life[:1]])
    assert Dimension.SELLING in dimensions([goods, *life, material("now"), material("and-now")])


def test_two_kept_drafts_that_sell_in_a_row_are_not_both_kept():
    drafts = [
        PostedPost(
            material_key=key,
            at=at(MONDAY + timedelta(days=day)),
            dimension=Dimension.SELLING,
            kind=Kind.HONOUR,
        )
        for day, key in ((4, "a"), (5, "b"))
    ]
    goods = [material("a", Kind.HONOUR), material("b", Kind.HONOUR)]
    life = [material(f"life-{turn}") for turn in range(8)]
    brief = Brief(persona=aqing(), materials=[*goods, *life], first_day=MONDAY, drafts=drafts)
    kept = [
        each.material_key
        for each in plan_posts(brief).posts
        if each.because.code is Reason.KEPT_AS_PLANNED
    ]

    assert kept == ["a"]


def test_a_month_shows_one_person_no_more_than_the_platform_does():
    brief = Brief(
        persona=aqing(),
        materials=[material(f"m{turn}") for turn in range(40)],
        first_day=MONDAY,
        days=14,
        rules=PlanRules(viewer_posts_a_month=4),
    )
    months = [post.at.month for post in plan_posts(brief).posts]

    assert (months.count(11), months.count(12)) == (4, 4)
    assert month_of(MONDAY.toordinal()) == (2026, 11)


@settings(max_examples=20, deadline=None)
@given(briefs())
def test_no_slot_stays_empty_that_something_could_fill(brief):
    slots, chosen = chosen_of(brief)
    filled = {moment: each for moment, each in zip(slots, chosen, strict=True) if each}
    plan = plan_posts(brief)
    for hole in plan.holes:
        for each in brief.materials:
            also = {**filled, hole.at: each}
            assert not is_lawful(brief_without_drafts(brief), [*also], [*also.values()])


def brief_without_drafts(brief):
    last = brief.first_day + timedelta(days=brief.days - 1)
    return replace(brief, drafts=[each for each in brief.drafts if each.at.date() > last])
