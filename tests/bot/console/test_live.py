"""What happens shows up on open pages by itself."""

import asyncio

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError

from tests.builders import Clock, joined, open_server, said, tell


async def hear(socket, wanted):
    """Wait for a push that holds these words."""
    async with asyncio.timeout(8):
        while True:
            message = await socket.receive()
            assert message.type is WSMsgType.TEXT
            if wanted in message.data:
                return message.data


async def live_of(visitor, contact):
    """Connect as the page of this customer does."""
    page = await visitor.look(f"/?as={contact}")
    path = page.find(r'ws-connect="([^"]+)"').replace("&amp;", "&")
    return await visitor.session.ws_connect(visitor.origin + path)


async def test_a_reply_appears_by_itself(visitor):
    socket = await live_of(visitor, "xiaoman")
    await tell(visitor.server, said("有没有色差？"), "m1")

    pushed = await hear(socket, "已发送")
    assert 'hx-swap-oob="innerHTML:#bubbles"' in pushed
    assert "<mark>有没有色差</mark>" in pushed
    await socket.close()


async def test_a_page_that_is_up_to_date_is_pushed_nothing_but_the_change(visitor):
    socket = await live_of(visitor, "xiaoman")
    await tell(visitor.server, joined(contact="new", nickname="新朋友"), "j1")

    pushed = await hear(socket, "新朋友")
    assert 'hx-swap-oob="innerHTML:#moments"' not in pushed
    assert 'hx-swap-oob="innerHTML:#bubbles"' not in pushed
    await socket.close()


async def test_a_post_that_comes_due_appears_on_the_timeline(visitor):
    socket = await live_of(visitor, "xiaoman")
    visitor.clock.advance(minutes=1)

    pushed = await hear(socket, 'class="post"')
    assert "今天 12:01" in pushed
    await socket.close()


async def test_another_site_may_not_listen(visitor):
    with pytest.raises(WSServerHandshakeError) as refusal:
        await visitor.session.ws_connect(
            visitor.origin + "/live?as=xiaoman", origin="https://elsewhere.example"
        )
    assert refusal.value.status == 403


async def test_nobody_listens_for_an_unknown_customer(visitor):
    socket = await visitor.session.ws_connect(visitor.origin + "/live?as=nobody")

    assert (await socket.receive()).type is WSMsgType.CLOSE
    assert socket.close_code == 1008


async def test_a_server_that_closes_asks_its_pages_to_come_back(sqlite_url):
    async with ClientSession() as session:
        async with open_server(sqlite_url, clock=Clock(), is_demo=True) as server:
            url = f"http://127.0.0.1:{server.port}/live?as=xiaoman"
            socket = await session.ws_connect(url)
            await socket.receive()
            waiting = asyncio.ensure_future(socket.receive())
        message = await waiting

    assert (message.type, message.data) == (WSMsgType.CLOSE, 1012)
