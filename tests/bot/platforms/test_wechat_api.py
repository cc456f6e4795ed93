import asyncio
import gzip
import logging
import socket
import traceback
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.errors import NotSent, OutcomeUnknown, SendRefused
from bot.platforms import Sent
from tests.bot.platforms.fake_api import (
    SECRET,
    YES,
    break_off,
    fake_api,
    hang,
    reset,
    token,
    trickle,
)


def refusal(code, words="no"):
    return {"errcode": code, "errmsg": words}


async def failure_of(fake, kind, **options):
    """Send one text; return the error of this kind that it ends in."""
    async with fake.client(**options) as api:
        with pytest.raises(kind) as failed:
            await api.send_text("o1", "好")
    assert type(failed.value) is kind
    return failed.value


async def test_a_text_goes_out_once_with_its_chinese_unescaped():
    async with fake_api() as fake, fake.client() as api:
        assert await api.send_text("o1", "新款到啦😊") == Sent()

    (sent,) = fake.sends
    assert sent.token == "token-1"
    assert "新款到啦😊".encode() in sent.body
    assert sent.message == {"touser": "o1", "msgtype": "text", "text": {"content": "新款到啦😊"}}
    assert sent.headers["Content-Type"] == "application/json"


async def test_a_message_id_is_the_receipt():
    async with fake_api(YES | {"msgid": 4711}) as fake, fake.client() as api:
        assert await api.send_text("o1", "好") == Sent(receipt="4711")


async def test_a_broken_character_does_not_stop_a_text():
    async with fake_api() as fake, fake.client() as api:
        await api.send_text("o1", "好\ud800")

    assert fake.sends[0].message["text"]["content"] == "好?"


# The token


async def test_fifty_sends_at_once_ask_for_one_token():
    async with fake_api() as fake, fake.client() as api:
        await asyncio.gather(*(api.send_text(f"o{n}", "好") for n in range(50)))

    assert len(fake.sends) == 50
    assert fake.token_questions == [
        {
            "grant_type": "client_credential",
            "appid": "wx1",
            "secret": SECRET,
            "force_refresh": False,
        }
    ]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_fifty_sends_with_a_stale_token_renew_it_once(code):
    async def only_the_second(request):
        stale = request.query["access_token"] == "token-1"
        return web.json_response(refusal(code) if stale else YES)

    async with fake_api(only_the_second) as fake, fake.client() as api:
        await asyncio.gather(*(api.send_text(f"o{n}", "好") for n in range(50)))

    assert len(fake.token_questions) == 2
    assert len(fake.sends) == 100


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_is_never_taken_costs_two_calls_and_one_renewal(code):
    async with fake_api(refusal(code)) as fake:
        refused = await failure_of(fake, SendRefused)

    assert refused.code == code
    assert [send.token for send in fake.sends] == ["token-1", "token-2"]
    assert len(fake.token_questions) == 2


async def test_a_token_is_used_until_a_minute_before_its_end():
    async with fake_api() as fake, fake.client() as api:
        await api.send_text("o1", "好")
        fake.clock.pass_seconds(7200 - 61)
        await api.send_text("o1", "好")
        assert len(fake.token_questions) == 1
        fake.clock.pass_seconds(1)
        await api.send_text("o1", "好")

    assert len(fake.token_questions) == 2


async def test_a_short_lived_token_serves_too():
    given = [token("short", 20), token("next", 20)]
    async with fake_api(tokens=given) as fake, fake.client() as api:
        await api.send_text("o1", "好")
        fake.clock.pass_seconds(17)
        await api.send_text("o1", "好")
        fake.clock.pass_seconds(1)
        await api.send_text("o1", "好")

    assert [send.token for send in fake.sends] == ["short", "short", "next"]


@pytest.mark.parametrize("life", [None, "soon", 0, -1, True, 10**9])
async def test_a_token_with_a_strange_life_serves_at_most_two_hours(life):
    async with fake_api(tokens=[token("odd", life)]) as fake, fake.client() as api:
        await api.send_text("o1", "好")
        fake.clock.pass_seconds(7200)
        await api.send_text("o1", "好")

    assert fake.sends[0].token == "odd"
    assert len(fake.token_questions) == 2


async def test_no_token_is_certainly_not_sent_and_fifty_sends_share_the_refusal():
    no = refusal(40164, f"invalid ip 203.0.113.7, secret {SECRET} not in whitelist")
    async with fake_api(tokens=[no, no]) as fake, fake.client() as api:
        ends = await asyncio.gather(
            *(api.send_text(f"o{n}", "好") for n in range(50)), return_exceptions=True
        )

    assert {type(end) for end in ends} == {NotSent}
    assert {end.code for end in ends} == {40164}
    assert "203.0.113.7" in str(ends[0])
    assert SECRET not in str(ends[0])
    assert (len(fake.token_questions), len(fake.sends)) == (1, 0)


NO_TOKEN = {
    "time-out": hang,
    "reset": reset,
    "HTML": web.Response(text="<html>busy</html>", status=502),
    "a list": [],
    "nothing": {},
    "a number": {"access_token": 5, "expires_in": 7200},
    "busy": refusal(-1),
}


@pytest.mark.parametrize("answer", NO_TOKEN.values(), ids=NO_TOKEN)
async def test_whatever_goes_wrong_with_the_token_nothing_was_sent(answer):
    async with fake_api(tokens=[answer]) as fake:
        failed = await failure_of(fake, NotSent, call_seconds=0.2)

    assert failed.retry_seconds > 0
    assert fake.sends == []


async def test_after_a_failed_question_the_next_send_asks_again():
    async with fake_api(tokens=[refusal(-1)]) as fake, fake.client() as api:
        with pytest.raises(NotSent):
            await api.send_text("o1", "好")
        assert await api.send_text("o1", "好") == Sent()


# What the platform says


@pytest.mark.parametrize("code", [40003, 45002, 45015, 45047, 48001, 48002, 50005, -2, 99999])
async def test_a_refusal_is_a_refusal_with_its_code(code):
    async with fake_api(refusal(code, "user block")) as fake:
        refused = await failure_of(fake, SendRefused)

    assert refused.code == code
    assert "user block" in str(refused)
    assert len(fake.sends) == 1


@pytest.mark.parametrize(("code", "seconds"), [(-1, 2), (45011, 60)])
async def test_a_busy_platform_is_worth_another_try_later(code, seconds):
    async with fake_api(refusal(code)) as fake:
        busy = await failure_of(fake, NotSent)

    assert (busy.code, busy.retry_seconds) == (code, seconds)
    assert len(fake.sends) == 1


@pytest.mark.parametrize(("utc_hour", "wait_hours"), [(7, 9), (15, 1), (16, 24), (23, 17)])
async def test_a_used_up_day_is_over_at_midnight_in_china(utc_hour, wait_hours):
    async with fake_api(refusal(45009)) as fake:
        fake.clock.now = datetime(2026, 1, 1, utc_hour, 0, tzinfo=UTC)
        blocked = await failure_of(fake, NotSent)

    assert blocked.code == 45009
    assert blocked.retry_seconds == wait_hours * 3600


async def test_a_refusal_counts_whatever_the_http_status_says():
    async with fake_api(web.json_response(refusal(45015), status=500)) as fake:
        assert (await failure_of(fake, SendRefused)).code == 45015


async def test_a_refusal_in_another_charset_is_still_read():
    gbk = '{"errcode": 45015, "errmsg": "超时"}'.encode("gbk")
    async with fake_api(web.Response(body=gbk)) as fake:
        assert (await failure_of(fake, SendRefused)).code == 45015


# Whether it left


def unused_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


async def move(api, base_url):
    """Let a client that holds a token find the platform somewhere else."""
    await api.send_text("o1", "好")
    api._http._base_url = base_url


@pytest.mark.parametrize("where", ["refused", "no such host", "no TLS"])
async def test_a_platform_that_is_not_reached_was_sent_nothing(where):
    async with fake_api() as fake, fake.client() as api:
        addresses = {
            "refused": f"http://127.0.0.1:{unused_port()}",
            "no such host": "http://nobody.invalid",
            "no TLS": fake.base_url.replace("http://", "https://"),
        }
        await move(api, addresses[where])
        with pytest.raises(NotSent):
            await api.send_text("o1", "好")

    assert len(fake.sends) == 1


async def test_a_platform_that_never_finishes_the_handshake_was_sent_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with fake_api() as fake, fake.client(call_seconds=0.2) as api:
            await move(api, f"https://127.0.0.1:{silent.getsockname()[1]}")
            with pytest.raises(NotSent, match="TimeoutError"):
                await api.send_text("o1", "好")


UNCLEAR = {
    "time-out": hang,
    "reset": reset,
    "trickle": trickle,
    "broken off": break_off,
    "502 in HTML": web.Response(text="<html>Bad Gateway</html>", status=502),
    "200 in HTML": web.Response(text="<html>Log in</html>"),
    "empty": web.Response(body=b""),
    "half JSON": web.Response(body=b'{"errcode": 0, "errm'),
    "JSON that is no object": [0],
    "no errcode": {"errmsg": "ok"},
    "errcode in words": {"errcode": "0"},
    "errcode true": {"errcode": True},
    "errcode of 5,000 digits": web.Response(body=b'{"errcode": ' + b"1" * 5000 + b"}"),
    "endless nesting": web.Response(body=b"[" * 100_000),
    "yes with a 500": web.json_response(YES, status=500),
    "moved": web.Response(status=301, headers={"Location": "http://elsewhere.invalid/"}),
    "too long": web.Response(body=b" " * 300_000 + b'{"errcode": 0}'),
    "compressed": web.Response(
        body=gzip.compress(b" " * 9_000_000), headers={"Content-Encoding": "gzip"}
    ),
}


@pytest.mark.parametrize("answer", UNCLEAR.values(), ids=UNCLEAR)
async def test_without_a_clear_answer_nobody_knows_and_nothing_is_repeated(answer):
    async with fake_api(answer) as fake:
        await failure_of(fake, OutcomeUnknown, call_seconds=0.3)

    assert len(fake.sends) == 1


RUBBISH = {
    "no HTTP": b"\x00\xff\x16\x03rubbish\r\n\r\n",
    "a bad status": b"HTTP/1.1 abc OK\r\n\r\n",
    "an endless header": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    "a header in no encoding": b"HTTP/1.1 200 OK\r\nContent-Type: \xff\xfe\r\n\r\n",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    "bad chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a foreign encoding": b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n(\xb5/\xfd",
}


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH)
async def test_an_answer_that_is_no_http_is_unclear(rubbish):
    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(rubbish)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with fake_api() as fake, fake.client() as api, server:
        await move(api, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(OutcomeUnknown):
            await api.send_text("o1", "好")


async def test_an_unclear_answer_after_a_renewed_token_is_unclear():
    async with fake_api(refusal(42001), reset) as fake:
        await failure_of(fake, OutcomeUnknown)

    assert len(fake.sends) == 2


async def test_a_token_that_cannot_be_renewed_leaves_the_text_unsent():
    async with fake_api(refusal(42001), tokens=[token("old"), refusal(-1)]) as fake:
        await failure_of(fake, NotSent)

    assert len(fake.sends) == 1


# What must not be told


TALKATIVE = [
    (refusal(45015, "token-1 the-app-secret rid: 1"), SendRefused),
    (refusal(40001, "token-2"), SendRefused),
    (reset, OutcomeUnknown),
    (hang, OutcomeUnknown),
]


@pytest.mark.parametrize(("answer", "kind"), TALKATIVE)
async def test_neither_token_nor_secret_is_told_to_a_log_or_a_traceback(answer, kind, caplog):
    caplog.set_level(logging.DEBUG)
    async with fake_api(answer) as fake:
        failed = await failure_of(fake, kind, call_seconds=0.2)

    told = caplog.text + "".join(traceback.format_exception(failed)) + repr(failed)
    assert "token-1" not in told
    assert "token-2" not in told
    assert SECRET not in told


async def test_the_platforms_words_are_shortened_to_a_line():
    async with fake_api(refusal(45015, "a\nb" * 500)) as fake:
        refused = await failure_of(fake, SendRefused)

    assert "\n" not in str(refused)
    assert len(str(refused)) < 300
