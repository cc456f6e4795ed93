from datetime import date, timedelta

import pytest

from persona.errors import PersonaError
from persona.materials import EVERYBODY, Audience, Dimension, Kind
from persona.reasons import Reason
from persona.timeline import PlanRules, PostedPost, timeline_of
from tests.persona.builders import MONDAY, at, material


def post(day, hour=12, dimension=Dimension.EXPERT, **told):
    return PostedPost(
        material_key=told.get("key", f"{day}-{hour}"),
        at=at(day, hour),
        dimension=dimension,
        products=told.get("products", ()),
        text=told.get("text", ""),
        audience=told.get("audience", EVERYBODY),
    )


def ahead(days):
    return MONDAY + timedelta(days=days)


def laid_out(*posts, **rules):
    return timeline_of(posts, PlanRules(**rules))


def first_of(obstacles):
    return obstacles[0].code if obstacles else None


@pytest.mark.parametrize(("posts", "obstacle"), [(1, None), (2, Reason.DAY_FULL)])
def test_two_posts_fill_a_day(posts, obstacle):
    timeline = laid_out(*(post(MONDAY, 9 + turn) for turn in range(posts)))

    assert first_of(timeline.slot_obstacles(at(MONDAY, 20))) is obstacle


@pytest.mark.parametrize(("days_later", "obstacle"), [(6, Reason.WEEK_FULL), (7, None)])
def test_ten_posts_fill_any_seven_days(days_later, obstacle):
    posts = [post(ahead(day), hour) for day in range(5) for hour in (9, 15)]
    timeline = laid_out(*posts, posts_per_week=10)
    day = ahead(days_later)

    assert first_of(timeline.slot_obstacles(at(day))) is obstacle


@pytest.mark.parametrize("hour", [9, 15])
def test_selling_posts_never_stand_side_by_side(hour):
    posts = [post(ahead(day)) for day in (-3, -2, -1)]
    timeline = laid_out(*posts, post(MONDAY, 12, Dimension.SELLING))

    assert first_of(timeline.selling_obstacles(at(MONDAY, hour))) is Reason.SELLING_IN_A_ROW


@pytest.mark.parametrize(("others", "obstacle"), [(1, Reason.SELLING_CAP), (2, None)])
def test_a_third_may_sell_but_not_a_half(others, obstacle):
    timeline = laid_out(*(post(ahead(-1 - day)) for day in range(others)))

    assert first_of(timeline.selling_obstacles(at(MONDAY))) is obstacle


def test_posts_of_eight_days_ago_no_longer_count():
    timeline = laid_out(*(post(ahead(-7), hour) for hour in (9, 15)))

    assert first_of(timeline.selling_obstacles(at(MONDAY))) is Reason.SELLING_CAP


def test_nothing_is_sold_on_tomb_sweeping_day():
    qingming = date(2026, 4, 5)
    timeline = laid_out(*(post(qingming - timedelta(days=day)) for day in (1, 2, 3)))

    assert first_of(timeline.selling_obstacles(at(qingming))) is Reason.MOURNING_DAY


@pytest.mark.parametrize(("days", "obstacle"), [(29, Reason.RESTING), (30, None)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_material_rests_thirty_days_both_ways(days, obstacle, sign):
    timeline = laid_out(post(ahead(sign * days), key="a"))

    assert first_of(timeline.material_obstacles(material("a"), at(MONDAY))) is obstacle


@pytest.mark.parametrize(("days", "obstacle"), [(6, Reason.PRODUCT_TOO_SOON), (7, None)])
def test_a_product_is_not_shown_twice_in_seven_days(days, obstacle):
    timeline = laid_out(post(ahead(-days), products=("大衣",)))
    coat = material("a", Kind.SELLING_POINT, products=("大衣",))

    assert first_of(timeline.material_obstacles(coat, at(MONDAY))) is obstacle


def test_what_is_posted_once_never_comes_again():
    timeline = laid_out(post(ahead(-400), key="a"))

    once = material("a", is_evergreen=False)
    assert first_of(timeline.material_obstacles(once, at(MONDAY))) is Reason.ALREADY_USED


def test_a_post_taken_out_is_forgotten():
    shown = post(MONDAY, key="a", products=("大衣",))
    timeline = laid_out(shown)
    timeline.remove(shown)

    assert timeline.posts == []
    assert timeline.material_obstacles(material("a", products=("大衣",)), at(MONDAY)) == []
    assert timeline.last_use_of("a") == date.min


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekly_target": 0},
        {"posts_per_day": 0},
        {"selling_cap_percent": 101},
        {"alike_percent": -1},
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(PersonaError):
        PlanRules(**wrong)


MOTHERS, STUDENTS = Audience(frozenset({"宝妈"})), Audience(frozenset({"学生"}))


@pytest.mark.parametrize(("audience", "codes"), [(EVERYBODY, []), (MOTHERS, ["selling_in_a_row"])])
def test_a_post_for_some_parts_no_two_selling_posts_for_all(audience, codes):
    before = [post(ahead(-day)) for day in (3, 4, 5)]
    sold, between = (
        post(ahead(-2), dimension=Dimension.SELLING),
        post(ahead(-1), audience=audience),
    )
    timeline = laid_out(*before, sold, between, selling_cap_percent=50)

    assert [each.code for each in timeline.selling_obstacles(at(MONDAY))] == codes


def test_what_others_are_told_balances_nothing_in_my_view():
    told = [post(ahead(-day), audience=STUDENTS) for day in (1, 2, 3)]
    shared = [post(ahead(-day)) for day in (1, 2)]

    assert first_of(laid_out(*told).selling_obstacles(at(MONDAY), MOTHERS)) is Reason.SELLING_CAP
    assert laid_out(*told, *shared).selling_obstacles(at(MONDAY), MOTHERS) == []


@pytest.mark.parametrize(("hour", "obstacle"), [(20, Reason.SELLING_CAP), (12, None), (9, None)])
def test_the_last_168_hours_count_to_the_minute(hour, obstacle):
    others = [post(ahead(-7), 12), post(ahead(-2)), post(ahead(-1))]
    sold = post(ahead(-3), dimension=Dimension.SELLING)
    timeline = laid_out(*others, sold, post(ahead(-7), 13), selling_cap_percent=40)

    found = timeline.selling_obstacles(at(MONDAY, hour))
    exact = [each for each in found if " " in each.values["until"]]
    assert first_of(exact) is obstacle


def test_a_selling_post_is_judged_in_every_seven_days_that_are_known():
    taught = [post(ahead(-day)) for day in (5, 6)]
    timeline = timeline_of(taught, PlanRules(), ahead(3))

    assert laid_out(*taught).selling_obstacles(at(MONDAY)) == []
    assert first_of(timeline.selling_obstacles(at(MONDAY))) is Reason.SELLING_CAP


def test_nothing_is_posted_in_quiet_hours():
    assert first_of(laid_out().slot_obstacles(at(MONDAY, 22))) is Reason.QUIET_SLOT


@pytest.mark.parametrize(("days", "obstacle"), [(7, None), (6, Reason.WEEK_FULL)])
def test_a_week_of_posts_is_seven_whole_days_whatever_the_hour(days, obstacle):
    timeline = laid_out(post(ahead(-days), 15), post(ahead(-1)), posts_per_week=2)

    assert first_of(timeline.slot_obstacles(at(MONDAY, 9))) is obstacle


@pytest.mark.parametrize(
    ("most", "codes"), [(1, ["viewer_day_full", "viewer_month_full"]), (2, [])]
)
@pytest.mark.parametrize("audience", [EVERYBODY, MOTHERS, STUDENTS])
def test_the_platform_shows_one_person_who_may_be_both_so_many_posts(audience, most, codes):
    told = post(MONDAY, 9, audience=MOTHERS)
    timeline = laid_out(told, viewer_posts_a_day=most, viewer_posts_a_month=most)

    assert [each.code for each in timeline.slot_obstacles(at(MONDAY), audience)] == codes


@pytest.mark.parametrize(("days", "obstacle"), [(29, Reason.NEAR_DUPLICATE), (30, None)])
def test_nearly_the_same_words_rest_as_well(days, obstacle):
    timeline = laid_out(post(ahead(-days), text="周末在公园走了一圈，桂花开了！"))
    alike = material("b", text="周末去公园走了一圈，桂花开了")

    assert first_of(timeline.material_obstacles(alike, at(MONDAY))) is obstacle


def test_a_material_rests_from_a_use_that_is_not_ours():
    used = material("a", last_used=ahead(-29))

    assert first_of(laid_out().material_obstacles(used, at(MONDAY))) is Reason.RESTING
