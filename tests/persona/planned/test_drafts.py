from datetime import timedelta

import pytest

from persona.materials import Dimension, Kind
from persona.planned.drafts import limited, sort_drafts
from persona.planned.plans import Brief
from persona.profile import PersonaLimits
from persona.timeline import PlanRules, PostedPost
from tests.persona.builders import MONDAY, aqing, at, material


def draft(key, day=0, hour=12, dimension=Dimension.LIVING):
    return PostedPost(
        material_key=key,
        at=at(MONDAY + timedelta(days=day), hour),
        dimension=dimension,
        kind=Kind.HONOUR if dimension is Dimension.SELLING else Kind.WORK,
    )


def sort(drafts, materials, posted=(), **told):
    known = {each.key: each for each in materials}
    brief = Brief(
        persona=aqing(),
        materials=materials,
        first_day=told.pop("first_day", MONDAY),
        posted=posted,
        drafts=drafts,
        **told,
    )
    return sort_drafts(brief, known)


A, B = material("a"), material("b")


def test_what_breaks_nothing_stays():
    drafts = [draft("a"), draft("b", 2)]

    assert sort(drafts, [A, B]).kept == tuple(drafts)


@pytest.mark.parametrize(
    ("wrong", "posted"),
    [
        (draft("gone"), []),
        (draft("a", hour=22), []),
        (draft("a"), [draft("a", -5)]),
        (draft("a"), [draft("x", 0, 9), draft("y", 0, 15)]),
        (draft("a"), [draft("x")]),
    ],
)
def test_what_breaks_a_rule_frees_its_moment(wrong, posted):
    sorted_out = sort([wrong], [A, B], posted)

    assert (sorted_out.kept, sorted_out.freed) == ((), (wrong.at,))


def test_of_two_drafts_that_exclude_each_other_the_earlier_stays():
    assert [each.at for each in sort([draft("a", 3), draft("a", 1)], [A]).kept] == [
        draft("a", 1).at
    ]


def test_what_is_past_or_of_other_days_is_not_ours():
    drafts = [draft("a", -1), draft("b", 0, 9), draft("a", 20)]
    sorted_out = sort(drafts, [A, B], not_before=at(MONDAY, 10))

    assert (sorted_out.kept, sorted_out.freed) == ((), ())


def test_a_persona_may_be_stricter_than_the_shop_and_never_looser():
    limits = PersonaLimits(posts_per_day=1, posts_per_week=99)
    rules = limited(
        Brief(persona=aqing(limits=limits), materials=(), first_day=MONDAY, rules=PlanRules())
    ).rules

    assert (rules.posts_per_day, rules.posts_per_week) == (1, 10)
