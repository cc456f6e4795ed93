"""What the machine could not settle: a person should have a look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.console.words import OUTBOX_STATES, moment_of, seen_by, sentence_of
from bot.records import OutboxState
from bot.shop import Shop
from bot.store import Unit

ASKING = (OutboxState.UNCERTAIN, OutboxState.BY_HAND, OutboxState.FAILED, OutboxState.MISSED)
MOST = 5


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at."""

    what: str
    text: str
    why: str
    when: str
    goes_with: str = ""
    """What a post shows beside its text, for who puts it out by hand."""


async def read_attention(unit: Unit, shop: Shop, now: datetime) -> tuple[Attention, ...]:
    """Read the newest messages that ask for a person, and events nobody could read."""
    today = shop.date_of(now)
    found = []
    for state in ASKING:
        for item in await unit.outbox.list_in(state, MOST):
            when = moment_of(shop.local(item.settled_at or item.created_at), today)
            why = sentence_of(item.because)
            with_it = _goes_with(item.content or {})
            found.append(Attention(OUTBOX_STATES[state], item.text, why, when, with_it))
    for event in await unit.inbox.list_parked(MOST):
        when = moment_of(shop.local(event.received_at), today)
        found.append(Attention("读不懂的事件", f"{event.account} #{event.id}", event.reason, when))
    return tuple(found)


def _goes_with(content: Mapping[str, Any]) -> str:
    """Name the pictures, video or link of a post, and who may see it."""
    named = {
        "配图": "、".join(content.get("pictures", ())),
        "视频": content.get("video", ""),
        "链接": content.get("link", ""),
        "只给这些客户看": seen_by(content.get("visible_to", ())),
    }
    return "；".join(f"{name}：{value}" for name, value in named.items() if value)
