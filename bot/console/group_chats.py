"""The demo group: who is in it, and what was said there."""

from dataclasses import dataclass
from datetime import datetime

from bot.console.words import moment_of
from bot.shop import Shop
from bot.store import Unit

CHAT = "demo-group"
CHAT_NAME = "青禾老客群"


@dataclass(frozen=True, slots=True)
class GroupView:
    """The group chat; messages are (when, text), the oldest first."""

    name: str
    members: tuple[str, ...]
    messages: tuple[tuple[str, str], ...]


async def read_group(unit: Unit, shop: Shop, now: datetime, account: str) -> GroupView:
    """Read the demo group."""
    today = shop.date_of(now)
    sent = await unit.outbox.list_sent(account, "group")
    return GroupView(
        CHAT_NAME,
        tuple(await unit.group_chats.list_members(account, CHAT)),
        tuple(
            (moment_of(shop.local(item.created_at), today), item.text)
            for item in reversed(sent)
            if item.target == CHAT
        ),
    )
