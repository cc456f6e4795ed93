"""Builders: a shop, a moment, somebody who said something."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.app import Server
from bot.config import load_settings
from bot.events import Followed, MemberJoined, MessageKind, MessageReceived
from bot.platforms.sandbox import ACCOUNT, arrival_of
from bot.store.tables import purchase_states

NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Shanghai


class Clock:
    """A clock that a test sets."""

    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, **span):
        self.now += timedelta(**span)


def run(coroutine):
    """Run a coroutine outside a test's own loop."""
    return asyncio.run(coroutine)


EVERYBODY = {"holdout_percent": 0, "control_percent": 0}


def settings(url, **sections):
    """Settings for a server on a free port, the others as given; nobody is left out by chance."""
    server = {"port": 0} | sections.pop("server", {})
    sections = {"measuring": EVERYBODY} | sections
    return load_settings(None, store={"url": url}, server=server, **sections)


@asynccontextmanager
async def open_server(url, *, clock=None, is_demo=False, **sections):
    """Run a whole server on a free port."""
    server = Server(settings(url, **sections), is_demo=is_demo, clock=clock or Clock())
    async with server:
        yield server


def said(text, *, contact="xiaoman", at=NOON, kind=MessageKind.TEXT, cause=""):
    """A customer of the sandbox said something."""
    return MessageReceived(
        account=ACCOUNT, contact=contact, at=at, kind=kind, text=text, cause=cause
    )


def followed(*, contact="xiaoman", nickname="小满", source="", at=NOON):
    """Somebody follows the sandbox account."""
    return Followed(account=ACCOUNT, contact=contact, at=at, nickname=nickname, source=source)


def joined(*, contact="xiaoman", chat="demo-group", nickname="小满", at=NOON):
    """Somebody joins a group chat."""
    return MemberJoined(
        account=ACCOUNT,
        contact=contact,
        at=at,
        chat=chat,
        chat_name="青禾老客群",
        nickname=nickname,
    )


async def tell(server, event, key):
    """Bring an event to a server as the sandbox does, and wait until it is kept."""
    return await server.inbox.take(arrival_of(event, key, event.at))


async def until(condition, seconds=5.0):
    """Wait until something holds; fail clearly where it never does."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def all_states(unit):
    """Read the purchase state of every customer who ever ordered."""
    rows = await unit.work.rows(select(purchase_states.c.customer))
    customers = [row.customer for row in rows]
    return {customer: await unit.purchases.state_of(customer) for customer in customers}
