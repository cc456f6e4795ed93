"""The callback door of an official account.

Size, signature, key, receiver: what fails there gets a fixed 4xx. What passes is kept, durably,
before it is acknowledged; what cannot be understood is kept too, parked with its reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot import metrics
from bot.answers import AnswerDesk, Waiter
from bot.errors import CallbackRefused, PoisonEvent
from bot.events import Noticed
from bot.house import House
from bot.inbox import Inbox
from bot.outgoing import reply_key
from bot.platforms.limits import LIMITS
from bot.platforms.official_account import OfficialAccount, answer_to, event_key
from bot.platforms.wechat_crypto import open_envelope, seal_reply, verify_url
from bot.platforms.wechat_xml import clean_text, read_message
from bot.records import Arrival, InboxState, OutboxState, StoredEvent

THANKS = b"success"
TAKEN = metrics.callbacks.labels(result="taken")
REPEATED = metrics.callbacks.labels(result="repeated")
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRules:
    """How one account's door behaves."""

    passive_seconds: float
    clock_skew: timedelta
    replies_in_response: bool = True
    allows_plaintext: bool = False


class CallbackDoor:
    """Takes what the platform delivers for one account."""

    def __init__(
        self,
        platform: OfficialAccount,
        house: House,
        inbox: Inbox,
        desk: AnswerDesk,
        rules: DoorRules,
    ) -> None:
        """Guard one account's address."""
        self._platform = platform
        self._house = house
        self._inbox = inbox
        self._desk = desk
        self._rules = rules

    async def verify(self, request: web.Request) -> web.Response:
        """Answer the platform's question whether the address is ours."""
        try:
            return web.Response(text=verify_url(self._platform.credentials, request.query))
        except CallbackRefused as refusal:
            return self._refuse(refusal)

    async def receive(self, request: web.Request) -> web.Response:
        """Take one delivery."""
        arrived = self._house.clock()
        is_plain = self._rules.allows_plaintext and request.query.get("encrypt_type") != "aes"
        with metrics.callback_seconds.time():
            try:
                body = await self._body_of(request)
                xml = self._read_plain(request, body) if is_plain else self._open(request, body)
            except CallbackRefused as refusal:
                return self._refuse(refusal)
            return await self._take(xml, arrived, write=_plain if is_plain else self._seal)

    def _refuse(self, refusal: CallbackRefused) -> web.Response:
        metrics.callbacks.labels(result=refusal.reason).inc()
        logger.warning("callback refused", reason=refusal.reason, account=self._platform.account)
        return web.Response(status=refusal.status)

    async def _body_of(self, request: web.Request) -> bytes:
        if (request.content_length or 0) > LIMITS.body_bytes:
            raise CallbackRefused("size", status=413)
        try:
            return await request.read()
        except web.HTTPRequestEntityTooLarge:
            raise CallbackRefused("size", status=413) from None
        except web.RequestPayloadError:
            raise CallbackRefused("body", status=400) from None

    def _open(self, request: web.Request, body: bytes) -> str:
        credentials, skew = self._platform.credentials, self._rules.clock_skew
        now = self._house.clock()
        return open_envelope(credentials, request.query, body, now=now, skew=skew)

    def _read_plain(self, request: web.Request, body: bytes) -> str:
        verify_url(self._platform.credentials, {**request.query, "echostr": "plain"})
        return clean_text(body.decode(errors="replace"))

    async def _take(
        self, xml: str, arrived: datetime, *, write: Callable[[StoredEvent, str], web.Response]
    ) -> web.Response:
        arrival, is_answerable = self._read(xml, arrived)
        try:
            if not is_answerable:
                await self._keep(arrival)
                return web.Response(body=THANKS)
            with self._desk.expect((arrival.account, arrival.key)) as waiter:
                event = await self._keep(arrival)
                reply = await self._reply_to(event, waiter, arrived)
        except Exception as error:
            logger.exception("callback not acknowledged", error=type(error).__name__)
            metrics.callbacks.labels(result="not_acknowledged").inc()
            return web.Response(status=503)
        return web.Response(body=THANKS) if reply is None else write(event, reply)

    def _read(self, xml: str, arrived: datetime) -> tuple[Arrival, bool]:
        """Name the event, and say whether an answer to it may come in this response."""
        account, message = self._platform.account, None
        try:
            message = read_message(xml)
            event = self._platform.event_of(message)
        except PoisonEvent as poison:
            return Arrival(account, event_key(xml, message), xml, arrived, str(poison)), False
        is_answerable = self._rules.replies_in_response and not isinstance(event, Noticed)
        return Arrival(account, event_key(xml, message), xml, arrived), is_answerable

    async def _keep(self, arrival: Arrival) -> StoredEvent:
        event = await self._inbox.take(arrival)
        (TAKEN if event.is_first else REPEATED).inc()
        return event

    async def _reply_to(self, event: StoredEvent, waiter: Waiter, arrived: datetime) -> str | None:
        if event.state is InboxState.NEW:
            waited = (self._house.clock() - arrived).total_seconds()
            reply = await waiter.wait(self._rules.passive_seconds - waited)
            if reply is not None:
                return reply
        return await self._given_before(event)

    async def _given_before(self, event: StoredEvent) -> str | None:
        """Look for a reply that was promised to this event's response, by whomever."""
        async with self._house.store.reading() as unit:
            item = await unit.outbox.find(reply_key(event.id))
        was_given = item is not None and item.state is OutboxState.ANSWERED
        return item.text if item and was_given else None

    def _seal(self, event: StoredEvent, reply: str) -> web.Response:
        """Write the reply; all in it comes from the stored event, so a repeat is the same."""
        timestamp = int(event.received_at.timestamp())
        body = seal_reply(
            self._platform.credentials,
            _reply_xml(event, reply),
            timestamp=timestamp,
            nonce=str(event.id),
            salt=event.key.encode(),
        )
        return web.Response(body=body, content_type="application/xml")


def _plain(event: StoredEvent, reply: str) -> web.Response:
    return web.Response(text=_reply_xml(event, reply), content_type="application/xml")


def _reply_xml(event: StoredEvent, reply: str) -> str:
    return answer_to(event.raw, reply, event.received_at)
