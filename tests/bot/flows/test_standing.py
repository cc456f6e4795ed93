from dataclasses import replace
from datetime import timedelta

import pytest

from bot.flows.portraits import draw_portrait
from bot.flows.standing import discount_for, offer_for, stand
from tagging.layering import Flag, Layer
from tagging.offers import OfferKind
from tests.bot.flows.orders import bought, of_product
from tests.builders import NOON


@pytest.mark.parametrize(
    ("days_ago", "layer"),
    [
        ([], Layer.PROSPECT),
        ([3], Layer.RECENT_BUYER),
        ([30, 100], Layer.RECENT_BUYER),
        ([120], Layer.LAPSING),
        ([200], Layer.SLEEPING),
        ([300], Layer.LOST),
    ],
)
async def test_a_customer_stands_where_their_orders_say(unit, shop, days_ago, layer):
    contact = await bought(unit, shop, "laochen", days_ago=days_ago)

    assert (await stand(contact.customer.id, unit, shop, NOON)).layer is layer


async def test_who_bought_three_days_ago_gets_no_discount_and_is_told_why(unit, shop):
    contact = await bought(unit, shop, "xiaoman", days_ago=[3])
    choice = await offer_for(contact.customer.id, unit, shop, NOON)

    assert choice.offer is None or not choice.offer.is_discount
    assert choice.because.code
    discounts = {offer.name for offer in shop.shelf if offer.is_discount}
    assert discounts <= {name for name, _ in choice.rejected}


async def portrayed(unit, shop, **changes):
    """The shop after its portrait was drawn."""
    changed = replace(shop, **changes)
    return replace(changed, portrait=await draw_portrait(NOON, unit, changed))


def only(shop, kind, **changes):
    """A shelf with one offer of a kind, for all layers."""
    offer = next(offer for offer in shop.shelf if offer.kind is kind)
    return (replace(offer, layers=frozenset(Layer), levels=frozenset(), **changes),)


async def test_whoever_spent_most_is_of_high_value_once_the_portrait_is_drawn(unit, shop):
    people = [
        await bought(unit, shop, f"c{n}", days_ago=[100], fen=10_000 * (n + 1)) for n in range(5)
    ]
    before = await stand(people[4].customer.id, unit, shop, NOON)
    seen = await portrayed(unit, shop)
    after = [await stand(person.customer.id, unit, seen, NOON) for person in people]

    assert before.scores is None
    assert [standing.scores.m for standing in after] == [1, 2, 3, 4, 5]
    assert Flag.HIGH_VALUE in after[4].flags


async def test_a_customer_is_due_by_their_own_cycle_leaning_on_the_shops(unit, shop):
    weekly = await bought(unit, shop, "weekly", days_ago=[*range(32, 400, 7)])
    seen = await portrayed(unit, shop)
    standing = await stand(weekly.customer.id, unit, seen, NOON)

    assert standing.cycle_days < 10
    assert standing.layer is Layer.RETURNING_BUYER  # 32 days is far beyond a cycle of a week


async def test_who_is_held_out_gets_no_promotion_and_is_told_why(unit, shop):
    person = await bought(unit, shop, "laochen", days_ago=[200])
    everybody = replace(shop, holdout_share=0.9999)
    choice = await offer_for(person.customer.id, unit, everybody, NOON)

    assert Flag.HELD_OUT in (await stand(person.customer.id, unit, everybody, NOON)).flags
    assert choice.offer is None
    assert choice.because.code == "left_without_offer"


async def test_the_control_group_goes_without_the_discount_and_both_arms_are_noted(unit, shop):
    person = (await bought(unit, shop, "laochen", days_ago=[200])).customer.id
    left_out = replace(shop, control_share=0.9999)
    other = (await bought(unit, shop, "xiaoman", days_ago=[200])).customer.id
    said = [
        await discount_for(person, unit, left_out, NOON),
        await discount_for(other, unit, shop, NOON),
    ]
    arms = await unit.assignments.arms(timedelta(0), NOON)

    assert [bool(title) for title in said] == [False, True]
    assert [(arm.arm, arm.layer) for arm in arms] == [
        ("control", "sleeping"),
        ("treated", "sleeping"),
    ]


async def test_an_offer_on_what_they_just_bought_is_withheld_for_its_own_cycle(unit, shop):
    shelf = only(shop, OfferKind.COUPON, name="tea", products=frozenset({"T1"}))
    tea = await bought(unit, shop, "tea", days_ago=[35], items=of_product("T1"))
    rice = await bought(unit, shop, "rice", days_ago=[35], items=of_product("R1"))
    seen = await portrayed(unit, shop, shelf=shelf)
    withheld = await offer_for(tea.customer.id, unit, seen, NOON)

    assert withheld.offer is None
    assert [because.code for _, because in withheld.rejected] == ["within_product_cycle"]
    assert (await offer_for(rice.customer.id, unit, seen, NOON)).offer is not None


async def test_what_is_given_is_taken_from_the_stock(unit, shop):
    shelf = only(shop, OfferKind.COUPON, stock=1)
    first = await bought(unit, shop, "first", days_ago=[100])
    second = await bought(unit, shop, "second", days_ago=[100])
    scarce = replace(shop, shelf=shelf)

    assert await discount_for(first.customer.id, unit, scarce, NOON)
    assert await discount_for(second.customer.id, unit, scarce, NOON) == ""


async def test_an_offer_rests_before_the_same_customer_gets_it_again(unit, shop):
    shelf = only(shop, OfferKind.COUPON, cool_down_days=10)
    person = (await bought(unit, shop, "laochen", days_ago=[100])).customer.id
    resting = replace(shop, shelf=shelf)
    await discount_for(person, unit, resting, NOON)
    tomorrow = await offer_for(person, unit, resting, NOON + timedelta(days=1))
    later = await offer_for(person, unit, resting, NOON + timedelta(days=11))

    assert tomorrow.offer is None
    assert later.offer is not None


async def test_who_asks_again_on_the_same_day_is_told_the_same(unit, shop):
    shelf = only(shop, OfferKind.COUPON, cool_down_days=10, stock=1, per_customer=1)
    person = (await bought(unit, shop, "laochen", days_ago=[100])).customer.id
    scarce = replace(shop, shelf=shelf)
    told = [await discount_for(person, unit, scarce, NOON) for _ in range(3)]
    next_day = await discount_for(person, unit, scarce, NOON + timedelta(days=1))

    assert told == [shelf[0].title] * 3
    assert await unit.assignments.counts_of([shelf[0].name]) == {shelf[0].name: 1}
    assert next_day == ""


async def test_a_portrait_of_a_shop_where_nobody_had_bought_ranks_nobody(unit, shop):
    seen = await portrayed(unit, shop)
    person = (await bought(unit, shop, "laochen", days_ago=[100])).customer.id
    standing = await stand(person, unit, seen, NOON)

    assert (standing.scores, standing.segment) == (None, None)
    assert standing.layer is Layer.LAPSING


async def test_who_bought_before_the_price_fell_is_offered_the_difference(unit, shop):
    shelf = tuple(offer for offer in shop.shelf if offer.kind is OfferKind.PRICE_PROTECTION)
    unit.imports.add_product("T1", {"name": "春茶", "price_fen": 15000})
    person = await bought(unit, shop, "laochen", days_ago=[5], items=of_product("T1"))
    choice = await offer_for(person.customer.id, unit, replace(shop, shelf=shelf), NOON)
    unit.imports.change_product("T1", {"price_fen": 20000})
    same = await offer_for(person.customer.id, unit, replace(shop, shelf=shelf), NOON)

    assert choice.offer is shelf[0]
    assert same.offer is None


async def test_who_refuses_personal_offers_gets_what_everybody_gets(unit, shop):
    person = (await bought(unit, shop, "laochen", days_ago=[200])).customer.id
    unit.customers.personalise(person, NOON, is_given=False, ground="关闭个性化推荐")
    refused = await offer_for(person, unit, shop, NOON)
    unit.customers.personalise(
        person, NOON + timedelta(minutes=1), is_given=True, ground="开启个性化推荐"
    )

    assert "nothing_personal" in {reason.code for reason in refused.reasons}
    allowed = await offer_for(person, unit, shop, NOON)
    assert "nothing_personal" not in {reason.code for reason in allowed.reasons}


async def test_an_arm_is_dealt_once_even_if_the_control_share_changes(unit, shop):
    person = (await bought(unit, shop, "laochen", days_ago=[200])).customer.id
    await discount_for(person, unit, replace(shop, control_share=0.9999), NOON)
    later = NOON + timedelta(days=400)

    assert await discount_for(person, unit, shop, later) == ""


async def test_an_offer_rests_for_who_went_without_it_as_for_who_got_it(unit, shop):
    shelf = only(shop, OfferKind.COUPON, cool_down_days=10)
    person = (await bought(unit, shop, "laochen", days_ago=[100])).customer.id
    left_out = replace(shop, shelf=shelf, control_share=0.9999)
    await discount_for(person, unit, left_out, NOON)

    assert (await offer_for(person, unit, left_out, NOON + timedelta(days=1))).offer is None


async def test_a_returning_buyer_who_asks_for_something_cheaper_is_not_put_off_with_a_kindness(
    unit, shop
):
    person = (await bought(unit, shop, "laochen", days_ago=[50, 150, 400])).customer.id
    unasked = await offer_for(person, unit, shop, NOON)

    assert not unasked.offer.is_discount
    assert await discount_for(person, unit, shop, NOON)
