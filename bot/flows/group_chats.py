"""Somebody joins or leaves a group chat."""

from bot.actions import Action, SendToGroup, TouchKind
from bot.events import MemberJoined, MemberLeft
from bot.shop import Shop
from bot.store import Unit


async def welcome_member(event: MemberJoined, unit: Unit, shop: Shop) -> list[Action]:
    """Greet a new member in the group; whoever is in it already is not greeted again."""
    contact = await unit.customers.meet(event, nickname=event.nickname, source=event.chat)
    if not await unit.group_chats.join(event, contact):
        return []
    name = event.nickname or contact.nickname
    source = contact.customer.source
    text = shop.say("welcome_group", source=source, 称呼=name, 群名=event.chat_name)
    return [
        SendToGroup(
            account=event.account,
            chat=event.chat,
            text=text,
            touch=TouchKind.GROUP_GREETING,
            key=f"joined:{event.cause}",
        )
    ]


async def note_leaving(event: MemberLeft, unit: Unit, shop: Shop) -> list[Action]:
    """Note that a member left."""
    del shop
    unit.group_chats.leave(event.account, event.chat, event.contact, event.at)
    return []
