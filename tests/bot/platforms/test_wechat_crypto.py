import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict
from wechatpy.crypto.base import WeChatCipher

from bot.errors import CallbackRefused, ConfigError
from bot.platforms.limits import LIMITS
from bot.platforms.wechat_crypto import Credentials, open_envelope, seal_reply, verify_url
from tests.wechat import CREDENTIALS, NOW, deliver, open_answer, text_message

# Test vectors of the scheme, made up: key bytes 00 to 1f, random bytes 0 to f.
VECTOR = Credentials(
    token="pdbot_token_01",
    aes_key="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    app_id="ww00000000000000aa",
)
VECTOR_NOW = datetime.fromtimestamp(1735689600, UTC)
VECTOR_ENCRYPT = (
    "4j/AuRx71kQlxVlzbpsMWBhPcgrjbCklX5fYn1DOD9Q673faRiUMsE6U8ax2B4X4ldjsJBvJRLu0SlpW66GJUw=="
)
VECTOR_QUERY = {
    "timestamp": "1735689600",
    "nonce": "8842019",
    "msg_signature": "e4d9d9131656ed994d560229ef799ba0291af927",
}


def envelope(encrypt):
    return f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>".encode()


def signed(encrypt, credentials=VECTOR, timestamp="1735689600"):
    """Sign whatever stands in `Encrypt`, as somebody who knows the token could."""
    parts = sorted([credentials.token, timestamp, "8842019", encrypt])
    signature = hashlib.sha1("".join(parts).encode()).hexdigest()
    return {"timestamp": timestamp, "nonce": "8842019", "msg_signature": signature}


def encrypted(plain):
    """Encrypt a padded plaintext with the vectors' key, whatever it holds."""
    return base64.b64encode(WeChatCipher(bytes(range(32))).encrypt(plain)).decode()


def padded(plain):
    count = 32 - len(plain) % 32
    return plain + bytes([count]) * count


def plain_of(message, receiver=b"ww00000000000000aa", length=None):
    size = len(message) if length is None else length
    return b"0123456789abcdef" + size.to_bytes(4, "big") + message + receiver


def refusal_of(query, body, credentials=VECTOR, now=VECTOR_NOW):
    with pytest.raises(CallbackRefused) as refused:
        open_envelope(credentials, query, body, now=now)
    return refused.value.reason, refused.value.status


# The platform's one GET


def question(**changes):
    given = {
        "signature": "b601dc009272ab3b0fe4d48140b993bbc909379f",
        "timestamp": "1735689600",
        "nonce": "8842019",
        "echostr": "4907160432288410",
    }
    return given | changes


def test_the_platforms_question_is_answered_with_its_own_echo():
    assert verify_url(VECTOR, question()) == "4907160432288410"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signature": "b601dc009272ab3b0fe4d48140b993bbc909379e"}, "signature"),
        ({"signature": "会"}, "signature"),
        ({"nonce": "8842018"}, "signature"),
        ({"signature": ""}, "parameter"),
        ({"echostr": ""}, "parameter"),
        ({"echostr": "<script>alert(1)</script>"}, "echo"),
        ({"echostr": "1" * 513}, "echo"),
    ],
)
def test_another_question_is_refused(changes, reason):
    with pytest.raises(CallbackRefused) as refused:
        verify_url(VECTOR, question(**changes))

    assert refused.value.reason == reason


# A delivered callback


def test_the_vector_opens():
    opened = open_envelope(VECTOR, VECTOR_QUERY, envelope(VECTOR_ENCRYPT), now=VECTOR_NOW)

    assert opened == "5927782489442352469"


def test_a_whole_block_of_padding_is_taken_off():
    plain = plain_of(b"abcdefghijklmnopqrstuvwxyz")
    encrypt = encrypted(plain + b"\x20" * 32)

    assert len(plain) == 64
    opened = open_envelope(VECTOR, signed(encrypt), envelope(encrypt), now=VECTOR_NOW)
    assert opened == "abcdefghijklmnopqrstuvwxyz"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300))
def test_what_the_platform_encrypts_we_read(text):
    delivery = deliver(text)

    assert open_envelope(CREDENTIALS, delivery.query, delivery.body, now=NOW) == text


@pytest.mark.parametrize("size", [0, 1, 5, 6, 7, 31, 32, 33, 37, 38, 39, 2048])
def test_a_message_of_any_length_is_read(size):
    delivery = deliver("a" * size)

    assert open_envelope(CREDENTIALS, delivery.query, delivery.body, now=NOW) == "a" * size


def test_a_nul_is_replaced_so_that_every_database_can_keep_the_text():
    delivery = deliver("好\x00的")

    assert open_envelope(CREDENTIALS, delivery.query, delivery.body, now=NOW) == "好\ufffd的"


def test_an_envelope_may_carry_other_fields_and_no_cdata():
    body = (
        '<?xml version="1.0"?>\n<xml><ToUserName>gh</ToUserName>'
        f"<MsgType>text</MsgType><Encrypt> {VECTOR_ENCRYPT}\n</Encrypt></xml>"
    )

    assert open_envelope(VECTOR, VECTOR_QUERY, body.encode(), now=VECTOR_NOW)


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_callback_is_taken_up_to_ten_minutes_from_now_and_no_further(minutes):
    delivery, edge = deliver("好"), NOW + timedelta(minutes=minutes)
    beyond = edge + timedelta(seconds=1 if minutes > 0 else -1)

    assert open_envelope(CREDENTIALS, delivery.query, delivery.body, now=edge) == "好"
    assert refusal_of(delivery.query, delivery.body, CREDENTIALS, beyond) == ("stale", 403)


def test_the_window_may_be_narrower():
    delivery, later = deliver("好"), NOW + timedelta(seconds=61)

    with pytest.raises(CallbackRefused, match="stale"):
        open_envelope(
            CREDENTIALS, delivery.query, delivery.body, now=later, skew=timedelta(minutes=1)
        )


@pytest.mark.parametrize(
    "timestamp", ["now", "-1735689600", "1735689600.0", "１７３５", "9" * 5000]
)
def test_a_timestamp_that_is_no_time_is_refused_even_if_signed(timestamp):
    query = signed(VECTOR_ENCRYPT, timestamp=timestamp)

    assert refusal_of(query, envelope(VECTOR_ENCRYPT)) == ("stale", 403)


GOOD = envelope(VECTOR_ENCRYPT)
MALFORMED = {
    "empty": b"",
    "not XML": b"hello",
    "JSON": b'{"Encrypt": "x"}',
    "wrong root": GOOD.replace(b"xml>", b"html>"),
    "no Encrypt": b"<xml><ToUserName>gh</ToUserName></xml>",
    "a plaintext message": text_message("好").encode(),
    "empty Encrypt": b"<xml><Encrypt></Encrypt></xml>",
    "nested Encrypt": b"<xml><Encrypt><a>x</a></Encrypt></xml>",
    "two Encrypt": GOOD.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>"),
    "a doctype": b"<!DOCTYPE xml>" + GOOD,
    "an entity": b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
    "10,000 nested": b"<xml>" + b"<a>" * 10_000 + b"</a>" * 5_000,
    "12,000 siblings": b"<xml>" + b"<a/>" * 12_000 + b"</xml>",
    "UTF-16": GOOD.decode().encode("utf-16"),
    "GBK": "<xml><a>你好</a></xml>".encode("gbk"),
    "invalid UTF-8": GOOD.replace(b"</xml>", b"<a>\xff\xfe</a></xml>"),
    "overlong UTF-8": GOOD.replace(b"</xml>", b"<a>\xc0\xaf</a></xml>"),
    "a surrogate in UTF-8": GOOD.replace(b"</xml>", b"<a>\xed\xa0\x80</a></xml>"),
    "NUL": GOOD + b"\x00",
    "gzip": b"\x1f\x8b\x08\x00" + b"\x00" * 200,
    "multipart": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nPHhtbD4=\r\n--b--\r\n',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_body_that_is_no_envelope_is_a_bad_request(body):
    assert refusal_of(VECTOR_QUERY, body) == ("envelope", 400)


def test_an_envelope_cut_short_anywhere_is_a_bad_request():
    for end in range(len(GOOD)):
        assert refusal_of(VECTOR_QUERY, GOOD[:end]) == ("envelope", 400)


@pytest.mark.parametrize("size", [1_000_000, 10_000_000, LIMITS.body_bytes + 1])
def test_a_body_beyond_the_limit_is_not_read(size):
    assert refusal_of(VECTOR_QUERY, GOOD.ljust(size)) == ("size", 413)


def test_a_body_at_the_limit_is_read():
    body = GOOD.ljust(LIMITS.body_bytes)

    assert open_envelope(VECTOR, VECTOR_QUERY, body, now=VECTOR_NOW)


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
def test_a_missing_or_repeated_parameter_is_a_bad_request(name):
    without = {key: value for key, value in VECTOR_QUERY.items() if key != name}
    twice = MultiDict([*VECTOR_QUERY.items(), (name, VECTOR_QUERY[name])])

    assert refusal_of(without, GOOD) == ("parameter", 400)
    assert refusal_of(twice, GOOD) == ("parameter", 400)


def test_parameters_may_come_as_aiohttp_brings_them():
    assert open_envelope(VECTOR, MultiDict(VECTOR_QUERY), GOOD, now=VECTOR_NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"msg_signature": "0" * 40},
        {"msg_signature": "签"},
        {"msg_signature": "\ud800"},
        {"nonce": "8842018"},
        {"nonce": "\ud800"},
        {"timestamp": "1735689601"},
    ],
)
def test_a_wrong_signature_is_refused(change):
    assert refusal_of(VECTOR_QUERY | change, GOOD) == ("signature", 403)


def test_a_body_swapped_under_a_good_signature_is_refused():
    swapped = envelope(encrypted(padded(plain_of(b"other"))))

    assert refusal_of(VECTOR_QUERY, swapped) == ("signature", 403)


def test_a_callback_of_another_token_is_refused():
    delivery = deliver("好", Credentials("other_token", CREDENTIALS.aes_key, CREDENTIALS.app_id))

    assert refusal_of(delivery.query, delivery.body, CREDENTIALS, NOW) == ("signature", 403)


SEALED_WRONG = {
    "not base64": ("@@@@", "cipher"),
    "base64 with a hole": (VECTOR_ENCRYPT[:40] + " " + VECTOR_ENCRYPT[40:], "cipher"),
    "Chinese": ("密文", "cipher"),
    "half of a block": (VECTOR_ENCRYPT[:20], "cipher"),
    "15 bytes": (base64.b64encode(b"a" * 15).decode(), "cipher"),
    "16 bytes": (base64.b64encode(b"a" * 16).decode(), "cipher"),
    "padding 0": (encrypted(plain_of(b"a" * 26) + bytes(32)), "padding"),
    "padding 33": (encrypted(plain_of(b"a" * 26) + b"\x21" * 32), "padding"),
    "mixed padding": (encrypted(plain_of(b"a" * 24) + b"\x01\x02"), "padding"),
    "only padding": (encrypted(b"\x20" * 32), "length"),
    "no room for a length": (encrypted(padded(b"0123456789abcdef\x00\x00\x00")), "length"),
    "longer than it is": (encrypted(padded(plain_of(b"abc", length=22))), "length"),
    "4 GB long": (encrypted(padded(plain_of(b"abc", length=2**32 - 1))), "length"),
    "shorter than it is": (encrypted(padded(plain_of(b"abc", length=2))), "receiver"),
    "the receiver swallowed": (encrypted(padded(plain_of(b"abc", length=21))), "receiver"),
    "another receiver": (encrypted(padded(plain_of(b"abc", b"ww00000000000000ab"))), "receiver"),
    "a receiver in no encoding": (encrypted(padded(plain_of(b"abc", b"\xff"))), "receiver"),
    "no receiver": (encrypted(padded(plain_of(b"abc", b""))), "receiver"),
    "a message in GBK": (encrypted(padded(plain_of("你好".encode("gbk")))), "encoding"),
    "overlong UTF-8": (encrypted(padded(plain_of(b"\xc0\xaf"))), "encoding"),
    "a surrogate": (encrypted(padded(plain_of(b"\xed\xa0\x80"))), "encoding"),
}


@pytest.mark.parametrize(("encrypt", "reason"), SEALED_WRONG.values(), ids=SEALED_WRONG)
def test_a_signed_callback_that_does_not_decrypt_to_ours_is_refused(encrypt, reason):
    assert refusal_of(signed(encrypt), envelope(encrypt)) == (reason, 403)


def test_a_callback_under_another_key_is_refused():
    other = Credentials(CREDENTIALS.token, "B" * 43, CREDENTIALS.app_id)
    delivery = deliver("好", other)

    reason, status = refusal_of(delivery.query, delivery.body, CREDENTIALS, NOW)
    assert (reason in {"padding", "length", "receiver"}, status) == (True, 403)


QUERIES = st.dictionaries(
    st.sampled_from(["msg_signature", "timestamp", "nonce", "signature", "echostr"]), st.text()
)


@given(QUERIES, st.binary() | st.text().map(lambda text: envelope(text.replace("\ud800", ""))))
def test_a_strangers_bytes_are_refused_and_bring_no_other_error(query, body):
    reason, status = refusal_of(query, body)

    assert reason
    assert status in {400, 403, 413}


@given(st.binary(max_size=200))
def test_signed_rubbish_is_refused_and_brings_no_other_error(rubbish):
    encrypt = encrypted(padded(rubbish))

    assert refusal_of(signed(encrypt), envelope(encrypt))[1] == 403


# Our answer


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.binary(max_size=40))
def test_the_platform_reads_what_we_seal(text, salt):
    sealed = seal_reply(CREDENTIALS, text, timestamp=1767250801, nonce="31", salt=salt)

    assert open_answer(sealed) == text


def test_a_repeated_delivery_gets_the_same_bytes_and_another_event_gets_others():
    def seal(salt=b"msg:1", text="好的", nonce="31"):
        return seal_reply(CREDENTIALS, text, timestamp=1767250801, nonce=nonce, salt=salt)

    assert seal() == seal()
    assert len({seal(), seal(salt=b"msg:2"), seal(text="好"), seal(nonce="32")}) == 4


def test_a_nonce_cannot_add_an_element_to_our_answer():
    sealed = seal_reply(
        CREDENTIALS, "好", timestamp=1, nonce="]]></Nonce><Evil/><Nonce>\ud800\x00", salt=b""
    )

    assert b"]]></Nonce><Evil/>" not in sealed
    assert sealed.count(b"]]></Nonce>") == 1


# What was agreed on


def test_secrets_do_not_show():
    assert repr(VECTOR) == "Credentials(app_id='ww00000000000000aa')"


@pytest.mark.parametrize(
    "wrong", [{"token": ""}, {"app_id": ""}, {"aes_key": "A" * 42}, {"aes_key": "A" * 42 + "!"}]
)
def test_wrong_credentials_are_refused_without_being_shown(wrong):
    good = {"token": "secret1", "aes_key": "A" * 43, "app_id": "wx1"}

    with pytest.raises(ConfigError) as refused:
        Credentials(**(good | wrong))
    assert "secret1" not in str(refused.value)
    assert "AAAA" not in str(refused.value)
