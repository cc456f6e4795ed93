"""A demo shop that is open, and a visitor who looks at its page."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from aiohttp import ClientSession

from bot.app import Server
from tests.builders import Clock, open_server

SEAL = re.compile(r'name="seal" value="(\w+)"')


@dataclass
class Seen:
    """What came back: how it looks to a browser and to a reader."""

    status: int
    html: str

    @property
    def words(self):
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.html)).split())

    def find(self, pattern):
        return re.search(pattern, self.html)[1]


@dataclass
class Visitor:
    """A browser without scripts."""

    session: ClientSession
    server: Server
    clock: Clock

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server.port}"

    async def look(self, path="/", method="GET"):
        """Open a page."""
        async with self.session.request(method, self.origin + path) as response:
            return Seen(response.status, await response.text())

    async def submit(self, path, *, headers=None, seal=None, **fields):
        """Submit a form of the page and see where that leads."""
        if seal is None:
            seal = (await self.look()).find(SEAL)
        sent = {"Origin": self.origin} | (headers or {})
        data = {"seal": seal} | fields
        async with self.session.post(self.origin + path, data=data, headers=sent) as response:
            return Seen(response.status, await response.text())

    async def say(self, text, contact="xiaoman", **options):
        """Say something as a customer."""
        return await self.submit("/say", contact=contact, text=text, **options)


@pytest.fixture
async def visitor(sqlite_url):
    """Somebody at the page of a fresh demo shop."""
    clock = Clock()
    async with (
        open_server(sqlite_url, clock=clock, is_demo=True) as server,
        ClientSession() as session,
    ):
        yield Visitor(session, server, clock)
