"""A customer asks, an operator decides: the whole way of a concern through the API."""

import pytest
from aiohttp import ClientSession

from tests.builders import Clock, open_server, said, tell, until

TOKEN = "a-token-that-nobody-guesses"
WORDS = "会不会小气"
ANSWER = "这款是挺括的面料，上身不会显小气，实拍图在相册里。"


@pytest.fixture
async def shop(sqlite_url):
    clock = Clock()
    headers = {"Authorization": f"Bearer {TOKEN}", "X-Operator": "阿青"}
    async with (
        open_server(sqlite_url, clock=clock, api={"token": TOKEN}) as server,
        ClientSession(f"http://127.0.0.1:{server.port}", headers=headers) as session,
    ):
        yield Shop(server, session, clock)


class Shop:
    def __init__(self, server, session, clock):
        self.server, self.session, self.clock = server, session, clock
        self.told = 0

    async def hear(self, text, contact="xiaoman"):
        """Let a customer say something, and wait for the answer."""
        before = len(self.server.sandbox.texts_to(contact))
        self.told += 1
        event = said(text, contact=contact, at=self.clock.now)
        await tell(self.server, event, f"m{self.told}")
        await until(lambda: len(self.server.sandbox.texts_to(contact)) > before)
        return self.server.sandbox.texts_to(contact)[-1]

    async def ask(self, path, **query):
        async with self.session.get(path, params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def do(self, path, **body):
        async with self.session.post(path, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def tags(self, contact="xiaoman"):
        async with self.server.house.store.reading() as unit:
            (known,) = await unit.customers.load([("sandbox", contact)])
            tags = await unit.tags.of(known.customer.id)
        return {(tag.concern, tag.stance.value): tag.state.value for tag in tags}

    async def notices(self, contact="xiaoman"):
        """List what the shop wrote by itself, once everything due has left."""
        await self.server.schedule.tick()
        return [text for text in self.server.sandbox.texts_to(contact) if text == ANSWER]


async def test_what_people_decide_is_how_the_shop_reads_answers_and_tells_from_then_on(shop):
    await shop.hear(WORDS)
    (found,) = (await shop.ask("/api/queue"))["findings"]
    assert (found["concern"], found["stance"]) == ("尺码大小", "asks")
    assert await shop.tags() == {("尺码大小", "asks"): "suggested"}

    # 小气 is no size: an operator says so, and wants it always read like that
    start = WORDS.index("小气")
    decided = await shop.do(
        f"/api/findings/{found['id']}/correct",
        concern="外观款式",
        start=start,
        end=start + 2,
        always=True,
    )
    assert await shop.tags() == {
        ("尺码大小", "asks"): "rejected",
        ("外观款式", "asks"): "confirmed",
    }
    (proposal,) = decided["proposals"]
    assert (proposal["text"], proposal["concern"]) == ("会不会小气", "外观款式")
    await shop.do(f"/api/proposals/{proposal['id']}/approve")

    # the next customer's words are read rightly, without a restart
    await shop.hear("穿着会不会小气", contact="laoke")
    assert await shop.tags("laoke") == {("外观款式", "asks"): "suggested"}

    # the concern is solved: the answer becomes a script, and who asked hears of it
    solved = await shop.do("/api/concerns/外观款式/solve", answer=ANSWER)
    solution = solved["solution"]
    assert solution["askers"] == 2
    await shop.do(f"/api/solutions/{solution['id']}/script")
    assert await shop.hear("看着会不会小气", contact="xinke") == ANSWER

    told = await shop.do(f"/api/solutions/{solution['id']}/notify")
    again = await shop.do(f"/api/solutions/{solution['id']}/notify")
    assert (told["promised"], told["told_before"], again["promised"]) == (2, 1, 0)
    await until_told(shop, "xiaoman", 1)
    shop.clock.advance(hours=1)
    assert await shop.notices() == [ANSWER]
    log = (await shop.ask("/api/decisions"))["decisions"]
    assert [(each["kind"], each["who"]) for each in log] == [("correct", "阿青")]


async def test_what_was_approved_is_still_read_like_that_after_a_restart(sqlite_url, shop):
    change = {"concern": "外观款式", "list": "asks", "text": "会不会小气", "category": "女装"}
    proposed = await shop.do("/api/proposals", **change)
    await shop.do(f"/api/proposals/{proposed['proposal']['id']}/approve")
    solved = await shop.do("/api/concerns/外观款式/solve", answer=ANSWER)
    await shop.do(f"/api/solutions/{solved['solution']['id']}/script")
    await shop.server.__aexit__(None, None, None)

    async with open_server(sqlite_url, clock=shop.clock) as server:
        again = Shop(server, shop.session, shop.clock)
        assert await again.hear(WORDS) == ANSWER
        assert await again.tags() == {("外观款式", "asks"): "suggested"}


async def until_told(shop, contact, times):
    await shop.server.schedule.tick()
    await until(lambda: shop.server.sandbox.texts_to(contact).count(ANSWER) == times)
