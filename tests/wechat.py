"""The platform's side of a callback: what WeChat would send, and how it would read our answer.

It goes through wechatpy's own crypto, never through ours, so both sides are checked by each other.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from wechatpy.crypto import WeChatCrypto

from bot.platforms.wechat_crypto import Credentials

CREDENTIALS = Credentials(
    token="chestnut01", aes_key="Q2hlc3RudXRzQXJlUm9hc3RlZEluTm92ZW1iZXIxMjM", app_id="wx0c4e57"
)
NOW = datetime(2026, 1, 1, 7, 0, tzinfo=UTC)

_ANSWER = re.compile(
    r"<xml>\s*<Encrypt><!\[CDATA\[(?P<encrypt>.*)\]\]></Encrypt>\s*"
    r"<MsgSignature><!\[CDATA\[(?P<signature>.*)\]\]></MsgSignature>\s*"
    r"<TimeStamp>(?P<timestamp>.*)</TimeStamp>\s*"
    r"<Nonce><!\[CDATA\[(?P<nonce>.*)\]\]></Nonce>\s*</xml>"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST of the platform."""

    query: dict[str, str]
    body: bytes


def deliver(xml, credentials=CREDENTIALS, *, at=NOW, nonce="20260101"):
    """Encrypt and sign a callback; every call gives a new ciphertext, as the platform does."""
    timestamp = str(int(at.timestamp()))
    parts = _ANSWER.fullmatch(_crypto(credentials).encrypt_message(xml, nonce, timestamp))
    body = (
        f"<xml><ToUserName><![CDATA[gh_chestnut_shop]]></ToUserName>"
        f"<Encrypt><![CDATA[{parts['encrypt']}]]></Encrypt></xml>"
    )
    query = {
        "signature": "unused",
        "timestamp": timestamp,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": parts["signature"],
    }
    return Delivery(query, body.encode())


def open_answer(body, credentials=CREDENTIALS):
    """Check and decrypt our passive reply as the platform would; return its XML."""
    parts = _ANSWER.fullmatch(body.decode())
    return _crypto(credentials).decrypt_message(
        body, parts["signature"], parts["timestamp"], parts["nonce"]
    )


def text_message(content, *, contact="oChestnut_guest_01", message_id=25112233445566771, at=NOW):
    """Write the XML of a customer's text message."""
    return (
        f"<xml><ToUserName><![CDATA[gh_chestnut_shop]]></ToUserName>"
        f"<FromUserName><![CDATA[{contact}]]></FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{content.replace(']]>', ']]]]><![CDATA[>')}]]></Content>"
        f"<MsgId>{message_id}</MsgId></xml>"
    )


def event_message(event, *, contact="oChestnut_guest_01", at=NOW, **extra):
    """Write the XML of an event, its further fields by name."""
    fields = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in extra.items())
    return (
        f"<xml><ToUserName><![CDATA[gh_chestnut_shop]]></ToUserName>"
        f"<FromUserName><![CDATA[{contact}]]></FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[{event}]]></Event>{fields}</xml>"
    )


def _crypto(credentials):
    return WeChatCrypto(credentials.token, credentials.aes_key, credentials.app_id)
