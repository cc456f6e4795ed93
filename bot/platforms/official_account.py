"""公众号: a callback's XML becomes one of our events, a message of ours a customer message."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypedDict

from wechatpy.events import EVENT_TYPES
from wechatpy.messages import MESSAGE_TYPES

from bot.actions import SendText
from bot.errors import PoisonEvent, SendRefused
from bot.events import (
    Event,
    Followed,
    MenuClicked,
    MessageKind,
    MessageReceived,
    Noticed,
    Unfollowed,
)
from bot.platforms import Outgoing, Sent
from bot.platforms.wechat_api import WeChatApi
from bot.platforms.wechat_crypto import Credentials
from bot.platforms.wechat_xml import Message, read_message, shorten, write_text_reply

_MESSAGE_ID = re.compile(r"0*([1-9][0-9]{0,19})")
_CREATED = re.compile(r"[1-9][0-9]{0,9}")
_CONTACT_CHARACTERS = 64

# Known to the platform, younger than the library.
_YOUNGER_EVENTS = frozenset({"publishjobfinish", "view_miniprogram", "subscribe_msg_sent_event"})
_KNOWN_EVENTS = _YOUNGER_EVENTS | frozenset(EVENT_TYPES)


class _Heard(TypedDict):
    account: str
    contact: str
    at: datetime


def event_key(xml: str, message: Message | None) -> str:
    """Name a callback so that its repeated delivery gets the same name.

    Events carry no `MsgId`, and two of one contact may share a second, so those are named by the
    hash of the decrypted XML; so is what cannot be read (`message` is None).
    """
    given = message.get("MsgId") if message else None
    found = _MESSAGE_ID.fullmatch(given) if isinstance(given, str) else None
    if found:
        return f"msg:{found[1]}"
    return f"sha256:{hashlib.sha256(xml.encode(errors='surrogatepass')).hexdigest()}"


def answer_to(raw: str, text: str, at: datetime) -> str:
    """Write the passive reply to a stored callback: sender and receiver change places.

    Raise PoisonEvent where the callback names none of them.
    """
    message = read_message(raw)
    to, from_ = _text(message, "FromUserName"), _text(message, "ToUserName")
    return write_text_reply(to, from_, text, int(at.timestamp()))


class OfficialAccount:
    """One official account, as the shell speaks to it."""

    def __init__(self, account: str, credentials: Credentials, api: WeChatApi) -> None:
        self.account = account
        self.credentials = credentials
        self._api = api

    def kinds(self) -> Sequence[type[Outgoing]]:
        """Say that this platform sends texts to single followers; the rest is a person's to-do."""
        return (SendText,)

    async def send(self, action: Outgoing) -> Sent:
        """Send a customer message once.

        Raise SendRefused, NotSent or OutcomeUnknown where the platform gave no plain yes.
        """
        if not isinstance(action, SendText):
            raise SendRefused(f"an official account cannot do {type(action).__name__}")
        return await self._api.send_text(action.contact, action.text)

    def parse(self, raw: str) -> Event:
        """Turn a stored callback into our event; PoisonEvent names the field at fault."""
        return self.event_of(read_message(raw))

    def event_of(self, message: Message) -> Event:
        """Turn the fields of a callback into our event; PoisonEvent names the field at fault."""
        _text(message, "ToUserName")  # without it nobody could answer
        kind = _text(message, "MsgType").lower()
        heard = _Heard(account=self.account, contact=_contact_of(message), at=_created_of(message))
        if kind == "event":
            return _event_of(message, heard)
        if kind in MESSAGE_TYPES:
            return _message_of(message, kind, heard)
        raise PoisonEvent(f"MsgType is unknown: {shorten(kind)}")


def _message_of(message: Message, kind: str, heard: _Heard) -> MessageReceived:
    media = _text_or(message, "MediaId")
    match kind:
        case "text":
            return MessageReceived(
                **heard, kind=MessageKind.TEXT, text=_present(message, "Content")
            )
        case "image":
            return MessageReceived(**heard, kind=MessageKind.IMAGE, media=media)
        case "voice":
            words = _text_or(message, "Recognition")
            return MessageReceived(**heard, kind=MessageKind.VOICE, text=words, media=media)
        case _:
            return MessageReceived(**heard, kind=MessageKind.OTHER, media=media)


def _event_of(message: Message, heard: _Heard) -> Event:
    event = _text(message, "Event").lower()
    match event:
        case "subscribe":
            scene = _text_or(message, "EventKey").removeprefix("qrscene_")
            return Followed(**heard, source=scene)
        case "unsubscribe":
            return Unfollowed(**heard)
        case "scan" | "click":
            return MenuClicked(**heard, key=_text(message, "EventKey"))
        case _ if event in _KNOWN_EVENTS:
            return Noticed(**heard, what=event)
        case _:
            raise PoisonEvent(f"Event is unknown: {shorten(event)}")


def _contact_of(message: Message) -> str:
    contact = _text(message, "FromUserName")
    if len(contact) > _CONTACT_CHARACTERS:
        raise PoisonEvent(f"FromUserName is longer than {_CONTACT_CHARACTERS}: {shorten(contact)}")
    return contact


def _created_of(message: Message) -> datetime:
    created = _text(message, "CreateTime")
    if not _CREATED.fullmatch(created):
        raise PoisonEvent(f"CreateTime is not a time: {shorten(created)}")
    return datetime.fromtimestamp(int(created), UTC)


def _text(message: Message, name: str) -> str:
    """Return a field that must say something."""
    value = _present(message, name).strip()
    if not value:
        raise PoisonEvent(f"{name} is empty")
    return value


def _text_or(message: Message, name: str) -> str:
    """Return a field that may be missing or empty."""
    return _present(message, name).strip() if name in message else ""


def _present(message: Message, name: str) -> str:
    """Return a field as it stands; it must be there, and be text."""
    value = message.get(name)
    if value is None:
        raise PoisonEvent(f"{name} is missing")
    if not isinstance(value, str):
        raise PoisonEvent(f"{name} is not text")
    return value
