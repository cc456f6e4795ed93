"""Where a customer stands today, and what they may be given."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.errors import NothingThere
from bot.flows.portraits import rates_of
from bot.shop import Shop
from bot.store import Unit
from bot.store.assignments import Meant
from tagging.bought.cycles import cycle_of, protected_until
from tagging.holdout import CONTROL, group_of, holdout_salt, is_held_out
from tagging.layering import Standing, standing_of
from tagging.offered.price_protection import PriceFall, falls_of
from tagging.offered.worth import given_fen
from tagging.offers import Offer, OfferChoice, OfferKind, choose_offer
from tagging.purchases import PurchaseState
from tagging.scores import score_one

NOBODY = "没有这位客户：{customer}。"


async def stand(customer: str, unit: Unit, shop: Shop, now: datetime) -> Standing:
    """Place a customer in their layer as of today."""
    return place(customer, await unit.purchases.state_of(customer), shop, shop.date_of(now))


def place(customer: str, state: PurchaseState | None, shop: Shop, today: date) -> Standing:
    """Place a customer among the others, as the last portrait shows them."""
    seen, scores, cycle_days = shop.portrait, None, None
    if seen and seen.cuts.money and state and state.orders:
        scores = score_one(customer, state, seen.day, seen.cuts)
        cycle_days = cycle_of(state.span_days, state.gaps, seen.shop_days)
    return standing_of(
        customer,
        state,
        today,
        shop.layer_rules,
        scores=scores,
        cycle_days=cycle_days,
        is_held_out=is_held_out(customer, holdout_salt(today), shop.holdout_share),
    )


async def offer_for(
    customer: str, unit: Unit, shop: Shop, now: datetime, *, cheaper: bool = False
) -> OfferChoice:
    """Choose what this customer may be given today, and why; NothingThere of a stranger.

    Where they ask for something `cheaper`, thanks and coupons for friends are no answer. What they
    were meant for today is still theirs: whoever asks again is told the same. Afterwards it rests,
    also for those who went without it, or the next offer would be counted as its effect.
    """
    wants_personal = await unit.purchases.wish_of(customer)
    if wants_personal is None:
        raise NothingThere(NOBODY.format(customer=customer))
    state, today = await unit.purchases.state_of(customer), shop.date_of(now)
    meant = await unit.assignments.meant_for(customer)
    days = {name: {shop.date_of(one.at) for one in ones} for name, ones in meant.items()}
    theirs = {name for name, ones in meant.items() if _had_today(ones, today, shop)}
    left = await _left_of(shop, unit, theirs)
    return choose_offer(
        place(customer, state, shop, today),
        [offer for offer in left if offer.is_discount or not cheaper],
        today,
        await _protections(customer, state, unit, shop),
        policy=shop.policy,
        rates=rates_of(shop.portrait.arms) if shop.portrait else {},
        given={name: sorted(those - {today}) for name, those in days.items()},
        falls=await _falls(customer, state, unit, shop, today),
        wants_personal=wants_personal,
    )


def _had_today(ones: Sequence[Meant], today: date, shop: Shop) -> bool:
    return any(shop.date_of(one.at) == today and one.arm != CONTROL for one in ones)


async def discount_for(customer: str, unit: Unit, shop: Shop, now: datetime) -> str:
    """Give the title of the discount this customer gets who asks for one, and note it.

    Of those meant for a discount the control group goes without, so that its effect can be told.
    """
    choice = await offer_for(customer, unit, shop, now, cheaper=True)
    if choice.offer is None or not choice.offer.is_discount:
        return ""
    arm = await arm_of(customer, choice.offer, unit, shop)
    layer = (await stand(customer, unit, shop, now)).layer
    unit.assignments.add(customer, choice, layer, now, day=shop.date_of(now), arm=arm)
    return "" if arm == CONTROL else choice.offer.title


async def arm_of(customer: str, offer: Offer, unit: Unit, shop: Shop) -> str:
    """Name the arm of an offer that a customer was dealt into, once and for good."""
    meant = await unit.assignments.meant_for(customer)
    before = [one.arm for one in meant.get(offer.name, ())]
    return before[0] if before else group_of(customer, offer.name, shop.control_share)


async def _left_of(shop: Shop, unit: Unit, theirs: Collection[str]) -> Sequence[Offer]:
    """Give the shelf with what is left of stock and budget; what is `theirs` is still there."""
    scarce = {o.name for o in shop.shelf if o.stock is not None or o.budget_fen is not None}
    if not scarce:
        return shop.shelf
    counts = await unit.assignments.counts_of(scarce)
    return [
        _less(offer, counts.get(offer.name, 0) - (offer.name in theirs), shop)
        for offer in shop.shelf
    ]


def _less(offer: Offer, count: int, shop: Shop) -> Offer:
    stock, budget_fen = offer.stock, offer.budget_fen
    spent_fen = int(count * given_fen(offer, shop.policy))
    return replace(
        offer,
        stock=None if stock is None else max(0, stock - count),
        budget_fen=None if budget_fen is None else max(0, budget_fen - spent_fen),
    )


async def _protections(
    customer: str, state: PurchaseState | None, unit: Unit, shop: Shop
) -> dict[str, date]:
    """Say until when this customer is spared discounts on the very things they bought."""
    things = _things_of(shop.shelf)
    if not things or state is None:
        return {}
    bought = await unit.purchases.bought_of(customer, things)
    at_least = shop.layer_rules.product_protection_days
    return {
        thing: protected_until(own.last_day, _cycle_of(own, thing, shop), at_least)
        for thing, own in bought.items()
        if own.last_day
    }


def _cycle_of(own: PurchaseState, thing: str, shop: Shop) -> float:
    seen, default_days = shop.portrait, shop.layer_rules.default_cycle_days
    usual_days = seen.usual_days.get(thing, seen.shop_days) if seen else default_days
    return cycle_of(own.span_days, own.gaps, usual_days)


async def _falls(
    customer: str, state: PurchaseState | None, unit: Unit, shop: Shop, today: date
) -> tuple[PriceFall, ...]:
    """Find what this customer paid more for, a few days ago, than it costs today."""
    since = today - timedelta(days=shop.policy.price_protection_days)
    is_recent = state is not None and state.last_day is not None and state.last_day >= since
    if not is_recent or all(o.kind is not OfferKind.PRICE_PROTECTION for o in shop.shelf):
        return ()
    paid = await unit.purchases.paid_since(customer, since)
    return falls_of((one for one, _ in paid), {one.product: price for one, price in paid})


def _things_of(shelf: Collection[Offer]) -> frozenset[str]:
    """Name the products and categories that discounts are bound to."""
    bound = (offer.products | offer.categories for offer in shelf if offer.is_discount)
    return frozenset().union(*bound)
