from datetime import date, timedelta

import pytest

from persona.errors import PersonaError
from persona.materials import Dimension, Kind
from persona.reasons import Reason
from persona.timeline import PlanRules, PostedPost, timeline_of
from tests.persona.builders import MONDAY, at, material


def post(day, hour=12, dimension=Dimension.EXPERT, **told):
    return PostedPost(
        material_key=told.get("key", f"{day}-{hour}"),
        at=at(day, hour),
        dimension=dimension,
        products=told.get("products", ()),
    )


def ahead(days):
    return MONDAY + timedelta(days=days)


def laid_out(*posts, **rules):
    return timeline_of(posts, PlanRules(**rules))


@pytest.mark.parametrize(("posts", "obstacle"), [(1, None), (2, Reason.DAY_FULL)])
def test_two_posts_fill_a_day(posts, obstacle):
    timeline = laid_out(*(post(MONDAY, 9 + turn) for turn in range(posts)))

    assert timeline.slot_obstacle(at(MONDAY, 20)) is obstacle


@pytest.mark.parametrize(("days_later", "obstacle"), [(6, Reason.WEEK_FULL), (7, None)])
def test_ten_posts_fill_any_seven_days(days_later, obstacle):
    posts = [post(ahead(day), hour) for day in range(5) for hour in (9, 15)]
    timeline = laid_out(*posts, posts_per_week=10)
    day = ahead(days_later)

    assert timeline.slot_obstacle(at(day)) is obstacle


@pytest.mark.parametrize("hour", [9, 15])
def test_selling_posts_never_stand_side_by_side(hour):
    posts = [post(ahead(day)) for day in (-3, -2, -1)]
    timeline = laid_out(*posts, post(MONDAY, 12, Dimension.SELLING))

    assert timeline.selling_obstacle(at(MONDAY, hour)) is Reason.SELLING_IN_A_ROW


@pytest.mark.parametrize(("others", "obstacle"), [(1, Reason.SELLING_CAP), (2, None)])
def test_a_third_may_sell_but_not_a_half(others, obstacle):
    timeline = laid_out(*(post(ahead(-1 - day)) for day in range(others)))

    assert timeline.selling_obstacle(at(MONDAY)) is obstacle


def test_posts_of_eight_days_ago_no_longer_count():
    timeline = laid_out(*(post(ahead(-7), hour) for hour in (9, 15)))

    assert timeline.selling_obstacle(at(MONDAY)) is Reason.SELLING_CAP


def test_nothing_is_sold_on_tomb_sweeping_day():
    qingming = date(2026, 4, 5)
    timeline = laid_out(*(post(qingming - timedelta(days=day)) for day in (1, 2, 3)))

    assert timeline.selling_obstacle(at(qingming)) is Reason.MOURNING_DAY


@pytest.mark.parametrize(("days", "obstacle"), [(29, Reason.RESTING), (30, None)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_material_rests_thirty_days_both_ways(days, obstacle, sign):
    timeline = laid_out(post(ahead(sign * days), key="a"))

    assert timeline.material_obstacle(material("a"), MONDAY) is obstacle


@pytest.mark.parametrize(("days", "obstacle"), [(6, Reason.PRODUCT_TOO_SOON), (7, None)])
def test_a_product_is_not_shown_twice_in_seven_days(days, obstacle):
    timeline = laid_out(post(ahead(-days), products=("大衣",)))
    coat = material("a", Kind.SELLING_POINT, products=("大衣",))

    assert timeline.material_obstacle(coat, MONDAY) is obstacle


def test_what_is_posted_once_never_comes_again():
    timeline = laid_out(post(ahead(-400), key="a"))

    assert timeline.material_obstacle(material("a", is_evergreen=False), MONDAY) is (
        Reason.ALREADY_USED
    )


def test_a_post_taken_out_is_forgotten():
    shown = post(MONDAY, key="a", products=("大衣",))
    timeline = laid_out(shown)
    timeline.remove(shown)

    assert timeline.posts == []
    assert timeline.material_obstacle(material("a", products=("大衣",)), MONDAY) is None
    assert timeline.last_use_of("a") == date.min


@pytest.mark.parametrize(
    "wrong", [{"weekly_target": 0}, {"posts_per_day": 0}, {"selling_cap_percent": 101}]
)
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(PersonaError):
        PlanRules(**wrong)
