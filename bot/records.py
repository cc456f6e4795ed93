"""What is remembered: the values that leave the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tagging.changes import LexiconChange
from tagging.review import Claim, DecisionKind
from tagging.scores import CutPoints


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
    SOLVED = "solved"  # the machine tells who asked that there is an answer now


class FollowupState(StrEnum):
    """What became of a promised word."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    DROPPED = "dropped"


class Origin(StrEnum):
    """What a finding was found in."""

    MESSAGE = "message"
    REVIEW = "review"


class ProposalState(StrEnum):
    """What became of a change to the words."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class CandidateState(StrEnum):
    """What an operator did with a concern that nobody had listed."""

    ACCEPTED = "accepted"  # it is a concern of its own now
    MERGED = "merged"  # it is a word of a known concern now
    DISMISSED = "dismissed"  # it is none, and is not shown again


@dataclass(frozen=True, slots=True)
class Customer:
    """A person we serve."""

    id: str
    name: str = ""
    source: str = ""
    opted_out_at: datetime | None = None
    """Since when they refuse marketing; the store knows what else they refuse."""
    complained_at: datetime | None = None
    refund_at: datetime | None = None
    is_minor: bool = False
    zone: str = ""
    """Their own time zone; empty: the shop's."""


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
    content: Mapping[str, Any] | None = None
    """What goes with the text: a post's pictures, video, link, and who may see it."""
    touch: str | None = None
    """Which kind of touch; None from before there were kinds."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who decides, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Where words stand: in what, whose they are, of what, and when they were said."""

    origin: Origin
    id: str
    at: datetime
    category: str
    customer: str | None = None
    product: str = ""
    is_returning: bool | None = None
    """Whether they had paid before what they write about; None where nobody knows whose it is."""


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding that is kept, with the whole text in which it stands."""

    id: str
    said: Said
    claim: Claim
    clause: str
    rule: str
    confidence: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings are asked for; what is empty does not matter."""

    category: str = ""
    product: str = ""
    concern: str = ""
    stance: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finding that waits for a person, for itself and for others of the same words."""

    finding: KeptFinding
    others: int
    priority: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person did with a finding, and what was held before and after."""

    id: str
    finding: str
    kind: DecisionKind
    signed: Signed
    before: Claim
    after: Claim


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to the words that somebody proposed, and what became of it."""

    id: str
    change: LexiconChange
    state: ProposalState
    signed: Signed
    finding: str | None = None
    settled: Signed | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an operator made of a candidate, and into which concern it went."""

    term: str
    state: CandidateState
    concern: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer that settles a concern (of a product, of a category, or everywhere)."""

    id: str
    concern: str
    answer: str
    signed: Signed
    product: str = ""
    category: str = ""
    script: Mapping[str, object] | None = None
    """The script that was put on the shelf for it."""


@dataclass(frozen=True, slots=True)
class HeardSoFar:
    """How much of a chat log became suggestions: blocks of the file, its rows, its messages."""

    blocks: int = 0
    rows: int = 0
    messages: int = 0

    def after(self, rows: int, messages: int) -> "HeardSoFar":
        """Count one more block."""
        return HeardSoFar(self.blocks + 1, self.rows + rows, self.messages + messages)


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model as it is kept: one blob, and the numbers that say who is in charge."""

    category: str
    at: datetime
    decided: int
    """How many findings people had decided by then."""
    examples: int
    in_charge: str
    charge: Mapping[str, object]
    data: bytes


@dataclass(frozen=True, slots=True)
class ArmCount:
    """Of the customers of a layer who were meant for an offer in one arm, how many bought then."""

    offer: str
    arm: str
    layer: str
    customers: int
    bought: int


@dataclass(frozen=True, slots=True)
class NaturalCount:
    """Of the buyers who stood in a tier on a past day, how many bought within so many days."""

    tier: str
    within_days: int
    bought: int
    of: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """What one day knows of all customers together, so that each can be placed alone."""

    day: date
    cuts: CutPoints
    shop_days: float
    """The shop's usual days between two orders."""
    layers: Mapping[str, int]
    tiers: Mapping[str, int]
    natural: tuple[NaturalCount, ...] = ()
    usual_days: Mapping[str, float] = field(default_factory=dict)
    """The same of the products and categories that offers are bound to."""
    arms: tuple[ArmCount, ...] = ()
    """What offers did, as far as whole windows tell."""
