"""WeChat's HTTP interface on loopback: it answers as told and remembers what it was asked."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.platforms.wechat_api import WeChatApi
from tests.wechat import NOW

YES = {"errcode": 0, "errmsg": "ok"}
SECRET = "the-app-secret"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: object = NOW

    def __call__(self):
        return self.now

    def pass_seconds(self, seconds):
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Asked:
    """One call: the token it came with, its body as bytes, and its headers."""

    token: str
    body: bytes
    headers: dict

    @property
    def message(self):
        return json.loads(self.body)


@dataclass
class FakeApi:
    """What the next calls are answered (the last answer stays) and what was asked."""

    answers: list = field(default_factory=lambda: [YES])
    tokens: list = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    sends: list = field(default_factory=list)
    token_questions: list = field(default_factory=list)
    base_url: str = ""

    def client(self, **options):
        given = {"base_url": self.base_url, "clock": self.clock} | options
        return WeChatApi("wx1", SECRET, **given)

    async def give_token(self, request):
        self.token_questions.append(await request.json())
        await asyncio.sleep(0.01)  # long enough for every waiting caller to come along
        number = len(self.token_questions)
        answer = self.tokens.pop(0) if self.tokens else token(f"token-{number}")
        return await answered(request, answer)

    async def take_message(self, request):
        asked = Asked(request.query["access_token"], await request.read(), dict(request.headers))
        self.sends.append(asked)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answered(request, answer)


def token(value, seconds=7200):
    """Write the answer that gives a token."""
    return {"access_token": value, "expires_in": seconds}


async def answered(request, answer):
    """Give an answer: JSON, a finished response, or a function of the request."""
    if callable(answer):
        return await answer(request)
    if isinstance(answer, web.Response):
        return web.Response(body=answer.body, status=answer.status, headers=answer.headers)
    # text/plain, as some of the platform's interfaces call their JSON
    return web.Response(text=json.dumps(answer, ensure_ascii=False))


async def hang(_request):
    """Say nothing."""
    await asyncio.sleep(30)


async def reset(request):
    """Cut the connection."""
    request.transport.abort()
    return web.Response()


async def trickle(request):
    """Begin an answer and never end it."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b'{"errcode"')
    await asyncio.sleep(30)
    return response


async def break_off(request):
    """Promise more than is sent."""
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"errcode": 0}')
    request.transport.close()
    return response


@asynccontextmanager
async def fake_api(*answers, tokens=()):
    """Run the interface; without answers it says yes to everything."""
    fake = FakeApi(answers=list(answers) or [YES], tokens=list(tokens))
    app = web.Application()
    app.router.add_post("/cgi-bin/stable_token", fake.give_token)
    app.router.add_post("/cgi-bin/message/custom/send", fake.take_message)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(access_log=None, shutdown_timeout=0.01)
    fake.base_url = str(server.make_url("")).rstrip("/")
    try:
        yield fake
    finally:
        await server.close()
