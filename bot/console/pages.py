"""The routes of the page: look, speak as a customer, and do what waits for a person."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import aiohttp_jinja2
from aiohttp import web
from jinja2 import PackageLoader

from bot.console.group_chats import CHAT, CHAT_NAME
from bot.console.guard import (
    PageRefused,
    harden,
    is_fragment,
    refuse_forged,
    seal_of,
    speak_plainly,
)
from bot.console.live import Live
from bot.console.panels import Painter
from bot.console.people import called
from bot.console.posts import WHO, PostForms
from bot.events import Event, Followed, MemberJoined, MessageKind, MessageReceived
from bot.flows.followups import take_over
from bot.house import House
from bot.inbox import Inbox
from bot.outgoing import reply_key
from bot.platforms.sandbox import Sandbox, arrival_of
from bot.records import Contact, FollowupKind, OutboxState, StoredEvent
from bot.store import Unit

LONGEST_MESSAGE = 2000
LONGEST_NICKNAME = 20
LOOKS, LOOK_SECONDS = 25, 0.04  # how long an answer may take before the page goes without it
GUEST = "演示页的新客"
UNKNOWN = "没有这位客户，请回到首页换一位。"


def add_console(
    app: web.Application, house: House, inbox: Inbox, sandbox: Sandbox, page_key: str
) -> None:
    """Add the demo's page, its live connection and its files to a server."""
    environment = aiohttp_jinja2.setup(
        app, loader=PackageLoader("bot.console"), trim_blocks=True, lstrip_blocks=True
    )
    seal = seal_of(page_key)
    painter = Painter(house, sandbox.account, environment, seal)
    live = Live(painter)
    Console(house, inbox, painter, live, account=sandbox.account, seal=seal).add_to(app)
    app.middlewares.append(speak_plainly)
    app.on_response_prepare.append(harden)
    app.on_shutdown.append(live.close)

    async def listen(_: web.Application) -> AsyncIterator[None]:
        sandbox.watchers.append(live.wake)
        yield
        sandbox.watchers.remove(live.wake)

    app.cleanup_ctx.append(listen)


class Console:
    """What the routes do."""

    def __init__(
        self,
        house: House,
        inbox: Inbox,
        painter: Painter,
        live: Live,
        *,
        account: str,
        seal: str,
    ) -> None:
        """Play the customers of one sandbox account."""
        self._house = house
        self._inbox = inbox
        self._painter = painter
        self._live = live
        self._account = account
        self._seal = seal

    def add_to(self, app: web.Application) -> None:
        """Add the routes; their names begin with what the guard calls ours."""
        router = app.router
        router.add_get("/", self.show, name="console.page")
        router.add_get("/live", self._live.watch, name="console.live")
        router.add_post("/say", self.say, name="console.say")
        router.add_post("/customers", self.follow, name="console.follow")
        router.add_post("/group/join", self.join, name="console.join")
        PostForms(self._house, self._seal, self._answer_plan).add_to(router)
        router.add_post("/handovers/{id}/done", self.take_over, name="console.take_over")
        folder = Path(__file__).parent / "static"
        router.add_static("/static", folder, name="console.static")

    async def show(self, request: web.Request) -> web.Response:
        """Show the whole page."""
        drawn = await self._painter.draw(request.query.get("as"), request.query.get("account", ""))
        if drawn is None:
            raise PageRefused(HTTPStatus.NOT_FOUND, UNKNOWN)
        return _html(self._painter.whole(drawn))

    async def say(self, request: web.Request) -> web.Response:
        """Let the customer who is played say something."""
        await refuse_forged(request, self._seal)
        played = await self._played(request)
        text = await _words(request, "text", LONGEST_MESSAGE, "消息")
        event = MessageReceived(
            account=self._account,
            contact=played.contact,
            at=self._house.clock(),
            kind=MessageKind.TEXT,
            text=text,
        )
        await self._bring(event)
        return await self._answer(request, played.contact, "newest")

    async def follow(self, request: web.Request) -> web.Response:
        """Let a new customer follow the account, and play them."""
        await refuse_forged(request, self._seal)
        nickname = await _words(request, "nickname", LONGEST_NICKNAME, "昵称")
        contact = _new_guest()
        await self._bring(
            Followed(
                account=self._account,
                contact=contact,
                at=self._house.clock(),
                source=GUEST,
                nickname=nickname,
            )
        )
        raise _back_to(contact)

    async def join(self, request: web.Request) -> web.Response:
        """Let the customer who is played, or a new friend with a nickname, join the demo group."""
        await refuse_forged(request, self._seal)
        played = await self._played(request)
        contact, nickname = played.contact, called(played)
        if "nickname" in await request.post():
            nickname = await _words(request, "nickname", LONGEST_NICKNAME, "昵称")
            contact = _new_guest()
        await self._bring(
            MemberJoined(
                account=self._account,
                contact=contact,
                at=self._house.clock(),
                chat=CHAT,
                chat_name=CHAT_NAME,
                nickname=nickname,
            )
        )
        return await self._answer(request, played.contact, "group-chat")

    async def take_over(self, request: web.Request) -> web.Response:
        """Note that a member of staff took a conversation over."""
        await refuse_forged(request, self._seal)
        played = await self._played(request)
        async with self._house.store.unit() as unit:
            waiting = await unit.followups.list_waiting(FollowupKind.HAND_OVER)
            wanted = request.match_info["id"]
            found = next((followup for followup in waiting if followup.id == wanted), None)
            if not found or not await take_over(found, unit, self._house.clock(), WHO):
                raise PageRefused(HTTPStatus.CONFLICT, "这一条已经处理过了。")
        return await self._answer(request, played.contact, "todo")

    async def _played(self, request: web.Request) -> Contact:
        contact = (await request.post()).get("contact")
        if not isinstance(contact, str):
            raise PageRefused(HTTPStatus.BAD_REQUEST)
        async with self._house.store.reading() as unit:
            found = await unit.customers.load([(self._account, contact)])
        if not found:
            raise PageRefused(HTTPStatus.NOT_FOUND, UNKNOWN)
        return found[0]

    async def _bring(self, event: Event) -> None:
        """Bring an event to the door, and wait a moment so that the page shows the answer."""
        arrival = arrival_of(event, secrets.token_hex(16), event.at)
        stored = await self._inbox.take(arrival)
        for _ in range(LOOKS):
            async with self._house.store.reading() as unit:
                if await _is_settled(stored, unit):
                    break
            await asyncio.sleep(LOOK_SECONDS)
        self._live.wake()

    async def _answer_plan(self, request: web.Request) -> web.Response:
        played = (await request.post()).get("contact")
        return await self._answer(request, played if isinstance(played, str) else "", "timeline")

    async def _answer(self, request: web.Request, contact: str, place: str) -> web.Response:
        """Send the pieces to htmx; lead a browser without scripts back to what changed."""
        self._live.wake()
        account = (await request.post()).get("account", "")
        account = account if isinstance(account, str) else ""
        if not is_fragment(request):
            raise _back_to(contact, place, account)
        drawn = await self._painter.draw(contact or None, account)
        if drawn is None:
            raise PageRefused(HTTPStatus.NOT_FOUND, UNKNOWN)
        return _html(self._painter.pieces(drawn.panels, is_answer=True))


async def _is_settled(stored: StoredEvent, unit: Unit) -> bool:
    """Tell whether an event was worked off and its reply, if any, has left."""
    waiting = await unit.inbox.count_waiting()
    if waiting["new"]:
        return False
    reply = await unit.outbox.find(reply_key(stored.id))
    return reply is None or reply.state not in {OutboxState.DUE, OutboxState.SENDING}


async def _words(request: web.Request, field: str, longest: int, name: str) -> str:
    """Read what was typed; raise PageRefused where it is missing or too long."""
    value = (await request.post()).get(field, "")
    text = value.replace("\x00", "").strip() if isinstance(value, str) else ""
    if not text:
        raise PageRefused(HTTPStatus.BAD_REQUEST, f"{name}还是空的，写点什么再提交。")
    if len(text) > longest:
        raise PageRefused(HTTPStatus.BAD_REQUEST, f"{name}太长了，最多 {longest} 个字。")
    return text


def _new_guest() -> str:
    return f"guest-{secrets.token_hex(6)}"


def _back_to(contact: str, place: str = "phone", account: str = "") -> web.HTTPSeeOther:
    asked = {"as": contact, "account": account}
    query = urlencode({name: value for name, value in asked.items() if value})
    return web.HTTPSeeOther(f"/?{query}#{place}")


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")
