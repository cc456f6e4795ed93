from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.materials import Dimension, Kind, Material
from persona.planned.plans import Brief
from persona.planner import plan_posts
from persona.reasons import Reason
from persona.slots import is_mourning, is_quiet
from persona.timeline import PlanRules, PostedPost
from tests.persona.builders import MONDAY, aqing, at, material, stock

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
    return [
        PostedPost(
            material_key=post.material_key,
            at=post.at,
            dimension=post.dimension,
            products=post.products,
        )
        for post in planned.posts
    ]


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


def test_two_weeks_can_be_planned_at_once():
    assert len(plan(stock(), days=14).posts) == 14


kinds = st.sampled_from(list(Kind))
dates = st.integers(-40, 15).map(lambda day: MONDAY + timedelta(days=day))
spans = st.one_of(st.none(), dates)
materials = st.lists(
    st.builds(
        Material,
        key=st.sampled_from([f"m{turn}" for turn in range(40)]),
        kind=kinds,
        text=st.just("话"),
        products=st.sampled_from([(), (), ("大衣",), ("衬衫",), ("长裤",)]),
        valid_from=spans,
        valid_until=spans,
        is_evergreen=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda each: each.key,
)
posts = st.lists(
    st.builds(
        PostedPost,
        material_key=st.sampled_from([f"m{turn}" for turn in range(40)]),
        at=st.builds(at, dates, st.sampled_from([8, 12, 20])),
        dimension=st.sampled_from(list(Dimension)),
        products=st.sampled_from([(), ("大衣",), ("衬衫",)]),
    ),
    max_size=20,
)
rule_sets = st.builds(
    PlanRules,
    weekly_target=st.integers(1, 21),
    posts_per_day=st.integers(1, 3),
    posts_per_week=st.integers(1, 14),
    selling_cap_percent=st.sampled_from([0, 20, 35, 50]),
    rest_days=st.sampled_from([3, 30]),
)
weeks = st.sampled_from([MONDAY, date(2026, 4, 1), date(2026, 12, 10)])


@settings(max_examples=120, deadline=None)
@given(materials, posts, rule_sets, weeks)
def test_no_plan_breaks_a_hard_rule(materials, posted, rules, first_day):
    planned = plan(materials, posted, first_day, rules)
    ours = standing(planned)
    known = {each.key: each for each in materials}
    timeline = sorted([*posted, *ours], key=lambda post: post.at)
    for post in ours:
        day = post.at.date()
        others = [other for other in timeline if other is not post]
        same_day = [other for other in timeline if other.at.date() == day]
        assert len(same_day) <= rules.posts_per_day
        assert known[post.material_key].holds_on(day)
        assert not is_quiet(post.at.time(), rules.slots.quiet_from, rules.slots.quiet_until)
        for other in others:
            apart = abs((other.at.date() - day).days)
            assert other.material_key != post.material_key or apart >= rules.rest_days
            assert not {*post.products} & {*other.products} or apart >= 7
        if post.dimension is Dimension.SELLING:
            assert not is_mourning(day, rules.slots)
            place = timeline.index(post)
            beside = timeline[max(0, place - 1) : place] + timeline[place + 1 : place + 2]
            assert all(other.dimension is not Dimension.SELLING for other in beside)


@settings(max_examples=120, deadline=None)
@given(materials, posts, rule_sets)
def test_no_seven_days_hold_too_much(materials, posted, rules):
    ours = standing(plan(materials, posted, MONDAY, rules))
    for ahead in range(7):
        last = MONDAY + timedelta(days=ahead)
        first = last - timedelta(days=6)
        window = [post for post in [*posted, *ours] if first <= post.at.date() <= last]
        mine = [post for post in ours if first <= post.at.date() <= last]
        if mine:
            assert len(window) <= rules.posts_per_week
        if any(post.dimension is Dimension.SELLING for post in mine):
            selling = sum(post.dimension is Dimension.SELLING for post in window)
            assert selling * 100 <= rules.selling_cap_percent * len(window)


@settings(max_examples=40, deadline=None)
@given(materials, posts, st.randoms(use_true_random=False))
def test_the_same_input_gives_the_same_plan_in_any_order(materials, posted, chance):
    shuffled = list(materials)
    chance.shuffle(shuffled)

    assert plan(shuffled, posted) == plan(materials, posted)


@settings(max_examples=40, deadline=None)
@given(materials, posts, rule_sets)
def test_every_hole_says_why(materials, posted, rules):
    planned = plan(materials, posted, MONDAY, rules)
    taken = sum(MONDAY <= post.at.date() <= MONDAY + timedelta(days=6) for post in posted)
    wanted = max(0, min(rules.weekly_target, rules.posts_per_week) - taken)
    holes = [because for because in complaints_of(planned) if "at" in because.values]

    assert len(planned.posts) + len(holes) <= wanted
    assert len(planned.posts) + len(holes) == wanted or wanted > 7
