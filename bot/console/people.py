"""Who can be played, and who waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from bot.console.group_chats import CHAT, CHAT_NAME
from bot.console.words import moment_of, name_of
from bot.flows.standing import stand
from bot.records import Contact, FollowupKind
from bot.shop import Shop
from bot.store import Unit

NAMELESS = "没有昵称的客户"
FROM_GROUP = f"从{CHAT_NAME}来"


@dataclass(frozen=True, slots=True)
class Person:
    """A demo customer as the picker shows them."""

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
                FROM_GROUP if contact.customer.source == CHAT else contact.customer.source,
                name_of("layer", standing.layer),
                standing.layer,
                is_played=played is not None and contact.contact == played.contact,
            )
        )
    return tuple(people)


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
        Handover(
            followup.id,
            names.get(followup.contact, NAMELESS),
            followup.contact,
            followup.about or "发来一张图片",
            moment_of(shop.local(followup.due_at), shop.date_of(now)),
        )
        for followup in waiting
    )
