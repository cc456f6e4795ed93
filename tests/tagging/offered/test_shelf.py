from importlib.resources import files

import pytest

from tagging.errors import RuleError
from tagging.layering import Layer
from tagging.offered.offer import OfferKind
from tagging.offered.shelf import parse_shelf
from tagging.products import ProductRole

SHELF = """
[spring]
title = "春款八折"
kind = "discount"
layers = ["due", "first_time_buyer", "returning_buyer"]
levels = ["loyal"]
roles = ["traffic_driver"]
depth_percent = 20
cost_fen = 100
margin_percent = 45
basket_fen = 15900
budget_fen = 300000
cool_down_days = 14
per_customer = 2
"""


def test_costs_rests_and_roles_are_read():
    [spring] = parse_shelf(SHELF, "shelf.toml")

    assert spring.roles == {ProductRole.TRAFFIC_DRIVER}
    assert (spring.cost_fen, spring.margin_percent, spring.basket_fen) == (100, 45, 15_900)
    assert (spring.budget_fen, spring.cool_down_days, spring.per_customer) == (300_000, 14, 2)


def test_the_packaged_shelf_has_something_of_every_sort_for_every_layer():
    shelf = parse_shelf((files("bot.data") / "shelf.toml").read_text("utf-8"), "shelf.toml")

    assert {layer for offer in shelf for layer in offer.layers} == set(Layer)
    assert {OfferKind.PRICE_PROTECTION, OfferKind.THANKS, OfferKind.SHARE_COUPON} <= {
        offer.kind for offer in shelf
    }


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('levels = ["loyal"]', 'flags = ["high_value"]', "may not depend on flags .high_value."),
        ('"due", ', "", "for all active customers or for none; add due to layers"),
        ('["traffic_driver"]', '["star"]', "roles must be one of traffic_driver, .* not 'star'"),
        ("per_customer = 2", "per_customer = 0", "per_customer 0 is below 1"),
    ],
)
def test_a_price_that_differs_within_a_tier_and_other_mistakes_are_refused(old, new, sentence):
    with pytest.raises(RuleError, match=f"^shelf.toml: offer spring: .*{sentence}"):
        parse_shelf(SHELF.replace(old, new), "shelf.toml")


def test_a_coupon_may_be_for_some_of_a_tier():
    coupon = SHELF.replace('"discount"', '"gift"').replace("depth_percent = 20", "")

    [gift] = parse_shelf(coupon.replace('"due", ', ""), "shelf.toml")

    assert gift.kind is OfferKind.GIFT
