from datetime import timedelta

import pytest

from tagging.errors import HistoryError
from tagging.offered.offer import OfferKind
from tagging.offered.policy import Policy
from tagging.offered.price_protection import PriceFall, Purchase, falls_of
from tagging.offers import choose_offer
from tagging.reasons import Reason
from tests.tagging.offered.builders import TODAY, offer, stand

PROMISE = offer("价保", OfferKind.PRICE_PROTECTION)
POLICY = Policy(price_protection_days=30)


def bought(product="奶粉", days_ago=3, price_fen=19_900, pieces=1):
    return Purchase(product, TODAY - timedelta(days=days_ago), price_fen, pieces)


def test_only_what_costs_less_today_has_fallen_and_most_comes_first():
    purchases = [bought(), bought("米粉", pieces=3), bought("湿巾"), bought("没价的")]
    prices = {"奶粉": 19_800, "米粉": 19_800, "湿巾": 19_900}

    falls = falls_of(purchases, prices)

    assert [(fall.purchase.product, fall.back_fen) for fall in falls] == [
        ("米粉", 300),
        ("奶粉", 100),
    ]


@pytest.mark.parametrize(
    ("days_ago", "is_given"), [(-1, False), (0, True), (30, True), (31, False)]
)
def test_a_fallen_price_is_made_good_up_to_the_last_day(days_ago, is_given):
    falls = falls_of([bought(days_ago=days_ago)], {"奶粉": 15_900})

    choice = choose_offer(stand(3), [PROMISE], TODAY, policy=POLICY, falls=falls)

    assert (choice.offer is PROMISE) is is_given
    if is_given:
        assert choice.because.code is Reason.PRICE_FELL
        assert choice.because.values["back_yuan"] == "40.00"
    else:
        assert dict(choice.rejected)["价保"].code is Reason.NO_PRICE_FALL


def test_what_is_owed_is_given_to_who_is_held_out_too():
    thanks = offer("感谢", OfferKind.THANKS)
    falls = falls_of([bought()], {"奶粉": 15_900})

    choice = choose_offer(stand(3, is_held_out=True), [PROMISE, thanks], TODAY, falls=falls)

    assert choice.offer is PROMISE
    assert dict(choice.rejected)["感谢"].code is Reason.LEFT_WITHOUT_OFFER


def test_without_a_fall_nobody_is_told_of_price_protection():
    choice = choose_offer(stand(3), [PROMISE], TODAY, policy=POLICY)

    assert (choice.offer, choice.because.code) == (None, Reason.NOTHING_MEANT)
    assert choice.rejected[0][1].values == {"days": 30}


def test_what_is_owed_comes_before_what_would_bring_more():
    thanks = offer("感谢", OfferKind.THANKS, expected_margin_fen=9000)
    falls = [PriceFall(bought(), 15_900)]

    assert choose_offer(stand(3), [thanks, PROMISE], TODAY, falls=falls).offer is PROMISE


def test_price_protection_of_some_products_is_for_these_only():
    some = offer("价保", OfferKind.PRICE_PROTECTION, products=frozenset({"奶粉"}))
    falls = falls_of([bought("米粉", price_fen=90_000), bought()], {"米粉": 1, "奶粉": 19_000})

    choice = choose_offer(stand(3), [some], TODAY, falls=falls)

    assert choice.because.values["product"] == "奶粉"


@pytest.mark.parametrize(("price_fen", "pieces"), [(-1, 1), (100, 0)])
def test_a_purchase_that_cannot_be_is_refused(price_fen, pieces):
    with pytest.raises(HistoryError, match="purchase of 奶粉 on 2026-02-26"):
        bought(price_fen=price_fen, pieces=pieces)
