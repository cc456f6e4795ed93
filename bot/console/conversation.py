"""The phone: what was said by both sides, and what became of each word of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.console.words import MESSAGE_KINDS, OUTBOX_STATES, UNCERTAIN, moment_of, sentence_of
from bot.records import Contact, Direction, Message, OutboxItem, OutboxState
from bot.shop import Shop
from bot.store import Unit

LONGEST = 40
WITH_REASON = frozenset(
    {
        OutboxState.DUE,
        OutboxState.FAILED,
        OutboxState.MISSED,
        OutboxState.SILENCED,
        OutboxState.BY_HAND,
    }
)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the phone; `state`, `badge` and `note` only for ours."""

    text: str
    when: str
    is_ours: bool
    state: str = ""
    badge: str = ""
    note: str = ""


async def read_bubbles(
    contact: Contact, unit: Unit, shop: Shop, now: datetime
) -> tuple[Bubble, ...]:
    """Merge a customer's words with ours by time, the oldest first."""
    customer = contact.customer.id
    messages = await unit.messages.list_recent(customer, LONGEST)
    items = await unit.outbox.list_of(customer, LONGEST)
    return tuple(_merge(messages, items, shop, now))


def _merge(
    messages: Sequence[Message], items: Sequence[OutboxItem], shop: Shop, now: datetime
) -> list[Bubble]:
    today = shop.date_of(now)
    # A reply may fall into the very millisecond of its question and still stands below it.
    dated = [
        (message.at, 0, _said(message, moment_of(shop.local(message.at), today)))
        for message in messages
    ] + [
        (item.created_at, 1, _ours(item, moment_of(shop.local(item.created_at), today)))
        for item in reversed(items)
    ]
    dated.sort(key=lambda entry: entry[:2])
    return [bubble for _, _, bubble in dated[-LONGEST:]]


def _said(message: Message, when: str) -> Bubble:
    text = message.text or MESSAGE_KINDS.get(message.kind, "")
    return Bubble(text, when, is_ours=message.direction is Direction.OUT)


def _ours(item: OutboxItem, when: str) -> Bubble:
    note = sentence_of(item.because) if item.state in WITH_REASON else ""
    if item.state is OutboxState.UNCERTAIN:
        note = UNCERTAIN
    badge = OUTBOX_STATES[item.state]
    return Bubble(item.text, when, is_ours=True, state=item.state, badge=badge, note=note)
