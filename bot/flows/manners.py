"""May we speak to them now? What the store knows of them, put before the manners."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.flows.standing import stand
from bot.records import Contact, OutboxItem
from bot.shop import Shop
from bot.store import Unit
from bot.store.outbox import touch_of
from persona.manners import (
    TOUCHES,
    History,
    Message,
    Purpose,
    Touch,
    Verdict,
    digest_of,
    may_speak,
)
from tagging.layering import Layer

LEFT = History(is_following=False)
LONGEST = timedelta(days=31)
"""So far back budgets and caps look."""


async def ask(
    message: Message, at: tuple[str, str], unit: Unit, shop: Shop, now: datetime
) -> Verdict:
    """Ask whether a message may go to a contact `at` (an account, their name there) now."""
    history = History()
    if TOUCHES[message.kind].rules:
        contacts = await unit.customers.load([at])
        history = await history_of(contacts[0], unit, shop, now) if contacts else LEFT
    return may_speak(message, history, now, shop.manner_rules)


async def ask_of_many(
    message: Message, item: OutboxItem, unit: Unit, shop: Shop, now: datetime
) -> Verdict:
    """Ask whether a post, or a word into a group chat, may go out now."""
    history = History()
    if item.kind == "group" and TOUCHES[message.kind].rules:
        items = await unit.outbox.list_to_group(item.account, item.target, _since(shop, now))
        history = History(touches=_touches(items))
    return may_speak(message, history, now, shop.manner_rules)


async def history_of(contact: Contact, unit: Unit, shop: Shop, now: datetime) -> History:
    """Say what bears on whether we may write to a contact."""
    customer = contact.customer
    standing = await stand(customer.id, unit, shop, now)
    refused = await unit.customers.refused_by(customer.id)
    refunds = (customer.refund_at, await unit.purchases.refunded_at(customer.id))
    return History(
        opted_out=frozenset(purpose for purpose in Purpose if purpose in refused),
        is_following=contact.is_following,
        is_minor=customer.is_minor,
        has_open_complaint=customer.complained_at is not None,
        refund_at=max((at for at in refunds if at), default=None),
        protected_until=standing.protected_until if standing.layer is Layer.RECENT_BUYER else None,
        touches=_touches(await unit.outbox.list_to(customer.id, _since(shop, now))),
        zone=ZoneInfo(customer.zone) if customer.zone else None,
    )


def _since(shop: Shop, now: datetime) -> datetime:
    return now - max(LONGEST, timedelta(days=shop.manner_rules.same_text_days))


def _touches(items: Iterable[OutboxItem]) -> tuple[Touch, ...]:
    return tuple(
        Touch(touch_of(item), item.settled_at or item.created_at, digest_of(item.text))
        for item in items
    )
