"""Who can be played, and who waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from bot.console.group_chats import CHAT, CHAT_NAME
from bot.console.words import STANCES, moment_of, name_of
from bot.flows.standing import stand
from bot.records import Contact, Followup, FollowupKind
from bot.shop import Shop
from bot.store import Unit
from persona.scripts import find_script
from persona.variables import fill
from tagging.layering import Standing
from tagging.purchases import PurchaseState

NAMELESS = "没有昵称的客户"
FROM_GROUP = f"从{CHAT_NAME}来"
RECENTLY = ("今天", "昨天")


@dataclass(frozen=True, slots=True)
class Person:
    """A demo customer as the picker shows them; the story is how they have bought so far."""

    contact: str
    name: str
    story: str
    layer: str
    layer_code: str
    is_played: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """A conversation that waits for a member of staff."""

    id: str
    name: str
    contact: str
    about: str
    since: str
    note: str
    """What a colleague needs to know: who, which concern, their words, and what we said."""


def called(contact: Contact) -> str:
    """Give the name under which a contact is shown."""
    return contact.nickname or contact.customer.name or NAMELESS


async def read_people(
    played: Contact | None, unit: Unit, shop: Shop, now: datetime, account: str
) -> tuple[Person, ...]:
    """List the customers of the demo, each with the layer of today."""
    contacts = await unit.customers.list_contacts(account)
    if played is not None and played.contact not in {each.contact for each in contacts}:
        contacts.append(played)
    await unit.purchases.load([contact.customer.id for contact in contacts])
    people = []
    for contact in contacts:
        standing = await stand(contact.customer.id, unit, shop, now)
        people.append(
            Person(
                contact.contact,
                called(contact),
                _story(standing, await unit.purchases.state_of(contact.customer.id), contact),
                name_of("layer", standing.layer),
                standing.layer,
                is_played=played is not None and contact.contact == played.contact,
            )
        )
    return tuple(people)


def _story(standing: Standing, state: PurchaseState | None, contact: Contact) -> str:
    """Tell from the orders of today, because a text written once is false the day after."""
    days = standing.recency_days
    if state is None or days is None:
        bought = "还没买过"
    else:
        when = RECENTLY[days] if 0 <= days < len(RECENTLY) else f"{days} 天前"
        bought = f"{when}买过 · {state.orders} 单"
    return f"{FROM_GROUP} · {bought}" if contact.customer.source == CHAT else bought


async def read_handovers(
    unit: Unit, shop: Shop, now: datetime, account: str
) -> tuple[Handover, ...]:
    """List the conversations of this account that wait for a person, the oldest first."""
    waiting = [
        followup
        for followup in await unit.followups.list_waiting(FollowupKind.HAND_OVER)
        if followup.account == account
    ]
    contacts = await unit.customers.load({(account, followup.contact) for followup in waiting})
    names = {contact.contact: called(contact) for contact in contacts}
    return tuple(
        [
            Handover(
                followup.id,
                names.get(followup.contact, NAMELESS),
                followup.contact,
                followup.about or "发来一张图片",
                moment_of(shop.local(followup.due_at), shop.date_of(now)),
                await _note(followup, names.get(followup.contact, ""), unit, shop),
            )
            for followup in waiting
        ]
    )


async def _note(followup: Followup, name: str, unit: Unit, shop: Shop) -> str:
    """Word a hand-over from what was heard and said since a person was called."""
    since, customer = followup.due_at, followup.customer
    tags = [tag for tag in await unit.tags.of(customer) if tag.last_seen >= since]
    said = [item.text for item in await unit.outbox.list_of(customer) if item.created_at >= since]
    worry = max(tags, key=lambda tag: tag.last_seen, default=None)
    told = {
        "客户": name,
        "关注点": worry.concern if worry else "",
        "立场": STANCES[worry.stance] if worry else "",
        "原话": followup.about,
        "承诺": said[0] if said else "",
    }
    return fill(find_script(shop.scripts, "hand_over_note").answers[0], shop.persona, told)
