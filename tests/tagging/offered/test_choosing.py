from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.layering import Flag, Layer, Level
from tagging.offered.budget import share_out
from tagging.offered.choosing import Chooser
from tagging.offered.classes import ACTIVE_LAYERS, CustomerClass, class_of
from tagging.offered.obstacles import Personal
from tagging.offered.offer import OfferKind
from tagging.offered.policy import Policy, PolicyRule
from tagging.offered.price_protection import PriceFall, Purchase
from tagging.offered.templates import layer_template
from tagging.offers import choose_offer
from tagging.reasons import Reason
from tests.tagging.offered.builders import (
    TODAY,
    layer_rates,
    offer,
    rates,
    shelves,
    stand,
    standings,
)

FALL = PriceFall(Purchase("奶粉", TODAY - timedelta(days=3), 19_900), 15_900)
STRICT = Policy(
    rules=(
        PolicyRule(
            name="small",
            allow=frozenset({OfferKind.COUPON}),
            max_depth_percent=20,
            cool_down_days=30,
            layers=frozenset({Layer.DUE, Layer.RETURNING_BUYER, Layer.LAPSING}),
        ),
        PolicyRule(name="none", forbid=frozenset({OfferKind.COUPON, OfferKind.CARE})),
    )
)
policies = st.sampled_from([Policy(), STRICT])
days = st.integers(0, 60).map(lambda ago: TODAY - timedelta(days=ago))
personals = st.builds(
    Personal,
    protections=st.dictionaries(st.sampled_from(["奶粉", "米粉"]), days, max_size=2),
    given=st.dictionaries(st.text("甲乙丙丁", max_size=4), st.lists(days, max_size=3), max_size=3),
    falls=st.sampled_from([(), (FALL,)]),
    wants_personal=st.booleans(),
)


def given_reasons():
    """Every reason of this room as real decisions give it (see tests/tagging/test_reasons.py)."""
    fallen = offer("价保", OfferKind.PRICE_PROTECTION)
    forbid = PolicyRule(name="r", forbid=frozenset({OfferKind.COUPON}))
    deep = PolicyRule(name="r", allow=frozenset({OfferKind.COUPON}), min_depth_percent=9)
    hard = PolicyRule(name="r", allow=frozenset({OfferKind.COUPON}), min_threshold_fen=9)
    cases = [
        ([fallen], {"falls": [FALL]}),
        ([fallen], {}),
        *(([offer()], {"policy": Policy(rules=(rule,))}) for rule in (forbid, deep, hard)),
        ([offer()], {"rates": {Layer.RETURNING_BUYER: rates(10, 50)}}),
        ([offer()], {"rates": {Layer.RETURNING_BUYER: rates(50, 10)}}),
        ([offer(budget_fen=0)], {}),
        ([offer(cool_down_days=9)], {"given": {"满减": [TODAY]}}),
        ([offer(per_customer=1)], {"given": {"满减": [TODAY]}}),
        ([offer(layers=frozenset({Layer.RETURNING_BUYER}))], {"wants_personal": False}),
    ]
    for shelf, more in cases:
        choice = choose_offer(stand(), shelf, TODAY, **more)
        yield from choice.reasons
        yield from (because for _, because in choice.rejected)
    spared = CustomerClass(Layer.DUE, Level.LOYAL, spared=frozenset({"满减"}))
    yield Chooser([offer()], TODAY).choose_class(spared).rejected[0][1]
    [portion] = share_out({CustomerClass(Layer.DUE, Level.LOYAL): 1}, [offer(stock=0)], TODAY)[
        CustomerClass(Layer.DUE, Level.LOYAL)
    ]
    yield from portion.choice.reasons
    yield from _scarce_reasons()


def _scarce_reasons():
    two = {CustomerClass(Layer.DUE, Level.LOYAL): 2}
    for portions in share_out(two, [offer(stock=1)], TODAY).values():
        for portion in portions:
            yield from portion.choice.reasons


def test_a_discount_says_by_which_numbers_it_pays_or_that_nobody_knows():
    layer = stand().layer
    known, unknown = (
        choose_offer(stand(), [offer()], TODAY, rates=measured)
        for measured in ({layer: rates(50, 100)}, {Layer.LOST: rates(50, 100)})
    )

    assert [note.code for note in known.notes] == [Reason.PAYS_FOR_ITSELF]
    assert known.notes[0].values["stimulated"] == "100/1000"
    assert [note.code for note in unknown.notes] == [Reason.NOT_MEASURED_YET]
    assert known.reasons == (known.because, *known.notes)


def test_a_discount_that_does_not_pay_is_told_by_its_numbers_where_none_takes_its_place():
    thanks = offer("谢谢", OfferKind.THANKS)
    measured = {stand().layer: rates(95, 100)}

    for shelf in ([offer()], [offer(), thanks]):
        choice = choose_offer(stand(), shelf, TODAY, rates=measured)
        assert choice.offer is (thanks if thanks in shelf else None)
        assert [note.code for note in choice.notes] == [Reason.COSTS_MORE_THAN_IT_BRINGS]
        assert choice.notes[0].values["natural"] == "95/1000"
    cheap = offer("小额", depth_fen=10)
    [note] = choose_offer(stand(), [offer(), cheap], TODAY, rates=measured).notes
    assert note.code is Reason.PAYS_FOR_ITSELF


def test_where_rates_are_known_the_offer_wins_that_earns_more_by_them():
    guessed = offer("甲", depth_fen=3000, expected_margin_fen=9999)
    cheap = offer("乙", depth_fen=1000)
    measured = {stand().layer: rates(50, 100)}

    assert choose_offer(stand(), [guessed, cheap], TODAY).offer is guessed
    assert choose_offer(stand(), [guessed, cheap], TODAY, rates=measured).offer is cheap


def test_who_refuses_personalisation_is_told_so_with_and_without_an_offer():
    for shelf in ([offer()], []):
        choice = choose_offer(stand(), shelf, TODAY, wants_personal=False)
        assert choice.notes[-1].code is Reason.NOTHING_PERSONAL


@given(
    st.lists(st.tuples(standings, st.none() | personals), min_size=1, max_size=8),
    shelves,
    policies,
    layer_rates,
)
def test_a_chooser_that_remembers_decides_like_one_that_does_not(asked, shelf, policy, measured):
    chooser = Chooser(shelf, TODAY, policy, measured)
    for standing, personal in asked + asked:
        known = personal or Personal()
        fresh = choose_offer(
            standing,
            shelf,
            TODAY,
            known.protections,
            policy=policy,
            rates=measured,
            given=known.given,
            falls=known.falls,
            wants_personal=known.wants_personal,
        )
        assert (chooser.choose(standing, personal) if personal else chooser.choose(standing)) == (
            fresh
        )


@given(standings, st.integers(0, 400), shelves, policies, layer_rates, personals)
def test_customers_of_one_class_get_the_same_whoever_they_are(
    standing, days_ago, shelf, policy, measured, personal
):
    """PIPL §24: nothing counts but the class, and what `personal` says."""
    other = stand(days_ago, customer="小吴")
    other = replace(
        other, layer=standing.layer, level=standing.level, flags=standing.flags, orders=7
    )
    chooser = Chooser(shelf, TODAY, policy, measured)

    mine, theirs = chooser.choose(standing, personal), chooser.choose(other, personal)

    assert class_of(standing) == class_of(other)
    assert (mine.offer, mine.because, mine.notes) == (theirs.offer, theirs.because, theirs.notes)
    assert [name for name, _ in mine.rejected] == [name for name, _ in theirs.rejected]


@given(shelves, policies, layer_rates)
def test_who_refuses_personalisation_gets_the_same_throughout_a_tier(shelf, policy, measured):
    chooser = Chooser(shelf, TODAY, policy, measured)
    flags = frozenset({Flag.HIGH_VALUE, Flag.PRICE_SENSITIVE})

    got = {
        choice.offer.name if choice.offer else None
        for layer in ACTIVE_LAYERS
        for level in (Level.FIRST_TIME, Level.LOYAL)
        for known in (flags, frozenset())
        for choice in [chooser.choose_class(CustomerClass(layer, level, known, False))]  # noqa: FBT003
    }

    assert len(got) == 1


@given(standings, shelves, policies)
def test_a_class_is_decided_for_like_its_customers_with_names_for_their_own_days(
    standing, shelf, policy
):
    chooser = Chooser(shelf, TODAY, policy)

    for_one, for_all = chooser.choose(standing), chooser.choose_class(class_of(standing))

    assert for_one.offer is for_all.offer
    assert for_one.reasons == for_all.reasons
    for (name, mine), (same, theirs) in zip(for_one.rejected, for_all.rejected, strict=True):
        assert name == same
        assert mine == (
            standing.because if theirs == layer_template(Layer.RECENT_BUYER) else theirs
        )


@pytest.mark.parametrize("days_ago", [3, 4])
def test_recent_buyers_of_one_class_are_told_their_own_days(days_ago):
    chooser = Chooser([offer()], TODAY)
    chooser.choose(stand(5))

    because = chooser.choose(stand(days_ago)).rejected[0][1]

    assert because.values["recency_days"] == days_ago


def test_a_class_that_is_spared_an_offer_gets_the_next():
    first, second = offer("甲", expected_margin_fen=9), offer("乙")
    spared = CustomerClass(Layer.DUE, Level.LOYAL, spared=frozenset({"甲"}))

    choice = Chooser([first, second], TODAY).choose_class(spared)

    assert choice.offer is second
    assert dict(choice.rejected)["甲"].code is Reason.SPARED_TODAY
