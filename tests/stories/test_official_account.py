"""An official account from callback to answer, against a stand-in for the platform's API."""

from datetime import UTC, datetime

import aiohttp
import pytest

from tests.builders import Clock, open_server, until
from tests.wechat import CREDENTIALS, deliver, event_message, open_answer, text_message

ACCOUNT = "gh_chestnut_shop"
NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)


def account(**more):
    return {
        "account": ACCOUNT,
        "app_id": CREDENTIALS.app_id,
        "token": CREDENTIALS.token,
        "aes_key": CREDENTIALS.aes_key,
        "api_base": "http://127.0.0.1:9",
    } | more


async def post(server, xml, *, query=None, body=None, nonce="1"):
    packet = deliver(xml, at=NOW, nonce=nonce)
    url = f"http://127.0.0.1:{server.port}/callback/{ACCOUNT}"
    async with aiohttp.ClientSession() as session:
        answer = await session.post(
            url, params=query or packet.query, data=packet.body if body is None else body
        )
        return answer.status, await answer.read()


@pytest.fixture
async def server(sqlite_url):
    async with open_server(sqlite_url, clock=Clock(NOW), official_account=account()) as server:
        yield server


async def test_a_question_is_answered_in_the_response(server):
    status, body = await post(server, text_message("有没有色差？", at=NOW))

    assert status == 200
    assert "<Content>" in open_answer(body)


async def test_a_repeated_delivery_gets_the_same_bytes(server):
    first = await post(server, text_message("有没有色差？", at=NOW), nonce="1")
    second = await post(server, text_message("有没有色差？", at=NOW), nonce="2")

    assert first == second
    assert first[1] != b"success"


async def test_an_unknown_event_is_parked_with_its_reason_and_thanked_for(server):
    answer = await post(server, event_message("moonwalk", at=NOW))

    async with server.house.store.reading() as unit:
        parked = await unit.inbox.list_parked()
    assert answer == (200, b"success")
    assert "moonwalk" in parked[0].reason


async def test_a_wrong_signature_is_refused_and_nothing_is_kept(server):
    packet = deliver(text_message("在吗", at=NOW), at=NOW)
    answer = await post(
        server, "", query=packet.query | {"msg_signature": "0" * 40}, body=packet.body
    )

    async with server.house.store.reading() as unit:
        waiting = await unit.inbox.count_waiting()
    assert answer == (403, b"")
    assert waiting == {"new": 0, "parked": 0}


async def test_a_body_over_the_limit_is_refused(server):
    status, _ = await post(server, "", query={"nonce": "1"}, body=b"x" * 65_537)

    assert status == 413


async def test_poison_leaves_its_neighbours_alone(server):
    await post(server, "<xml><ToUserName>", nonce="1")
    status, body = await post(server, text_message("有没有色差？", at=NOW), nonce="2")

    assert (status, "<Content>" in open_answer(body)) == (200, True)


async def test_where_the_shop_answers_by_message_the_response_only_thanks(sqlite_url):
    chosen = account(reply_by="message")
    async with open_server(sqlite_url, clock=Clock(NOW), official_account=chosen) as server:
        answer = await post(server, text_message("有没有色差？", at=NOW))

        async def states():
            async with server.house.store.reading() as unit:
                return await unit.outbox.count_waiting()

        assert answer == (200, b"success")
        await until(lambda: True)
        assert (await states())["sending"] <= 1
