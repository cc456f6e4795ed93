"""The callback door of a whole server, from outside: genuine, forged, and poisonous deliveries."""

import base64
import gzip
import hashlib
from dataclasses import replace
from datetime import timedelta
from zlib import crc32

import pytest
from aiohttp import ClientSession
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import text
from structlog.testing import capture_logs
from wechatpy.crypto.base import WeChatCipher

from tests.builders import NOON, Clock, open_server
from tests.wechat import CREDENTIALS, Delivery, deliver, event_message, open_answer, text_message

ACCOUNT = "gh_chestnut_shop"
QUESTION = text_message("有没有色差？", at=NOON)
WRONG_KEY = replace(CREDENTIALS, aes_key="V2FsbnV0c0FyZVJvYXN0ZWRJbkRlY2VtYmVyMTIzNDU")
ANOTHER_SHOP = replace(CREDENTIALS, app_id="wx0another")
ENTITIES = '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
FOREIGN_FILE = '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def account(**more):
    return {
        "account": ACCOUNT,
        "app_id": CREDENTIALS.app_id,
        "token": CREDENTIALS.token,
        "aes_key": CREDENTIALS.aes_key,
        "api_base": "http://127.0.0.1:9",
    } | more


def from_platform(xml, credentials=CREDENTIALS, *, at=NOON):
    return deliver(xml, credentials, at=at, nonce=str(crc32(xml.encode())))


def envelope(encrypt):
    return f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>".encode()


def signed(encrypt, at=NOON):
    """Deliver whatever stands in `Encrypt`, as somebody who knows the token could."""
    timestamp = str(int(at.timestamp()))
    parts = sorted([CREDENTIALS.token, timestamp, "7", encrypt])
    signature = hashlib.sha1("".join(parts).encode()).hexdigest()
    query = {"timestamp": timestamp, "nonce": "7", "msg_signature": signature}
    return Delivery(query, envelope(encrypt))


def sealed(message, *, filling=None):
    """Encrypt bytes that need be no text, under a padding that need not be right."""
    size = len(message).to_bytes(4, "big")
    plain = b"0123456789abcdef" + size + message + CREDENTIALS.app_id.encode()
    count = 32 - len(plain) % 32
    padding = bytes([count]) * count if filling is None else filling * count
    cipher = WeChatCipher(base64.b64decode(CREDENTIALS.aes_key + "="))
    return signed(base64.b64encode(cipher.encrypt(plain + padding)).decode())


def plain_query(at=NOON, **changes):
    """Sign a question or a plaintext delivery: token, time and nonce, nothing else."""
    timestamp = str(int(at.timestamp()))
    parts = sorted([CREDENTIALS.token, timestamp, "7"])
    signature = hashlib.sha1("".join(parts).encode()).hexdigest()
    return {"timestamp": timestamp, "nonce": "7", "signature": signature} | changes


class Visitor:
    """Somebody who knocks at the callback door."""

    def __init__(self, server, session):
        self.server = server
        self.session = session
        self.url = f"http://127.0.0.1:{server.port}/callback/{ACCOUNT}"

    async def post(self, delivery, **headers):
        async with self.session.post(
            self.url, params=delivery.query, data=delivery.body, headers=headers
        ) as answer:
            return answer.status, await answer.read()

    async def ask(self, query):
        async with self.session.get(self.url, params=query) as answer:
            return answer.status, await answer.text()

    async def kept(self):
        async with self.server.house.store.reading() as unit:
            rows = await unit.work.rows(text("SELECT state, reason FROM inbox ORDER BY id"))
        return [(row.state, row.reason) for row in rows]

    async def assert_neighbours_are_answered(self):
        neighbour = text_message("有没有色差？", contact="oNeighbour", message_id=99, at=NOON)
        status, body = await self.post(from_platform(neighbour))
        assert (status, "<Content>" in open_answer(body)) == (200, True)


@pytest.fixture
async def visitor(sqlite_url):
    async with (
        open_server(sqlite_url, clock=Clock(), official_account=account()) as server,
        ClientSession() as session,
    ):
        yield Visitor(server, session)


GENUINE = from_platform(QUESTION)
LATE = timedelta(seconds=601)
REFUSED = {
    "one byte over 64 KB": (replace(GENUINE, body=b"x" * 65_537), 413),
    "a hundred thousand nested elements": (from_platform("<a>" * 100_000), 413),
    "an empty body": (replace(GENUINE, body=b""), 400),
    "no XML": (replace(GENUINE, body="你好".encode()), 400),
    "an envelope cut short": (replace(GENUINE, body=GENUINE.body[:-9]), 400),
    "another root": (replace(GENUINE, body=GENUINE.body.replace(b"xml>", b"xm>")), 400),
    "an envelope with entities": (replace(GENUINE, body=ENTITIES.encode() + GENUINE.body), 400),
    "an envelope that names a file": (
        replace(GENUINE, body=FOREIGN_FILE.encode() + b"<xml><Encrypt>&a;</Encrypt></xml>"),
        400,
    ),
    "a deeply nested envelope": (replace(GENUINE, body=b"<xml>" + b"<a>" * 20_000), 400),
    "an envelope in GBK": (replace(GENUINE, body="<xml><甲/></xml>".encode("gbk")), 400),
    "an envelope in UTF-16": (replace(GENUINE, body=GENUINE.body.decode().encode("utf-16")), 400),
    "a gzipped body that does not say so": (
        replace(GENUINE, body=gzip.compress(GENUINE.body)),
        400,
    ),
    "no query": (replace(GENUINE, query={}), 400),
    "two nonces": (replace(GENUINE, query=[*GENUINE.query.items(), ("nonce", "8")]), 400),
    "a wrong signature": (
        replace(GENUINE, query=GENUINE.query | {"msg_signature": "0" * 40}),
        403,
    ),
    "a body swapped under a good signature": (
        replace(GENUINE, body=from_platform(event_message("CLICK", at=NOON)).body),
        403,
    ),
    "a token of somebody else": (from_platform(QUESTION, replace(CREDENTIALS, token="no")), 403),
    "a wrong key": (from_platform(QUESTION, WRONG_KEY), 403),
    "a wrong receiver": (from_platform(QUESTION, ANOTHER_SHOP), 403),
    "a cipher of 15 bytes": (signed(base64.b64encode(b"x" * 15).decode()), 403),
    "a cipher that is no base64": (signed("你好"), 403),
    "an empty cipher": (signed(""), 400),
    "bad padding": (sealed(QUESTION.encode(), filling=b"\x00"), 403),
    "lone surrogates": (sealed(QUESTION.encode().replace(b"oCh", b"\xed\xa0\x80")), 403),
    "a message in GBK": (sealed(QUESTION.encode("gbk", errors="ignore")), 403),
    "an hour ago": (from_platform(QUESTION, at=NOON - timedelta(hours=1)), 403),
    "a second too old": (from_platform(QUESTION, at=NOON - LATE), 403),
    "a second too early": (from_platform(QUESTION, at=NOON + LATE), 403),
}


@pytest.mark.parametrize(("delivery", "status"), REFUSED.values(), ids=REFUSED)
async def test_what_is_not_the_platforms_is_refused_without_a_word_and_not_kept(
    visitor, delivery, status
):
    assert await visitor.post(delivery) == (status, b"")
    assert await visitor.kept() == []
    await visitor.assert_neighbours_are_answered()


def changed(old, new):
    assert old in QUESTION
    return QUESTION.replace(old, new)


TO = "<ToUserName><![CDATA[gh_chestnut_shop]]></ToUserName>"
PARKED = {
    "truncated XML": (QUESTION[:-20], "not well-formed"),
    "another root": ("<yml></yml>", "root"),
    "entities": (ENTITIES + changed("有没有色差？", "]]>&b;<![CDATA["), "doctype"),
    "a foreign file": (FOREIGN_FILE + changed("有没有色差？", "]]>&a;<![CDATA["), "doctype"),
    "ten thousand nested elements": ("<xml>" + "<a>" * 10_000, "nested deeper"),
    "six thousand siblings": ("<xml><b>" + "<a/>" * 6_000 + "</b></xml>", "elements"),
    "an unknown message": (changed("[text]", "[telepathy]"), "MsgType is unknown"),
    "an unknown event": (event_message("moonwalk", at=NOON), "Event is unknown"),
    "no kind": (changed("<MsgType><![CDATA[text]]></MsgType>", ""), "MsgType is missing"),
    "two kinds": (changed("<Content>", "<MsgType>text</MsgType><Content>"), "twice"),
    "a nested kind": (changed("<![CDATA[text]]>", "<a>text</a>"), "MsgType is not text"),
    "an empty kind": (changed("[text]", "[]"), "MsgType is empty"),
    "a time in words": (changed(str(int(NOON.timestamp())), "noon"), "CreateTime"),
    "a time of 5,000 digits": (changed(str(int(NOON.timestamp())), "9" * 5_000), "CreateTime"),
    "a negative time": (changed("<CreateTime>", "<CreateTime>-"), "CreateTime"),
    "no receiver": (changed(TO, ""), "ToUserName is missing"),
    "a nested receiver": (changed(TO, "<ToUserName><a>1</a></ToUserName>"), "ToUserName"),
    "a blank receiver": (changed("[gh_chestnut_shop]", "[ ]"), "ToUserName"),
    "a surrogate by its number": (
        changed("<![CDATA[有没有色差？]]>", "&#xD800;"),
        "not well-formed",
    ),
}


@pytest.mark.parametrize(("xml", "words"), PARKED.values(), ids=PARKED)
async def test_what_cannot_be_understood_is_thanked_for_and_parked_with_its_reason(
    visitor, xml, words
):
    assert await visitor.post(from_platform(xml)) == (200, b"success")
    ((state, reason),) = await visitor.kept()
    assert (state, words in reason) == ("parked", True)
    await visitor.assert_neighbours_are_answered()


STRANGE = {
    "a NUL": sealed(QUESTION.encode().replace(b"\xef\xbc\x9f", b"\x00")),
    "an end of CDATA": from_platform(text_message("有色差吗]]></Content><a>", at=NOON)),
    "a family and a bidi override": from_platform(
        text_message("有没有色差👨‍👩‍👧\u202e？", at=NOON)
    ),
    "ten thousand combining marks": from_platform(
        text_message("有没有色差" + "\u0301" * 10_000, at=NOON)
    ),
    "a non-character": from_platform(text_message("有没有色差\ufffe", at=NOON)),
    "no MsgId": from_platform(changed("<MsgId>25112233445566771</MsgId>", "")),
    "ten minutes ago": from_platform(QUESTION, at=NOON - timedelta(seconds=600)),
}


@pytest.mark.parametrize("delivery", STRANGE.values(), ids=STRANGE)
async def test_a_strange_but_genuine_question_is_answered(visitor, delivery):
    status, body = await visitor.post(delivery)

    assert (status, "<Content>" in open_answer(body)) == (200, True)
    assert await visitor.kept() == [("done", "")]


async def test_poison_that_comes_three_times_is_parked_once(visitor):
    answers = [await visitor.post(deliver("<xml>", at=NOON, nonce=n)) for n in "123"]

    assert answers == [(200, b"success")] * 3
    assert len(await visitor.kept()) == 1


# Bodies that come in another manner


@pytest.mark.parametrize("pieces", [1, 40])
async def test_a_body_that_trickles_in_is_taken(visitor, pieces):
    async def trickle():
        step = len(GENUINE.body) // pieces + 1
        for start in range(0, len(GENUINE.body), step):
            yield GENUINE.body[start : start + step]

    status, body = await visitor.post(replace(GENUINE, body=trickle()))

    assert (status, "<Content>" in open_answer(body)) == (200, True)


async def test_a_body_that_trickles_in_for_ever_is_refused_at_the_limit(visitor):
    async def trickle():
        for _ in range(70):
            yield b"x" * 1024

    assert await visitor.post(replace(GENUINE, body=trickle())) == (413, b"")


async def test_a_gzipped_delivery_is_read_and_a_gzip_bomb_refused_at_the_limit(visitor):
    packed = replace(GENUINE, body=gzip.compress(GENUINE.body))
    bomb = replace(GENUINE, body=gzip.compress(b"x" * 10_000_000))

    assert (await visitor.post(packed, **{"Content-Encoding": "gzip"}))[0] == 200
    assert await visitor.post(bomb, **{"Content-Encoding": "gzip"}) == (413, b"")


async def test_a_body_that_only_says_it_is_gzipped_is_a_bad_request(visitor):
    status, _ = await visitor.post(GENUINE, **{"Content-Encoding": "gzip"})

    assert status == 400
    assert await visitor.kept() == []


QUERIES = st.dictionaries(
    st.sampled_from(["msg_signature", "timestamp", "nonce", "encrypt_type"]), st.text(max_size=9)
)


@examples(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=QUERIES, body=st.binary() | st.text().map(str.encode))
async def test_a_strangers_bytes_never_make_the_server_fail(visitor, query, body):
    status, answer = await visitor.post(Delivery(query, body))

    assert (status in {400, 403}, answer) == (True, b"")


@examples(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(xml=st.text(st.sampled_from('<>/&;"![]x ToUserNamegyp\x00\ufffe1好'), max_size=80))
async def test_whatever_the_platform_says_is_thanked_for(visitor, xml):
    assert await visitor.post(from_platform(f"<xml>{xml}</xml>")) == (200, b"success")


# The platform's question whether the address is ours


async def test_the_platforms_question_is_answered_with_its_own_echo(visitor):
    assert await visitor.ask(plain_query(echostr="4907160432288410")) == (200, "4907160432288410")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"signature": "0" * 40}, 403),
        ({"nonce": "8"}, 403),
        ({"echostr": "<script>alert(1)</script>"}, 403),
        ({"echostr": ""}, 400),
    ],
)
async def test_a_strangers_question_is_refused(visitor, changes, status):
    question = plain_query(echostr="4907160432288410") | changes

    assert await visitor.ask(question) == (status, "")


# Plaintext


@pytest.mark.parametrize("encrypt_type", [{}, {"encrypt_type": "raw"}])
async def test_plaintext_is_refused(visitor, encrypt_type):
    delivery = Delivery(plain_query(**encrypt_type), QUESTION.encode())

    assert await visitor.post(delivery) == (400, b"")
    assert await visitor.kept() == []


@pytest.fixture
async def plain_visitor(sqlite_url):
    chosen = account(allow_plaintext=True)
    async with (
        open_server(sqlite_url, clock=Clock(), official_account=chosen) as server,
        ClientSession() as session,
    ):
        yield Visitor(server, session)


async def test_where_plaintext_is_allowed_it_is_answered_in_plaintext(plain_visitor):
    status, body = await plain_visitor.post(Delivery(plain_query(), QUESTION.encode()))

    assert (status, b"<Content>" in body) == (200, True)
    assert await plain_visitor.kept() == [("done", "")]


async def test_where_plaintext_is_allowed_encryption_still_works(plain_visitor):
    await plain_visitor.assert_neighbours_are_answered()


async def test_allowed_plaintext_still_needs_its_signature(plain_visitor):
    forged = Delivery(plain_query(signature="0" * 40), QUESTION.encode())

    assert await plain_visitor.post(forged) == (403, b"")
    assert await plain_visitor.kept() == []


async def test_broken_plaintext_is_parked(plain_visitor):
    broken = Delivery(plain_query(), QUESTION.encode("gbk", errors="ignore") + b"\x00")

    assert await plain_visitor.post(broken) == (200, b"success")
    assert [state for state, _ in await plain_visitor.kept()] == ["parked"]


# A database that cannot commit


async def rename_inbox(visitor, old, new):
    async with visitor.server.house.store.unit() as unit:
        await unit.work.change(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_what_cannot_be_kept_is_never_thanked_for_and_taken_when_it_comes_again(visitor):
    with capture_logs() as logs:
        await rename_inbox(visitor, "inbox", "away")
        while_away = [await visitor.post(each) for each in (GENUINE, from_platform("<xml>"))]
        await rename_inbox(visitor, "away", "inbox")
        status, body = await visitor.post(GENUINE)

    assert while_away == [(503, b"")] * 2
    assert "error" in {line["log_level"] for line in logs}
    assert (status, "<Content>" in open_answer(body)) == (200, True)
