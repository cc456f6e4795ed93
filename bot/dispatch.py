"""The table of contents: which flow answers which event."""

from typing import assert_never

from bot.actions import Action
from bot.events import (
    Event,
    Followed,
    MemberJoined,
    MemberLeft,
    MenuClicked,
    MessageReceived,
    Noticed,
    Unfollowed,
)
from bot.flows.contacts import point_the_way, say_goodbye, welcome
from bot.flows.conversation import answer
from bot.flows.group_chats import note_leaving, welcome_member
from bot.shop import Shop
from bot.store import Unit


async def dispatch(  # noqa: PLR0911 - a table of contents
    event: Event, unit: Unit, shop: Shop
) -> list[Action]:
    """Hand the event to the flow that tells its story, in the voice of the account's persona."""
    shop = shop.speaking_for(event.account)
    match event:
        case MessageReceived():
            return await answer(event, unit, shop)
        case Followed():
            return await welcome(event, unit, shop)
        case Unfollowed():
            return await say_goodbye(event, unit, shop)
        case MenuClicked():
            return await point_the_way(event, unit, shop)
        case MemberJoined():
            return await welcome_member(event, unit, shop)
        case MemberLeft():
            return await note_leaving(event, unit, shop)
        case Noticed():
            return []
        case _:
            assert_never(event)
