from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, Level
from tagging.offered.budget import room_of, share_out
from tagging.offered.choosing import Chooser
from tagging.offered.classes import CustomerClass, every_class
from tagging.offered.offer import OfferKind
from tagging.offered.policy import Policy, PolicyRule
from tagging.offered.worth import given_fen
from tagging.reasons import Reason
from tests.tagging.offered.builders import TODAY, classes, layer_rates, offer, rates, shelves

POLICY = Policy()
DUE = CustomerClass(Layer.DUE, Level.REGULAR)
LOST = CustomerClass(Layer.LOST, Level.REGULAR)
crowds = st.dictionaries(classes, st.integers(0, 30), max_size=8)


def got(portions):
    """What customers of a class get, by the name of the offer."""
    return {
        portion.choice.offer and portion.choice.offer.name: portion.count for portion in portions
    }


@pytest.mark.parametrize(
    ("more", "room"),
    [
        ({}, None),
        ({"stock": 5}, 5),
        ({"budget_fen": 2999}, 2),
        ({"budget_fen": 2999, "stock": 1}, 1),
        ({"budget_fen": 2999, "stock": 7}, 2),
        ({"kind": OfferKind.CARE, "budget_fen": 0}, None),
    ],
)
def test_there_is_room_for_as_many_as_stock_and_budget_bear(more, room):
    assert room_of(offer(**more), POLICY) == room


def test_what_is_scarce_goes_where_it_is_expected_to_bring_most():
    scarce = offer("甲", stock=10, depth_fen=1000)
    plenty = offer("乙", OfferKind.CARE)
    measured = {Layer.DUE: rates(100, 150), Layer.LOST: rates(10, 90)}

    shared = share_out({DUE: 30, LOST: 6}, [scarce, plenty], TODAY, rates=measured)

    assert got(shared[LOST]) == {"甲": 6}
    assert got(shared[DUE]) == {"甲": 4, "乙": 26}
    assert shared[DUE][1].choice.notes[-1].code is Reason.SCARCE
    assert dict(shared[DUE][1].choice.rejected)["甲"].values == {"better": "甲一张"}


def test_a_later_class_of_more_worth_takes_the_place_of_an_earlier_one():
    first, second = offer("甲", stock=5, expected_margin_fen=9), offer("乙", stock=5)
    only_second = CustomerClass(Layer.LOST, Level.REGULAR, spared=frozenset({"甲"}))
    measured = {Layer.LOST: rates(10, 90), Layer.DUE: rates(10, 20)}

    shared = share_out({DUE: 10, only_second: 5}, [first, second], TODAY, rates=measured)

    assert got(shared[only_second]) == {"乙": 5}
    assert got(shared[DUE]) == {"甲": 5, None: 5}


def test_the_policy_may_put_some_customers_first():
    rule = PolicyRule(
        name="r",
        allow=frozenset({OfferKind.COUPON}),
        layers=frozenset({Layer.LOST}),
        comes_first=True,
    )

    shared = share_out({DUE: 5, LOST: 5}, [offer(stock=5)], TODAY, policy=Policy(rules=(rule,)))

    assert (got(shared[LOST]), got(shared[DUE])) == ({"满减": 5}, {None: 5})


def test_price_protection_and_what_is_for_nobody_is_not_shared_out():
    held_out = CustomerClass(Layer.DUE, Level.REGULAR, frozenset({Flag.HELD_OUT}))
    shelf = [offer("价保", OfferKind.PRICE_PROTECTION), offer(stock=3)]

    shared = share_out({held_out: 4, DUE: 2}, shelf, TODAY)

    assert (got(shared[held_out]), got(shared[DUE])) == ({None: 4}, {"满减": 2})


def test_less_than_nobody_is_refused():
    with pytest.raises(RuleError, match=r"^class due: -1 customers"):
        share_out({DUE: -1}, [], TODAY)


@given(crowds, shelves, layer_rates)
def test_everybody_is_decided_for_and_nothing_is_given_that_is_not_there(crowd, shelf, measured):
    shared = share_out(crowd, shelf, TODAY, rates=measured)

    given_out = Counter()
    for customers, portions in shared.items():
        assert sum(portion.count for portion in portions) == crowd[customers]
        assert all(portion.count > 0 for portion in portions)
        for portion in portions:
            if portion.choice.offer:
                given_out[portion.choice.offer.name] += portion.count
    for one in shelf:
        assert one.stock is None or given_out[one.name] <= one.stock
        spent_fen = given_out[one.name] * given_fen(one, POLICY)
        assert one.budget_fen is None or spent_fen <= one.budget_fen


@given(crowds, shelves, layer_rates, st.randoms())
def test_the_sequence_of_the_classes_makes_no_difference(crowd, shelf, measured, chance):
    shuffled = list(crowd.items())
    chance.shuffle(shuffled)

    assert share_out(dict(shuffled), shelf, TODAY, rates=measured) == share_out(
        crowd, shelf, TODAY, rates=measured
    )


@given(crowds, shelves, layer_rates)
def test_nobody_goes_without_what_others_of_less_worth_have(crowd, shelf, measured):
    chooser = Chooser(shelf, TODAY, POLICY, measured)
    shared = share_out(crowd, shelf, TODAY, rates=measured)
    least = {}
    for customers, portions in shared.items():
        for portion in portions:
            if one := portion.choice.offer:
                worth = chooser.expected_margin_fen(one, customers)
                least[one.name] = min(least.get(one.name, worth), worth)

    for customers, portions in shared.items():
        wishes = chooser.fitting(customers)
        for portion in portions:
            rank = wishes.index(portion.choice.offer) if portion.choice.offer else len(wishes)
            for better in wishes[:rank]:
                assert room_of(better, POLICY) is not None
                worth = chooser.expected_margin_fen(better, customers)
                assert least.get(better.name, worth) >= worth


@given(crowds, shelves, layer_rates)
def test_with_enough_of_everything_everybody_gets_their_own_choice(crowd, shelf, measured):
    chooser = Chooser(shelf, TODAY, POLICY, measured)
    everybody = sum(crowd.values())
    enough = all(
        room is None or room >= everybody for room in (room_of(one, POLICY) for one in shelf)
    )
    shared = share_out(crowd, shelf, TODAY, rates=measured)

    for customers, portions in shared.items():
        if enough and crowd[customers]:
            assert [portion.choice for portion in portions] == [chooser.choose_class(customers)]
        assert len(portions) <= len(shelf) + 1


def test_all_classes_of_a_large_shop_are_shared_out_at_once():
    shelf = [offer(str(n), stock=1000, expected_margin_fen=n) for n in range(10)]
    crowd = dict.fromkeys(every_class(), 1000)

    shared = share_out(crowd, shelf, TODAY)

    given_out = sum(
        portion.count for own in shared.values() for portion in own if portion.choice.offer
    )
    assert given_out == 10 * 1000
    assert Fraction(given_out, sum(crowd.values())) < 1
