"""What goes out: decided, committed to the outbox, and not yet done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why a message is sent; manners treat each differently."""

    ANSWER = "answer"  # the customer's own question: never silenced by hours or budgets
    SERVICE = "service"  # thanks, welcome, care: keeps quiet hours
    MARKETING = "marketing"  # keeps quiet hours, consent and the touch budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Answer the event at hand, through the platform that brought it."""

    customer: str
    account: str
    contact: str
    text: str
    purpose: Purpose = Purpose.ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText:
    """Write to one customer."""

    customer: str
    account: str
    contact: str
    text: str
    purpose: Purpose
    key: str
    """Unique for ever: the same promise is never sent twice (`followup:<id>`)."""
    since: datetime | None = None
    """When it was due: whether it is too late counts from here (None: from its cause)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToGroup:
    """Write into a group chat."""

    account: str
    chat: str
    text: str
    purpose: Purpose
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPost:
    """Put a post on the persona's moments timeline."""

    account: str
    post: str
    text: str
    key: str
    since: datetime | None = None


Action = Reply | SendText | SendToGroup | PublishPost
