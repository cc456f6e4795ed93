from dataclasses import replace
from datetime import timedelta

import pytest

from persona.materials import Dimension, Kind
from persona.planned.aims import Aims
from persona.planned.plans import Brief
from persona.planner import plan_posts
from persona.reasons import Because, Reason
from persona.timeline import PlanRules, PostedPost
from tests.persona.builders import MONDAY, aqing, at, material, stock

DAY = timedelta(days=1)


def plan(materials, **told):
    persona = told.pop("persona", aqing())
    return plan_posts(Brief(persona=persona, materials=materials, first_day=MONDAY, **told))


def hole_of(materials, **told):
    return plan(materials, days=1, **told).holes[0].because


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"text": "长" * 2_001}, Reason.POST_TOO_LONG),
        ({"pictures": tuple("0123456789")}, Reason.TOO_MANY_PICTURES),
        ({"pictures": ("1.jpg",), "video": "a.mp4"}, Reason.MIXED_ATTACHMENTS),
        ({"stock": 0}, Reason.STOCK_EMPTY),
        ({"quotes": "客户"}, Reason.NO_CONSENT),
        ({"valid_until": MONDAY - timedelta(days=1)}, Reason.OUT_OF_DATE),
        ({"last_used": MONDAY}, Reason.RESTING),
        ({"last_used": MONDAY, "is_evergreen": False}, Reason.ALREADY_USED),
    ],
)
def test_a_hole_says_what_kept_the_material_out(told, reason):
    because = hole_of([material("a", **told)])

    assert because.code is reason
    assert because.values["materials"] == 1


def test_a_hole_names_what_keeps_most_out_whatever_their_order():
    materials = [material("a", stock=0), material("b", stock=0), material("c", quotes="客户")]

    assert hole_of(materials) == hole_of(materials[::-1])
    assert hole_of(materials).values["materials"] == 2


def test_wording_that_is_blocked_is_named():
    unfit = {"a": Because(Reason.WORD_BLOCKED)}

    assert hole_of([material("a")], unfit=unfit).code is Reason.UNFIT_WORDING


def test_near_duplicates_are_named():
    posted = [
        PostedPost(
            material_key="x",
            at=at(MONDAY - timedelta(days=3)),
            dimension=Dimension.LIVING,
            text=material("a").text + "呀",
        )
    ]

    assert hole_of([material("a")], posted=posted).code is Reason.NEAR_DUPLICATE


def test_where_the_mix_did_not_decide_all_aims_together_did():
    stale = [
        replace(each, last_used=MONDAY - 31 * DAY)
        for each in stock()
        if each.dimension is Dimension.EXPERT
    ]
    life = [each for each in stock() if each.dimension is Dimension.LIVING]
    because = plan([*stale, *life], days=1, aims=Aims(fresh=60)).posts[0].because

    assert because.code is Reason.BALANCED_AHEAD


def test_a_post_that_is_over_soon_says_until_when():
    posted = [
        PostedPost(
            material_key=f"old-{day}", at=at(MONDAY - (day + 1) * DAY), dimension=Dimension(each)
        )
        for day, each in enumerate(["expert", "living", "selling", "living", "living", "living"])
    ]
    event = material("双12", Kind.LIMITED_EVENT, valid_until=MONDAY)
    because = plan([event, *stock()], days=1, posted=posted, aims=Aims(timely=60)).posts[0].because

    assert because.code is Reason.ENDS_SOON
    assert because.values["until"] == str(MONDAY)


def test_the_numbers_of_a_reason_are_those_of_four_weeks():
    first = plan(stock()).posts[2].because

    assert first == Because(Reason.MIX_WANTS_SELLING, {"percent": 30, "posts": 0, "total": 2})


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_without_material_is_told_with_ideas_for_it(kind):
    planned = plan([each for each in stock(9) if each.kind is not kind], days=28)
    found = {because.code.value: because.values["posts"] for because in planned.unmet}

    assert found[f"short_of_{kind}"] >= 1


@pytest.mark.parametrize(
    ("limit", "cap", "most", "sold"), [(5, 20, 1, 3), (5, 35, 1, 4), (1, 35, 0, 0)]
)
def test_a_cap_that_leaves_no_room_for_the_share_is_told_and_used_all_the_same(
    limit, cap, most, sold
):
    rules = PlanRules(posts_per_week=limit, selling_cap_percent=cap)
    planned = plan(stock(20), days=28, rules=rules)
    told = {"wanted": 30, "posts": limit, "percent": cap, "selling": most}

    assert planned.unmet == (Because(Reason.CAP_BELOW_TARGET, told),)
    assert sum(each.dimension is Dimension.SELLING for each in planned.posts) == sold


@pytest.mark.parametrize(("limit", "cap"), [(7, 35), (3, 35), (5, 40)])
def test_a_cap_that_leaves_room_for_the_share_is_not_told(limit, cap):
    rules = PlanRules(posts_per_week=limit, selling_cap_percent=cap)

    assert plan(stock(20), days=28, rules=rules).unmet == ()


def test_a_dimension_without_material_is_told_as_a_whole():
    planned = plan([each for each in stock() if each.dimension is not Dimension.EXPERT])

    assert Reason.SHORT_OF_EXPERT in {because.code for because in planned.unmet}
