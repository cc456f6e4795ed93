from collections import Counter
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.hours import Reaction
from persona.materials import Audience, Dimension, Kind
from persona.planned.plans import Brief
from persona.planner import plan_posts
from persona.reasons import Reason
from persona.timeline import PlanRules, PostedPost
from tests.persona.briefs import briefs
from tests.persona.builders import MONDAY, aqing, at, material, stock
from tests.persona.rulebook import broken_rules

RULES = PlanRules()


def plan(materials, posted=(), first_day=MONDAY, rules=RULES, **options):
    return plan_posts(
        Brief(
            persona=options.pop("persona", aqing()),
            materials=materials,
            posted=posted,
            first_day=first_day,
            rules=rules,
            **options,
        )
    )


def standing(planned):
    """What a plan becomes once it is posted."""
    return [post.as_posted() for post in planned.posts]


def places_of(planned):
    return [(post.material_key, post.at) for post in planned.posts]


def complaints_of(planned):
    return [*(hole.because for hole in planned.holes), *planned.unmet]


def dimensions_of(planned):
    return Counter(post.dimension for post in planned.posts)


def test_a_full_stock_gives_a_post_a_day_in_the_wanted_mix():
    planned = plan(stock())

    assert [post.at.date() for post in planned.posts] == [
        MONDAY + timedelta(days=day) for day in range(7)
    ]
    assert list(dimensions_of(planned).values()) == [3, 2, 2]
    assert planned.unmet == ()


def test_four_weeks_one_after_the_other_keep_the_mix():
    posted = []
    for week in range(4):
        planned = plan(stock(), posted, MONDAY + timedelta(days=7 * week))
        posted += standing(planned)
    counts = Counter(post.dimension for post in posted)

    assert len(posted) == 28
    for dimension in Dimension:
        share = counts[dimension] / 28 * 100
        assert abs(share - RULES.mix.percent_of(dimension)) <= 5


def test_after_a_week_of_selling_the_persona_lives_and_teaches():
    sold = [
        PostedPost(
            material_key=f"old-{day}",
            at=at(MONDAY - timedelta(days=day)),
            dimension=Dimension.SELLING,
        )
        for day in range(1, 7)
    ]

    assert dimensions_of(plan(stock(), sold))[Dimension.SELLING] == 0


def test_every_post_says_why_it_stands_there():
    assert [post.because.code for post in plan(stock()).posts][:3] == [
        Reason.MIX_WANTS_EXPERT,
        Reason.MIX_WANTS_LIVING,
        Reason.MIX_WANTS_SELLING,
    ]


def test_an_empty_stock_leaves_holes_that_say_so():
    planned = plan([])

    assert planned.posts == ()
    holes = [because for because in complaints_of(planned) if because.code is Reason.NO_MATERIAL]
    assert [hole.values["at"][:10] for hole in holes] == [
        str(MONDAY + timedelta(days=day)) for day in range(7)
    ]


def test_goods_alone_are_not_posted():
    planned = plan([each for each in stock() if each.dimension is Dimension.SELLING])

    assert planned.posts == ()
    assert Reason.SELLING_CAP in {because.code for because in complaints_of(planned)}


def test_a_selling_post_goes_when_what_balanced_it_slides_out_of_the_week():
    taught = [
        PostedPost(
            material_key=f"old-{hour}",
            at=at(MONDAY - timedelta(days=6), hour),
            dimension=Dimension.EXPERT,
        )
        for hour in (9, 15)
    ]
    goods = [material("coat", Kind.SELLING_POINT)]
    life = [material(f"life-{turn}") for turn in range(6)]

    assert plan(goods, taught).posts == ()
    assert plan(goods, taught).holes[0].because.code is Reason.SELLING_CAP
    assert dimensions_of(plan([*goods, *life], taught))[Dimension.SELLING] == 1


def test_a_lack_of_life_is_said_and_made_up_for():
    planned = plan([each for each in stock() if each.dimension is not Dimension.LIVING])
    codes = {because.code: because.values for because in complaints_of(planned)}

    assert codes[Reason.SHORT_OF_LIVING]["posts"] >= 1
    assert Reason.EXPERT_INSTEAD in {post.because.code for post in planned.posts}


def test_a_persona_never_says_a_word_that_is_not_hers():
    persona = aqing(forbidden_words=("家人们",))
    planned = plan([material("a", text="家人们好")], persona=persona)

    assert planned.posts == ()
    assert planned.holes[0].because.code is Reason.PERSONA_WORD


def test_an_event_comes_first_while_it_lasts():
    event = material("618", Kind.LIMITED_EVENT, valid_until=MONDAY + timedelta(days=2))
    others = [each for each in stock() if each.kind is not Kind.LIMITED_EVENT]
    planned = plan([*others, event])

    assert [post.at.date() for post in planned.posts if post.material_key == "618"] == [
        MONDAY + timedelta(days=2)
    ]


def test_variables_are_said_in_the_personas_voice():
    assert plan([material("a", text="{称呼}早")]).posts[0].text == "姐妹早"


def test_what_is_approved_for_these_days_counts():
    approved = [
        PostedPost(material_key=f"a{day}", at=at(MONDAY + timedelta(days=day)), dimension=each)
        for day, each in enumerate([Dimension.EXPERT, Dimension.LIVING, Dimension.EXPERT])
    ]

    assert len(plan(stock(), approved).posts) == 4


@pytest.mark.parametrize(("cap", "target", "posts"), [(3, 7, 3), (10, 10, 10), (10, 7, 7)])
def test_a_week_holds_its_target_and_never_more_than_its_cap(cap, target, posts):
    rules = PlanRules(posts_per_week=cap, weekly_target=target)

    assert len(plan(stock(), rules=rules).posts) == posts


def test_a_customer_of_one_tag_sees_no_more_goods_than_the_cap():
    mothers = [
        replace(each, audience=Audience(frozenset({"宝妈", other})))
        for each in stock()
        for other in ("老客", "孕期")
        if each.dimension is Dimension.LIVING
    ]
    mothers = [replace(each, key=f"{each.key}-{turn}") for turn, each in enumerate(mothers)]
    others = [each for each in stock() if each.dimension is not Dimension.LIVING]
    planned = plan([*mothers, *others], days=28).posts
    regular = [
        post for post in planned if post.audience.is_everybody or "老客" in post.audience.tags
    ]
    for last in (MONDAY + timedelta(days=ahead) for ahead in range(6, 28)):
        week = [post for post in regular if -7 < (post.at.date() - last).days <= 0]
        sold = sum(post.dimension is Dimension.SELLING for post in week)
        assert sold <= 0.35 * len(week)


def test_two_weeks_can_be_planned_at_once():
    assert len(plan(stock(), days=14).posts) == 14


def test_a_draft_that_breaks_nothing_stays_to_the_letter():
    first = plan(stock())
    drafts = [replace(each, text=f"{each.text}（改过）") for each in standing(first)]
    again = plan(stock(), drafts=drafts[:4])

    assert [(each.material_key, each.at, each.text) for each in again.posts[:4]] == [
        (each.material_key, each.at, each.text) for each in drafts[:4]
    ]
    assert {each.because.code for each in again.posts[:4]} == {Reason.KEPT_AS_PLANNED}
    assert len(again.posts) == 7


def test_what_is_sold_out_gives_its_place_to_another_and_the_rest_stays():
    first = plan(stock())
    gone = next(each.material_key for each in first.posts if each.dimension is Dimension.SELLING)
    left = [replace(each, stock=0) if each.key == gone else each for each in stock()]
    again = plan(left, drafts=standing(first))

    changed = {*places_of(first)} ^ {*places_of(again)}
    assert gone in {key for key, _ in changed}
    assert len(changed) == 2
    assert len({moment for _, moment in changed}) == 1


def test_drafts_that_would_sell_too_much_give_way():
    goods = [material(f"g{turn}", Kind.HONOUR) for turn in range(3)]
    drafts = [
        PostedPost(
            material_key=each.key,
            at=at(MONDAY + timedelta(days=2 * turn)),
            dimension=Dimension.SELLING,
            kind=Kind.HONOUR,
        )
        for turn, each in enumerate(goods)
    ]
    planned = plan([*goods, *(material(f"w{turn}") for turn in range(9))], drafts=drafts)

    assert dimensions_of(planned)[Dimension.SELLING] == 2


def test_a_draft_whose_material_was_changed_is_judged_as_it_is_now():
    draft = PostedPost(material_key="a", at=at(MONDAY), dimension=Dimension.LIVING)
    goods = material("a", Kind.HONOUR)

    assert plan([goods], drafts=[draft]).posts == ()


def test_nothing_is_planned_for_the_hours_that_are_over():
    planned = plan(stock(), not_before=at(MONDAY, 21))

    assert min(each.at.date() for each in planned.posts) == MONDAY + timedelta(days=1)
    assert len(planned.posts) == 7


def test_posts_that_were_skipped_are_made_up_for_in_the_mix():
    known = [
        PostedPost(
            material_key=f"old-{day}",
            at=at(MONDAY - timedelta(days=day)),
            dimension=Dimension.LIVING if day % 2 else Dimension.SELLING,
            kind=Kind.WORK if day % 2 else Kind.HONOUR,
        )
        for day in range(1, 10)
        if day % 4
    ]

    assert dimensions_of(plan(stock(), known))[Dimension.EXPERT] >= 4


def test_a_profit_item_is_discounted_last():
    events = [
        material(key, Kind.LIMITED_EVENT, products=(key,), valid_until=MONDAY + timedelta(days=30))
        for key in ("a-coat", "b-scarf")
    ]
    life = [each for each in stock() if each.dimension is not Dimension.SELLING]
    roles = {"a-coat": "profit", "b-scarf": "traffic_driver"}
    chosen = [
        each.material_key
        for each in plan([*events, *life], roles=roles, rules=PlanRules(weekly_target=3)).posts
        if each.kind is Kind.LIMITED_EVENT
    ]

    assert chosen == ["b-scarf"]


def test_what_never_was_used_comes_before_what_was():
    used = [replace(each, last_used=MONDAY - timedelta(days=60)) for each in stock(each=3)]
    new = [material(f"z-{kind}", kind, month_days=tuple(range(1, 32))) for kind in Kind]

    planned = plan([*used, *new]).posts

    assert {f"z-{each.kind}" for each in planned} <= {each.material_key for each in planned}


def test_a_kind_that_is_out_of_stock_is_named_with_how_often():
    planned = plan([each for each in stock() if each.kind is not Kind.LEISURE], days=28)
    codes = {because.code: because.values for because in planned.unmet}

    assert codes[Reason.SHORT_OF_LEISURE]["posts"] >= 2


def test_the_better_hour_is_used_more_often_and_every_hour_sometimes():
    told = [
        Reaction(at=at(MONDAY - timedelta(days=7 * week), 12, 20), visits=5) for week in range(40)
    ] + [Reaction(at=at(MONDAY - timedelta(days=7 * week), 8, 40)) for week in range(40)]
    hours = Counter(
        each.at.time()
        for each in plan(stock(20), days=28, reactions=told).posts
        if each.at.weekday() < 5
    )

    assert hours[time(12, 20)] > hours[time(20, 10)] > hours[time(8, 40)] >= 1


def test_another_seed_breaks_ties_in_another_way():
    plans = {tuple(places_of(plan(stock(), seed=seed))) for seed in range(4)}

    assert len(plans) > 1


def test_no_days_are_no_plan():
    assert plan(stock(), days=0).posts == ()


@settings(max_examples=40, deadline=None)
@given(briefs())
def test_no_plan_breaks_a_hard_rule(brief):
    assert broken_rules(brief, plan_posts(brief)) == []


@settings(max_examples=20, deadline=None)
@given(briefs(), st.randoms(use_true_random=False))
def test_the_same_input_gives_the_same_plan_in_any_order(brief, chance):
    shuffled = list(brief.materials)
    chance.shuffle(shuffled)

    assert plan_posts(replace(brief, materials=shuffled)) == plan_posts(brief)


@settings(max_examples=20, deadline=None)
@given(briefs())
def test_a_plan_planned_again_from_its_own_drafts_stays_as_it_is(brief):
    first = plan_posts(brief)
    again = plan_posts(replace(brief, drafts=standing(first)))

    assert {*places_of(first)} <= {*places_of(again)}


@settings(max_examples=20, deadline=None)
@given(briefs())
def test_every_slot_is_filled_or_says_why(brief):
    planned = plan_posts(brief)
    rules = brief.rules
    last = brief.first_day + timedelta(days=brief.days - 1)
    taken = sum(brief.first_day <= post.at.date() <= last for post in brief.posted)
    wanted = round(min(rules.weekly_target, rules.posts_per_week) * brief.days / 7) - taken
    kept = sum(post.because.code is Reason.KEPT_AS_PLANNED for post in planned.posts)

    assert len(planned.posts) + len(planned.holes) <= max(wanted, kept)
    assert all(hole.because.values["at"] for hole in planned.holes)
