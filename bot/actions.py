"""What goes out: decided, committed to the outbox, and not yet done."""

from dataclasses import dataclass
from datetime import datetime

from persona.manners import TOUCHES, Purpose, TouchKind

__all__ = ["Action", "PublishPost", "Purpose", "Reply", "SendText", "SendToGroup", "TouchKind"]


class _Touching:
    """Something that reaches somebody: which kind of touch it is says why."""

    __slots__ = ()
    touch: TouchKind

    @property
    def purpose(self) -> Purpose:
        """Why it is sent."""
        return TOUCHES[self.touch].purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(_Touching):
    """Answer the event at hand, through the platform that brought it."""

    customer: str
    account: str
    contact: str
    text: str
    touch: TouchKind = TouchKind.ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText(_Touching):
    """Write to one customer."""

    customer: str
    account: str
    contact: str
    text: str
    touch: TouchKind
    key: str
    """Unique for ever: the same promise is never sent twice (`followup:<id>`)."""
    since: datetime | None = None
    """When it was due: whether it is too late counts from here (None: from its cause)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToGroup(_Touching):
    """Write into a group chat."""

    account: str
    chat: str
    text: str
    touch: TouchKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPost(_Touching):
    """Put a post on the persona's moments timeline."""

    account: str
    post: str
    text: str
    key: str
    touch: TouchKind = TouchKind.POST
    pictures: tuple[str, ...] = ()
    video: str = ""
    link: str = ""
    link_title: str = ""
    """It shows pictures, or a video, or a link."""
    visible_to: tuple[str, ...] = ()
    """The tags and layers of those who may see it; empty: everybody."""
    since: datetime | None = None


Action = Reply | SendText | SendToGroup | PublishPost
