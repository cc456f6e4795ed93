import pytest
from pydantic import TypeAdapter

from tagging.errors import RuleError
from tagging.layering import Layer
from tagging.offered.offer import DISCOUNTS, Offer, OfferKind
from tests.tagging.offered.builders import offer

KEPT_BEFORE = {
    "name": "win_back",
    "title": "想您了",
    "kind": "threshold_coupon",
    "layers": ["sleeping", "lost"],
    "flags": [],
    "levels": [],
    "products": [],
    "categories": [],
    "depth_fen": 6000,
    "depth_percent": 0,
    "threshold_fen": 19900,
    "expected_margin_fen": 1500,
    "valid_from": None,
    "valid_until": "2026-12-31",
    "stock": None,
}


def test_an_offer_that_was_kept_before_costs_and_rests_existed_is_still_read():
    form = TypeAdapter(Offer)
    kept = form.validate_python(KEPT_BEFORE)

    assert kept.layers == {Layer.SLEEPING, Layer.LOST}
    assert (kept.cost_fen, kept.budget_fen, kept.roles) == (0, None, frozenset())
    assert form.validate_python(form.dump_python(kept, mode="json")) == kept


def test_making_a_fallen_price_good_is_no_discount():
    assert OfferKind.PRICE_PROTECTION not in DISCOUNTS
    assert not offer(kind=OfferKind.PRICE_PROTECTION).is_discount


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"cost_fen": -1}, "cost_fen -1 is below 0"),
        ({"basket_fen": -1}, "basket_fen -1 is below 0"),
        ({"budget_fen": -1}, "budget_fen -1 is below 0"),
        ({"cool_down_days": -1}, "cool_down_days -1 is below 0"),
        ({"per_customer": 0}, "per_customer 0 is below 1"),
        ({"margin_percent": 0}, "margin_percent must be 1 to 100, not 0"),
        ({"margin_percent": 101}, "margin_percent must be 1 to 100, not 101"),
        ({"kind": OfferKind.PRICE_PROTECTION, "depth_fen": 1}, "depth_fen of a price_protection"),
    ],
)
def test_an_offer_that_cannot_be_meant_is_refused_by_name(more, sentence):
    with pytest.raises(RuleError, match=f"^offer 满减: {sentence}"):
        offer(**more)
