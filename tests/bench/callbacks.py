"""Write encrypted callbacks before the clock starts, each with its own ciphertext, nonce, key."""

import hashlib
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlencode

from bot.clock import utc_now
from tests.bench.sentences import SENTENCES
from tests.wechat import CREDENTIALS, deliver, event_message, text_message

ACCOUNT = "gh_chestnut_shop"
PATH = f"/callback/{ACCOUNT}"
FIRST_MESSAGE = 25_000_000_000_000_000
CONTACTS = 20_000
CHUNK = 500


class Callback(NamedTuple):
    """A whole HTTP request, and the name under which the shop must keep it."""

    request: bytes
    key: str


class _Order(NamedTuple):
    """Which callbacks a process of the pool is to write."""

    kind: str
    path: str
    first: int
    count: int
    at: datetime


def write_callbacks(kind: str, count: int, *, path: str = PATH, first: int = 0) -> list[Callback]:
    """Write `count` callbacks of a kind: `event` (a click on a link), `price` or `mixed` texts."""
    at = utc_now()
    orders = [
        _Order(kind, path, start, min(CHUNK, first + count - start), at)
        for start in range(first, first + count, CHUNK)
    ]
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(chain.from_iterable(pool.map(_write, orders)))


def requests_of(callbacks: Sequence[Callback]) -> list[bytes]:
    """Return what goes over the wire."""
    return [callback.request for callback in callbacks]


def _write(order: _Order) -> list[Callback]:
    numbers = range(order.first, order.first + order.count)
    return [_callback(order, number) for number in numbers]


def _callback(order: _Order, number: int) -> Callback:
    contact = f"oBench{number % CONTACTS:06d}"
    if order.kind == "event":
        link = f"https://shop.example/p/{number}"
        xml = event_message("VIEW", contact=contact, at=order.at, EventKey=link)
        key = f"sha256:{hashlib.sha256(xml.encode()).hexdigest()}"
    else:
        message_id = FIRST_MESSAGE + number
        words = _words(number) if order.kind == "mixed" else "这件多少钱？"
        xml = text_message(words, contact=contact, message_id=message_id, at=order.at)
        key = f"msg:{message_id}"
    return Callback(_request(xml, order, number), key)


def _words(number: int) -> str:
    """Let a customer say another sentence each time; see SENTENCES for their order."""
    return SENTENCES[(number + number // CONTACTS) % len(SENTENCES)]


def address(xml: str, path: str, number: int, at: datetime) -> tuple[str, bytes]:
    """Encrypt and sign what WeChat would send; return the address with its query, and the body."""
    packet = deliver(xml, at=at, nonce=str(700_000_000 + number))
    plain = sorted([CREDENTIALS.token, packet.query["timestamp"], packet.query["nonce"]])
    signature = hashlib.sha1("".join(plain).encode()).hexdigest()
    return f"{path}?{urlencode(packet.query | {'signature': signature})}", packet.body


def _request(xml: str, order: _Order, number: int) -> bytes:
    target, body = address(xml, order.path, number, order.at)
    head = (
        f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
