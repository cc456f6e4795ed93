"""What the machine could not settle: a person should have a look."""

from dataclasses import dataclass
from datetime import datetime

from bot.console.words import OUTBOX_STATES, moment_of, sentence_of
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


async def read_attention(unit: Unit, shop: Shop, now: datetime) -> tuple[Attention, ...]:
    """Read the newest messages that ask for a person, and events nobody could read."""
    today = shop.date_of(now)
    found = []
    for state in ASKING:
        for item in await unit.outbox.list_in(state, MOST):
            when = moment_of(shop.local(item.settled_at or item.created_at), today)
            why = sentence_of(item.because)
            found.append(Attention(OUTBOX_STATES[state], item.text, why, when))
    for event in await unit.inbox.list_parked(MOST):
        when = moment_of(shop.local(event.received_at), today)
        found.append(Attention("读不懂的事件", f"{event.account} #{event.id}", event.reason, when))
    return tuple(found)
