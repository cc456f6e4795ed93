from datetime import timedelta

import pytest

from persona.materials import Kind
from persona.planned.course import course_of
from persona.planned.plans import Brief
from persona.planned.stock import Stock
from tests.persona.builders import MONDAY, aqing, material

LAST = MONDAY + timedelta(days=6)


def keys_on(materials, kind=Kind.WORK, day=0, **told):
    brief = Brief(
        persona=aqing(forbidden_words=("家人们",)), materials=materials, first_day=MONDAY, **told
    )
    stock = Stock(brief, course_of((), (), (None,)), MONDAY, LAST)
    return [
        each.material.key for each in stock.on(kind, (MONDAY + timedelta(days=day)).toordinal())
    ]


def test_what_was_never_used_comes_first_and_then_what_rested_longest():
    materials = [
        material("a", last_used=MONDAY - timedelta(days=40)),
        material("b", last_used=MONDAY - timedelta(days=90)),
        material("d"),
        material("c"),
    ]

    assert keys_on(materials) == ["c", "d", "b", "a"]
    assert keys_on(materials[::-1]) == ["c", "d", "b", "a"]


def test_what_is_over_soon_comes_before_all():
    events = [
        material(key, Kind.LIMITED_EVENT, valid_until=MONDAY + timedelta(days=days))
        for key, days in (("late", 40), ("soon", 9), ("sooner", 3))
    ]

    assert keys_on(events, Kind.LIMITED_EVENT) == ["sooner", "soon", "late"]
    assert keys_on(events, Kind.LIMITED_EVENT, day=5) == ["soon", "late"]


@pytest.mark.parametrize(
    "told",
    [
        {"stock": 0},
        {"quotes": "客户"},
        {"valid_until": MONDAY - timedelta(days=1)},
        {"valid_from": LAST + timedelta(days=1)},
        {"text": "家人们好"},
        {"pictures": tuple("0123456789")},
        {"month_days": (1,)},
    ],
)
def test_what_cannot_stand_is_not_in_stock(told):
    assert keys_on([material("a", **told)]) == []


def test_a_seed_breaks_ties_in_its_own_way():
    materials = [material(f"m{turn}") for turn in range(9)]
    orders = {tuple(keys_on(materials, seed=seed)) for seed in range(4)}

    assert len(orders) == 4
    assert tuple(sorted(keys_on(materials))) in orders
