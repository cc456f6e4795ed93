"""The page belongs to one player."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.console import add_console
from tests.builders import open_server


async def test_an_unknown_customer_gets_one_clear_sentence(visitor):
    page = await visitor.look("/?as=nobody")
    answer = await visitor.say("在吗", contact="nobody")

    assert (page.status, answer.status) == (404, 404)
    assert "没有这位客户，请回到首页换一位。" in page.words
    assert "没有这位客户" in answer.words


async def test_without_a_name_the_first_customer_is_played(visitor):
    page = await visitor.look()

    assert page.html.count("您在扮演：") == 1


async def test_one_customers_words_are_not_on_anothers_phone(visitor):
    await visitor.say("我身高一米六五", contact="xiaoman")
    page = await visitor.look("/?as=tangtang")

    assert "还没有聊过" in page.words
    assert "一米六五" not in page.words.split("等人处理")[0]


async def test_a_shop_without_customers_invites_the_first_one(sqlite_url):
    app = web.Application()
    async with open_server(sqlite_url) as server:
        add_console(app, server.house, server.inbox, server.sandbox, "key")
        async with TestClient(TestServer(app)) as client:
            response = await client.get("/")
            page = await response.text()

    assert response.status == 200
    assert "给新客户起个昵称" in page
    assert "ws-connect" not in page
