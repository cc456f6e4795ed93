"""A shop that is open, and an operator who asks its API."""

from dataclasses import dataclass

import pytest
from aiohttp import ClientSession

from bot.app import Server
from bot.flows.conversation import answer
from tests.builders import Clock, open_server, said

TOKEN = "a-token-that-nobody-guesses"
OPERATOR = {"Authorization": f"Bearer {TOKEN}", "X-Operator": "阿青"}


@dataclass
class Operator:
    """Somebody who knows the token."""

    server: Server
    session: ClientSession
    clock: Clock
    heard: int = 0

    @property
    def house(self):
        return self.server.house

    async def ask(self, path, *, method="GET", status=200, **options):
        """Ask; see that the status is this, and read the answer."""
        url = f"http://127.0.0.1:{self.server.port}/api{path}"
        headers = OPERATOR | options.pop("headers", {})
        headers = {name: value for name, value in headers.items() if value is not None}
        async with self.session.request(method, url, headers=headers, **options) as response:
            assert response.status == status, await response.text()
            assert response.content_type == "application/json"
            return await response.json()

    async def do(self, path, *, status=200, **body):
        """Post a JSON body."""
        return await self.ask(path, method="POST", status=status, json=body)

    async def hear(self, *texts, contact="xiaoman"):
        """Let a customer say something."""
        async with self.house.store.unit() as unit:
            for text in texts:
                self.heard += 1
                event = said(text, contact=contact, cause=f"event:t{self.heard}")
                await answer(event, unit, self.house.shop)

    async def first(self, **query):
        """Return what heads the queue."""
        return (await self.ask("/queue", params=query))["findings"][0]


@pytest.fixture
async def operator(sqlite_url):
    """An operator of a shop with a token."""
    clock = Clock()
    async with (
        open_server(sqlite_url, clock=clock, api={"token": TOKEN}) as server,
        ClientSession() as session,
    ):
        yield Operator(server, session, clock)
