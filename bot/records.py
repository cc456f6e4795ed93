"""What is remembered: the values that leave the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Who spoke."""

    IN = "in"
    OUT = "out"


class InboxState(StrEnum):
    """What became of a stored event."""

    NEW = "new"
    DONE = "done"
    PARKED = "parked"


class OutboxState(StrEnum):
    """What became of a message of ours."""

    DUE = "due"  # waits for its time and for the delivery
    SENDING = "sending"  # the intent is committed, the call is under way
    SENT = "sent"  # the platform said yes
    ANSWERED = "answered"  # handed back in the response to its own callback
    FAILED = "failed"  # the platform said no: certainly not sent
    UNCERTAIN = "uncertain"  # nobody answered: a person decides, the machine never repeats it
    MISSED = "missed"  # its time passed while it had to wait
    SILENCED = "silenced"  # manners forbade it
    BY_HAND = "by_hand"  # no way to do it by machine: a to-do for a person, with the copy at hand


class FollowupKind(StrEnum):
    """What was promised."""

    CARE = "care"  # the machine asks whether the worry was solved
    HAND_OVER = "hand_over"  # a person takes the conversation over


class FollowupState(StrEnum):
    """What became of a promised word."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    DROPPED = "dropped"


class PostState(StrEnum):
    """What became of a moments post."""

    DRAFT = "draft"
    APPROVED = "approved"
    QUEUED = "queued"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Customer:
    """A person we serve."""

    id: str
    name: str = ""
    source: str = ""
    opted_out_at: datetime | None = None
    complained_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as one account of ours knows them."""

    account: str
    contact: str
    customer: Customer
    nickname: str = ""
    is_following: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was said; `origin` says by which event or outbox row, and is unique."""

    customer: str
    account: str
    direction: Direction
    kind: str
    text: str
    at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class Followup:
    """A later word we promised ourselves."""

    id: str
    customer: str
    account: str
    contact: str
    kind: FollowupKind
    about: str
    due_at: datetime
    state: FollowupState = FollowupState.OPEN


@dataclass(frozen=True, slots=True)
class Post:
    """A moments post, planned or past."""

    id: str
    account: str
    material: str
    product: str
    dimension: str
    kind: str
    text: str
    due_at: datetime
    state: PostState
    because: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A genuine event at the door; `reason` says why it cannot be understood, if it cannot."""

    account: str
    key: str
    raw: str
    received_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event that is kept."""

    id: int
    account: str
    key: str
    raw: str
    received_at: datetime
    state: InboxState
    reason: str = ""
    is_first: bool = True
    """False where the same event had been kept before."""


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A message of ours on its way."""

    id: str
    key: str
    kind: str
    account: str
    target: str
    customer: str | None
    purpose: str
    text: str
    state: OutboxState
    created_at: datetime
    due_at: datetime
    expires_at: datetime
    tries: int = 0
    because: Mapping[str, object] | None = None
    receipt: str = ""
    settled_at: datetime | None = None
