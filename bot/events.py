"""What comes in, in our own words: every platform's payload becomes one of these at the door."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a customer sent."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What every event tells: which account of ours, which contact of theirs, and when."""

    account: str
    contact: str
    at: datetime
    cause: str = ""
    """Which stored event told it; unique for ever, set by the worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Heard):
    """A customer said something; `text` is empty where there are no words."""

    kind: MessageKind
    text: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(Heard):
    """Somebody follows the account; `source` is the scene of the code that brought them."""

    source: str = ""
    nickname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed(Heard):
    """Somebody left the account; we may not write to them any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuClicked(Heard):
    """A follower clicked a menu entry or scanned a code of ours."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Heard):
    """Somebody joined a group chat."""

    chat: str
    chat_name: str = ""
    nickname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Heard):
    """Somebody left a group chat."""

    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed(Heard):
    """Something we know and need not act on (a page view, a location, a finished job)."""

    what: str


Event = MessageReceived | Followed | Unfollowed | MenuClicked | MemberJoined | MemberLeft | Noticed
