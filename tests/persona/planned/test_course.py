from datetime import datetime, timedelta

import pytest

from persona.materials import EVERYBODY, Audience, Dimension, Kind
from persona.planned.course import (
    DAY,
    DIMENSION_OF,
    DIMENSIONS,
    KINDS,
    SELLING_CODES,
    WEEK,
    Hand,
    Seen,
    code_of,
    course_of,
    seconds_of,
)
from persona.planned.views import views_of
from persona.timeline import PostedPost
from tests.persona.builders import MONDAY, at

MOTHERS = Audience(frozenset({"宝妈"}))


def test_seconds_order_moments_and_tell_days():
    first, second = at(MONDAY, 8, 40), at(MONDAY + timedelta(days=1), 8, 39)

    assert seconds_of(second) - seconds_of(first) == DAY - 60
    assert seconds_of(datetime(2026, 11, 23, 23, 59, 59)) // DAY == MONDAY.toordinal()


def test_codes_are_the_nine_kinds_and_then_the_dimensions():
    assert [code_of(Dimension.EXPERT, kind) for kind in KINDS] == list(range(9))
    assert [code_of(each, None) for each in DIMENSIONS] == [9, 10, 11]
    assert {KINDS[code] for code in SELLING_CODES} == {*KINDS[5:]}
    assert DIMENSIONS[DIMENSION_OF[KINDS.index(Kind.LEISURE)]] is Dimension.LIVING


def test_seven_days_forget_what_they_cannot_reach_any_more():
    seen = Seen()
    for day in range(20):
        seen = seen.with_post(day * DAY, Hand.POSTED, sells=day % 3 == 0)

    assert seen.since(19 * DAY - WEEK) == (2, 7)
    assert len(seen.all) <= 9


@pytest.mark.parametrize(
    ("hands", "movable", "last"),
    [
        ([Hand.POSTED], None, Hand.POSTED),
        ([Hand.DRAFT, Hand.POSTED], 0, Hand.POSTED),
        ([Hand.OURS, Hand.DRAFT], 0, Hand.DRAFT),
        ([Hand.DRAFT, Hand.OURS], DAY, Hand.OURS),
    ],
)
def test_of_selling_posts_ours_is_taken_back_before_a_draft_and_never_a_posted_one(
    hands, movable, last
):
    seen = Seen()
    for day, hand in enumerate(hands):
        seen = seen.with_post(day * DAY, hand, sells=True)

    assert seen.movable_since(-1) == movable
    assert seen.last is last
    assert seen.with_post(9 * DAY, Hand.OURS, sells=False).last is Hand.NONE


def test_what_is_fixed_is_found_by_material_product_and_words():
    posts = [
        PostedPost(
            material_key="a",
            at=at(MONDAY + timedelta(days=day)),
            dimension=Dimension.SELLING,
            kind=Kind.HONOUR,
            products=("大衣",),
            text="大衣，到货！",
            audience=audience,
        )
        for day, audience in ((2, MOTHERS), (0, EVERYBODY))
    ]
    course = course_of(posts[:1], posts[1:], views_of([MOTHERS]))
    first = MONDAY.toordinal()

    assert [each.hand for each in course.fixed] == [Hand.DRAFT, Hand.POSTED]
    assert [each.views for each in course.fixed] == [(0, 1, 2), (0, 2)]
    assert course.days_of == {"a": [first, first + 2]}
    assert course.shown_on == {"大衣": [first, first + 2]}
    assert course.texts == [(first, "大衣到货"), (first + 2, "大衣到货")]
