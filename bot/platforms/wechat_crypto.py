"""The door of every WeChat callback: who sent it, when, for whom, and what it says.

wechatpy brings the cipher, the signature and the padding; this guard adds what it leaves out:
comparison in constant time, a time window, strict padding, and one kind of refusal.

Reasons of a refusal: `size` `parameter` `envelope` `signature` `stale` `cipher` `padding` `length`
`receiver` `encoding` `echo`.
"""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus

from multidict import MultiMapping
from wechatpy.crypto.base import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder
from wechatpy.utils import WeChatSigner

from bot.errors import CallbackRefused, ConfigError, PoisonEvent
from bot.platforms.limits import LIMITS
from bot.platforms.wechat_xml import clean_text, read_tree

CLOCK_SKEW = timedelta(seconds=LIMITS.clock_skew_seconds)

_BLOCK = 32
_RANDOM = 16
_HEAD = _RANDOM + 4  # the random bytes and the length of the message

_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_SECONDS = re.compile(r"[0-9]{1,12}")
_ECHO = re.compile(r"[\w.+/=~:-]{1,512}")  # nothing a browser would take for a page

_REPLY = """<xml>
<Encrypt><![CDATA[{encrypt}]]></Encrypt>
<MsgSignature><![CDATA[{signature}]]></MsgSignature>
<TimeStamp>{timestamp}</TimeStamp>
<Nonce><![CDATA[{nonce}]]></Nonce>
</xml>"""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the platform and we agreed on; the secrets stay out of every repr."""

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    app_id: str

    def __post_init__(self) -> None:
        if not self.token or not self.app_id:
            raise ConfigError("the callback needs a token and an app id")
        if not _AES_KEY.fullmatch(self.aes_key):
            raise ConfigError("EncodingAESKey must be 43 letters and digits")


def verify_url(credentials: Credentials, query: Mapping[str, str]) -> str:
    """Answer the platform's one GET: return `echostr` after the signature was checked.

    Raise CallbackRefused where the question is not the platform's.
    """
    signed = [credentials.token, _only(query, "timestamp"), _only(query, "nonce")]
    _check_signature(_only(query, "signature"), signed)
    echo = _only(query, "echostr")
    if not _ECHO.fullmatch(echo):
        raise CallbackRefused("echo")
    return echo


def open_envelope(
    credentials: Credentials,
    query: Mapping[str, str],
    body: bytes,
    *,
    now: datetime,
    skew: timedelta = CLOCK_SKEW,
) -> str:
    """Check a delivered callback and return the XML inside it.

    NUL bytes come back as U+FFFD, so that every database can keep the text. Raise CallbackRefused
    with a fixed 4xx for whatever is wrong, and never another error.
    """
    encrypt = _ciphertext_of(body)
    timestamp = _only(query, "timestamp")
    signed = [credentials.token, timestamp, _only(query, "nonce"), encrypt]
    _check_signature(_only(query, "msg_signature"), signed)
    _check_age(timestamp, now, skew)
    message, receiver = _split(_decrypt(credentials, encrypt))
    if not hmac.compare_digest(receiver, credentials.app_id.encode()):
        raise CallbackRefused("receiver")
    try:
        return message.decode().replace("\x00", "\ufffd")
    except UnicodeDecodeError:
        raise CallbackRefused("encoding") from None


def seal_reply(
    credentials: Credentials, xml: str, *, timestamp: int, nonce: str, salt: bytes
) -> bytes:
    """Encrypt and sign a passive reply; the same inputs give the same bytes.

    The scheme's random bytes are drawn from the key, the salt (the event's key is a good one) and
    the reply, so a repeated delivery gets the first answer again without our keeping it.
    """
    text, cipher, nonce = xml.encode(), _cipher_of(credentials.aes_key), clean_text(nonce)
    random = hmac.digest(cipher.key, salt + b"\x00" + text, "sha256")[:_RANDOM]
    plain = random + len(text).to_bytes(4, "big") + text + credentials.app_id.encode()
    encrypt = base64.b64encode(cipher.aes.encrypt(PKCS7Encoder.encode(plain))).decode()
    signature = _signature_of([credentials.token, str(timestamp), nonce, encrypt])
    sealed = _REPLY.format(
        encrypt=encrypt,
        signature=signature,
        timestamp=timestamp,
        nonce=nonce.replace("]]>", "]]]]><![CDATA[>"),
    )
    return sealed.encode()


@dataclass(frozen=True, slots=True)
class _Cipher:
    """The parsed key beside the cipher made of it."""

    key: bytes = field(repr=False)
    aes: WeChatCipher = field(repr=False)


@lru_cache(maxsize=64)
def _cipher_of(aes_key: str) -> _Cipher:
    key = base64.b64decode(aes_key + "=")
    return _Cipher(key, WeChatCipher(key))


def _ciphertext_of(body: bytes) -> str:
    """Find `Encrypt` in the outer XML; all beside it is unsigned and not worth reading."""
    if len(body) > LIMITS.body_bytes:
        raise CallbackRefused("size", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        encrypt = read_tree(body.decode()).get("Encrypt")
    except (PoisonEvent, UnicodeDecodeError):
        raise CallbackRefused("envelope", HTTPStatus.BAD_REQUEST) from None
    if not isinstance(encrypt, str) or not encrypt:
        raise CallbackRefused("envelope", HTTPStatus.BAD_REQUEST)
    return encrypt.strip()


def _only(query: Mapping[str, str], name: str) -> str:
    """Return a parameter that is there exactly once."""
    values = query.getall(name, []) if isinstance(query, MultiMapping) else [query.get(name, "")]
    if len(values) != 1 or not values[0]:
        raise CallbackRefused("parameter", HTTPStatus.BAD_REQUEST)
    return values[0]


def _check_signature(given: str, signed: list[str]) -> None:
    if not hmac.compare_digest(_signature_of(signed).encode(), given.encode(errors="replace")):
        raise CallbackRefused("signature")


def _signature_of(signed: list[str]) -> str:
    signer = WeChatSigner()
    signer.add_data(*(part.encode(errors="replace") for part in signed))
    return str(signer.signature)


def _check_age(timestamp: str, now: datetime, skew: timedelta) -> None:
    if not _SECONDS.fullmatch(timestamp):
        raise CallbackRefused("stale")
    if abs(now.timestamp() - int(timestamp)) > skew.total_seconds():
        raise CallbackRefused("stale")


def _decrypt(credentials: Credentials, encrypt: str) -> bytes:
    """Return the plaintext, its padding checked and removed."""
    try:
        sealed = base64.b64decode(encrypt, validate=True)
    except ValueError:
        raise CallbackRefused("cipher") from None
    if not sealed or len(sealed) % _BLOCK:
        raise CallbackRefused("cipher")
    padded = _cipher_of(credentials.aes_key).aes.decrypt(sealed)
    count = padded[-1]
    if not 1 <= count <= _BLOCK or padded[-count:] != bytes([count]) * count:
        raise CallbackRefused("padding")
    return bytes(padded[:-count])


def _split(plain: bytes) -> tuple[bytes, bytes]:
    """Split the plaintext into the message and the receiver's id."""
    end = _HEAD + int.from_bytes(plain[_RANDOM:_HEAD], "big")
    if len(plain) < _HEAD or end > len(plain):
        raise CallbackRefused("length")
    return plain[_HEAD:end], plain[end:]
