"""One thin client of WeChat's HTTP interface: what it answers becomes a fact or one of our errors.

Whoever sends must know whether the message may have left. Before the first byte is written nothing
was sent (NotSent); a parsed refusal was not sent either; everything else is OutcomeUnknown.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from http import HTTPStatus
from types import SimpleNamespace, TracebackType
from typing import Any, Self

import aiohttp

from bot.errors import NotSent, OutcomeUnknown, SendRefused
from bot.platforms import Sent
from bot.platforms.limits import LIMITS
from bot.platforms.wechat_token import Token, TokenHolder

BASE_URL = "https://api.weixin.qq.com"
CALL_SECONDS = 10.0

_ANSWER_BYTES = 262_144
_KEEPALIVE_SECONDS = 5.0  # short: a connection the platform closed would leave a send uncertain
_CONNECTIONS = 20
_SAID_CHARACTERS = 200

_CHINA = timezone(timedelta(hours=8))


class Code(IntEnum):
    """The errcodes that are more than a refusal."""

    BUSY = -1
    OK = 0
    TOKEN_NOT_LATEST = 40001
    TOKEN_INVALID = 40014
    TOKEN_EXPIRED = 42001
    DAY_QUOTA = 45009
    TOO_FREQUENT = 45011


STALE_TOKEN = frozenset({Code.TOKEN_NOT_LATEST, Code.TOKEN_INVALID, Code.TOKEN_EXPIRED})

_BUSY_SECONDS = 2.0
_TOO_FREQUENT_SECONDS = 60.0
_NO_TOKEN_SECONDS = 60.0
_UNREACHABLE_SECONDS = 10.0

logger = logging.getLogger(__name__)


class WeChatApi:
    """The calls of one account; use it as `async with`, which owns the connections."""

    def __init__(
        self,
        app_id: str,
        secret: str,
        *,
        clock: Callable[[], datetime],
        base_url: str = BASE_URL,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._app_id = app_id
        self._secret = secret
        self._clock = clock
        self._http = _Session(base_url, call_seconds)
        self._tokens = TokenHolder(self._fetch_token, clock)

    async def __aenter__(self) -> Self:
        await self._http.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.close()

    async def send_text(self, contact: str, text: str) -> Sent:
        """Send a customer message; the platform names no message id, so the receipt is empty."""
        message = {"touser": contact, "msgtype": "text", "text": {"content": text}}
        answer = await self.call("/cgi-bin/message/custom/send", message)
        return Sent(receipt=str(answer.get("msgid", "")))

    async def call(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call once, or twice where the token was stale, and return a yes.

        Raise SendRefused, NotSent or OutcomeUnknown.
        """
        token = await self._tokens.current()
        answer = await self._http.post(path, body, token.value)
        if _code_of(answer, path) in STALE_TOKEN:
            token = await self._tokens.renew(token)
            answer = await self._http.post(path, body, token.value)
        return self._accept(answer, path, token.value)

    def _accept(self, answer: Mapping[str, Any], path: str, token: str) -> Mapping[str, Any]:
        """Return the answer where it is a yes, raise what it is otherwise."""
        code = _code_of(answer, path)
        if code == Code.OK:
            return answer
        said = f"{path}: errcode {code} {_said(answer, (token, self._secret))}".rstrip()
        match code:
            case Code.BUSY:
                raise NotSent(said, code=code, retry_seconds=_BUSY_SECONDS)
            case Code.TOO_FREQUENT:
                raise NotSent(said, code=code, retry_seconds=_TOO_FREQUENT_SECONDS)
            case Code.DAY_QUOTA:
                raise NotSent(said, code=code, retry_seconds=_until_midnight(self._clock()))
            case _:
                raise SendRefused(said, code=code)

    async def _fetch_token(self, *, force: bool) -> Token:
        """Ask for the token; nothing is sent by asking, so every failure is NotSent."""
        path = "/cgi-bin/stable_token"
        question = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        try:
            answer = await self._http.post(path, question)
        except OutcomeUnknown as error:
            raise NotSent(str(error), retry_seconds=_UNREACHABLE_SECONDS) from None
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value:
            code = answer.get("errcode")
            said = f"{path}: no token, errcode {code!r:.20} {_said(answer, (self._secret,))}"
            known = code if isinstance(code, int) else 0
            raise NotSent(said.rstrip(), code=known, retry_seconds=_NO_TOKEN_SECONDS)
        logger.info("token fetched", extra={"app_id": self._app_id, "forced": force})
        life = seconds if isinstance(seconds, int) and seconds > 0 else LIMITS.token_seconds
        return Token.living(value, min(life, LIMITS.token_seconds), self._clock())


class _Session:
    """The HTTP session: one POST out, one bounded JSON object back."""

    def __init__(self, base_url: str, call_seconds: float) -> None:
        self._base_url = base_url.rstrip("/")
        self._call_seconds = call_seconds
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        trace = aiohttp.TraceConfig()
        trace.on_request_headers_sent.append(_mark_departure)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=_CONNECTIONS, keepalive_timeout=_KEEPALIVE_SECONDS
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),  # asyncio.timeout holds the whole call
            headers={"Accept-Encoding": "identity", "Content-Type": "application/json"},
            auto_decompress=False,  # a compressed answer was not asked for and may be a bomb
            trace_configs=[trace],
        )

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def post(self, path: str, body: Mapping[str, Any], token: str = "") -> Mapping[str, Any]:
        """Post a JSON body, its Chinese unescaped, and return the JSON object of the answer.

        Raise NotSent where nothing left this machine, OutcomeUnknown where no clear answer came.
        """
        assert self._session, "a WeChatApi is used within `async with`"
        departure = SimpleNamespace(left=False)
        request = self._session.post(
            self._base_url + path,
            params={"access_token": token} if token else None,
            data=json.dumps(body, ensure_ascii=False).encode(errors="replace"),
            allow_redirects=False,
            trace_request_ctx=departure,
        )
        try:
            async with asyncio.timeout(self._call_seconds), request as response:
                return _decode(path, response.status, await _read(response))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Only its name: the message may hold the address, and the address holds the token.
            failure = f"{path}: {type(error).__name__}"
        # Raised here, and not above, so that the error with the address is not chained to ours.
        if departure.left:
            raise OutcomeUnknown(failure)
        raise NotSent(failure, retry_seconds=_UNREACHABLE_SECONDS)


async def _mark_departure(
    _session: aiohttp.ClientSession,
    context: SimpleNamespace,
    _headers: aiohttp.TraceRequestHeadersSentParams,
) -> None:
    """Note that bytes are about to leave; aiohttp says so just before it writes them."""
    context.trace_request_ctx.left = True


async def _read(response: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for chunk in response.content.iter_any():
        raw += chunk
        if len(raw) > _ANSWER_BYTES:
            raise aiohttp.ClientPayloadError("the answer is too long")
    return bytes(raw)


def _decode(path: str, status: int, raw: bytes) -> Mapping[str, Any]:
    """Read the JSON object of an answer, whatever its content type says."""
    try:
        answer = json.loads(raw.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise OutcomeUnknown(f"{path}: HTTP {status} without a readable answer")
    if status != HTTPStatus.OK and not answer.get("errcode"):
        raise OutcomeUnknown(f"{path}: HTTP {status} without a refusal")
    return answer


def _code_of(answer: Mapping[str, Any], path: str) -> int:
    """Return the errcode of a send; an answer without one says neither yes nor no."""
    code = answer.get("errcode")
    if not isinstance(code, int) or isinstance(code, bool):
        raise OutcomeUnknown(f"{path}: an answer without errcode")
    return code


def _said(answer: Mapping[str, Any], secrets: tuple[str, ...]) -> str:
    """Return the platform's own words, short and without our secrets."""
    words = str(answer.get("errmsg", ""))
    for secret in secrets:
        words = words.replace(secret, "***") if secret else words
    return " ".join(words.split())[:_SAID_CHARACTERS]


def _until_midnight(now: datetime) -> float:
    """Count the seconds to the platform's next day, when its quotas start anew."""
    china = now.astimezone(_CHINA)
    midnight = china.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (midnight - china).total_seconds()
