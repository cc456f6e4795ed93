"""Where a customer stands today, and what that bears on: the offer, and whether we may write."""

from datetime import datetime

from bot.records import OutboxItem
from bot.shop import Shop
from bot.store import Unit
from persona.manners import Contactability
from tagging.layering import Layer, Standing, standing_of
from tagging.offers import OfferChoice, choose_offer


async def stand(customer: str, unit: Unit, shop: Shop, now: datetime) -> Standing:
    """Place a customer in their layer as of today."""
    state = await unit.purchases.state_of(customer)
    return standing_of(customer, state, shop.date_of(now), shop.layer_rules)


async def offer_for(customer: str, unit: Unit, shop: Shop, now: datetime) -> OfferChoice:
    """Choose what this customer may be given today, and why."""
    standing = await stand(customer, unit, shop, now)
    return choose_offer(standing, shop.shelf, shop.date_of(now))


async def contactability_of(
    item: OutboxItem, unit: Unit, shop: Shop, now: datetime
) -> Contactability:
    """Say what bears on whether this message may still go to its customer."""
    return await reach_of(str(item.customer), (item.account, item.target), unit, shop, now)


async def reach_of(
    customer: str, at: tuple[str, str], unit: Unit, shop: Shop, now: datetime
) -> Contactability:
    """Say what bears on whether we may write to a customer `at` (an account, a contact of it)."""
    contacts = await unit.customers.load([at])
    standing = await stand(customer, unit, shop, now)
    contact = contacts[0] if contacts else None
    return Contactability(
        opted_out=contact is not None and contact.customer.opted_out_at is not None,
        has_open_complaint=contact is not None and contact.customer.complained_at is not None,
        is_recent_buyer=standing.layer is Layer.RECENT_BUYER,
        is_followed=contact is not None and contact.is_following,
    )
