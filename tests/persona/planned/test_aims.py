from datetime import timedelta

import pytest

from persona.materials import Kind
from persona.planned.aims import freshness, repetition, role_fit, timeliness
from tests.persona.builders import MONDAY, material

TODAY = MONDAY.toordinal()


@pytest.mark.parametrize(("ago", "fresh"), [(None, 1), (0, 0), (45, 0.25), (180, 1), (400, 1)])
def test_a_material_is_fresh_again_after_half_a_year(ago, fresh):
    assert freshness(None if ago is None else TODAY - ago, TODAY) == fresh


@pytest.mark.parametrize(("left", "timely"), [(0, 1), (7, 0.5), (14, 0), (30, 0)])
def test_what_ends_within_two_weeks_comes_first(left, timely):
    event = material("a", Kind.LIMITED_EVENT, valid_until=MONDAY + timedelta(days=left))

    assert timeliness(event, TODAY) == timely


def test_an_occasion_is_now_or_never():
    assert timeliness(material("a", occasion="双12"), TODAY) == 1
    assert timeliness(material("a"), TODAY) == 0


@pytest.mark.parametrize(
    ("kind", "offer", "products", "fit"),
    [
        (Kind.LIMITED_EVENT, "", ("围巾",), 1),
        (Kind.LIMITED_EVENT, "", ("大衣",), -1),
        (Kind.LIMITED_EVENT, "", ("围巾", "大衣"), -1),
        (Kind.SELLING_POINT, "", ("大衣",), 0),
        (Kind.SELLING_POINT, "满减", ("大衣",), -1),
        (Kind.LIMITED_EVENT, "", ("新品",), 0),
        (Kind.LIMITED_EVENT, "", (), 0),
    ],
)
def test_promotions_are_for_what_draws_people_and_not_for_what_earns(kind, offer, products, fit):
    roles = {"围巾": "traffic_driver", "大衣": "profit", "新品": "potential"}

    assert role_fit(material("a", kind, offer=offer, products=products), roles) == fit


@pytest.mark.parametrize(("ago", "cost"), [(None, 0), (0, 1), (14, 0.5), (28, 0), (99, 0)])
def test_a_product_shown_lately_costs(ago, cost):
    assert repetition(None if ago is None else TODAY - ago, TODAY) == cost
