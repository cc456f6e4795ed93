"""A WeChat in memory: for the demo, and for every test."""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import get_args

from bot.actions import PublishPost, SendText, SendToGroup
from bot.errors import PlatformError, PoisonEvent
from bot.events import Event, MessageKind, MessageReceived
from bot.platforms import Outgoing, Sent
from bot.records import Arrival

ACCOUNT = "sandbox"
EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}


@dataclass
class Sandbox:
    """One account whose customers, groups and timeline live in this process."""

    account: str = ACCOUNT
    delivered: list[Outgoing] = field(default_factory=list)
    """Everything that reached somebody, in order: the witness of what was sent."""
    faults: deque[PlatformError] = field(default_factory=deque)
    """What the next calls end with, instead of a yes."""
    watchers: list[Callable[[Outgoing], None]] = field(default_factory=list)

    def parse(self, raw: str) -> Event:
        """Read an event as `arrival_of` wrote it."""
        try:
            content = json.loads(raw)
            kind = EVENTS[content.pop("event")]
            content["at"] = datetime.fromisoformat(content["at"])
            if kind is MessageReceived:
                content["kind"] = MessageKind(content["kind"])
            return kind(**content)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PoisonEvent(f"not a sandbox event: {type(error).__name__}") from None

    async def send(self, action: Outgoing) -> Sent:
        """Deliver at once, or end as the next fault says."""
        if self.faults:
            raise self.faults.popleft()
        self.delivered.append(action)
        for watcher in self.watchers:
            watcher(action)
        return Sent(receipt=f"sandbox-{len(self.delivered)}")

    def kinds(self) -> Sequence[type[Outgoing]]:
        """Everything can be done here."""
        return (SendText, SendToGroup, PublishPost)

    def texts_to(self, contact: str) -> list[str]:
        """List what a contact was sent."""
        return self.per_contact()[contact]

    def per_contact(self) -> dict[str, list[str]]:
        """List what each contact was sent."""
        texts: dict[str, list[str]] = defaultdict(list)
        for action in self.delivered:
            if isinstance(action, SendText):
                texts[action.contact].append(action.text)
        return texts


def arrival_of(event: Event, key: str, received_at: datetime) -> Arrival:
    """Write an event down as this platform would bring it."""
    content = asdict(event) | {"event": type(event).__name__, "at": event.at.isoformat()}
    raw = json.dumps(content, ensure_ascii=False)
    return Arrival(event.account, key, raw, received_at)
