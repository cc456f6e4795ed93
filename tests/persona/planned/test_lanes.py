from datetime import timedelta

import pytest

from persona.materials import Dimension, Kind
from persona.planned.course import course_of
from persona.planned.lanes import Lanes
from persona.planned.plans import Brief
from persona.planned.stock import Stock
from persona.timeline import PlanRules, PostedPost
from tests.persona.builders import MONDAY, aqing, at, material, words_of

TODAY = MONDAY.toordinal()


def lanes_of(materials, posted=()):
    brief = Brief(persona=aqing(), materials=materials, first_day=MONDAY, posted=posted)
    course = course_of(posted, (), (None,))
    return Lanes(Stock(brief, course, MONDAY, MONDAY), course, PlanRules())


def past(days, key="x", **told):
    return PostedPost(
        material_key=key,
        at=at(MONDAY + timedelta(days=days)),
        dimension=Dimension.LIVING,
        **told,
    )


@pytest.mark.parametrize(
    ("told", "posted", "fits"),
    [
        ({}, past(-29, "a"), False),
        ({}, past(-30, "a"), True),
        ({}, past(29, "a"), False),
        ({"is_evergreen": False}, past(-300, "a"), False),
        ({"products": ("大衣",)}, past(-6, products=("大衣",)), False),
        ({"products": ("大衣",)}, past(7, products=("大衣",)), True),
        ({}, past(-29, text=words_of("a") + "呀"), False),
        ({}, past(-30, text=words_of("a") + "呀"), True),
        ({"last_used": MONDAY - timedelta(days=29)}, past(-1), False),
        ({"last_used": MONDAY - timedelta(days=200), "is_evergreen": False}, past(-1), False),
    ],
)
def test_a_lane_holds_what_may_stand_beside_what_is_fixed(told, posted, fits):
    found = list(lanes_of([material("a", **told)], [posted]).of(Kind.WORK, TODAY))

    assert bool(found) is fits


def test_a_lane_can_be_walked_by_many_at_once():
    lanes = lanes_of([material(f"m{turn}") for turn in range(5)])
    one, other = lanes.of(Kind.WORK, TODAY), lanes.of(Kind.WORK, TODAY)
    first = [next(one).rank, next(one).rank]

    assert [each.rank for each in other] == [*first, *(each.rank for each in one)]


def test_words_are_compared_with_what_was_placed():
    lanes = lanes_of([material("a"), material("b", text=words_of("a") + "呢"), material("c")])
    a, b, c = lanes.of(Kind.WORK, TODAY)
    before = set(lanes.alike_to(b))
    lanes.place(a)
    lanes.place(c)

    assert (before, lanes.alike_to(b), lanes.alike_to(a), lanes.alike_to(c)) == (
        set(),
        {a.rank},
        set(),
        set(),
    )


def test_what_a_state_bars_is_left_out_for_it_alone():
    coat, scarf = material("coat", products=("大衣",)), material("scarf", products=("围巾",))
    lanes = lanes_of([coat, scarf])

    def keys(**barred):
        return [each.material.key for each in lanes.of(coat.kind, TODAY, **barred)]

    assert keys(shown=frozenset({"大衣"})) == ["scarf"]
    assert keys(closed=frozenset({0})) == []
    assert keys() == ["coat", "scarf"]
