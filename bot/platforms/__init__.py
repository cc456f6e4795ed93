"""The only rooms that speak WeChat: each turns payloads into events and actions into calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.actions import PublishPost, SendText, SendToGroup
from bot.events import Event

Outgoing = SendText | SendToGroup | PublishPost


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform's plain yes."""

    receipt: str = ""
    """What the platform calls the message (a message id), where it says so."""


class Platform(Protocol):
    """One account on one platform."""

    account: str

    def parse(self, raw: str) -> Event:
        """Turn a stored raw event into ours; raise PoisonEvent where it makes no sense."""
        ...

    async def send(self, action: Outgoing) -> Sent:
        """Do it once. Raise SendRefused, NotSent or OutcomeUnknown where it is no plain yes."""
        ...

    def kinds(self) -> Sequence[type[Outgoing]]:
        """Say which actions this platform can do; the others become a person's to-do."""
        ...
