import hashlib
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import SendText, SendToGroup, TouchKind
from bot.errors import PoisonEvent, SendRefused
from bot.events import (
    Followed,
    MenuClicked,
    MessageKind,
    MessageReceived,
    Noticed,
    Unfollowed,
)
from bot.platforms import Platform, Sent
from bot.platforms.official_account import OfficialAccount, answer_to, event_key
from bot.platforms.wechat_api import WeChatApi
from bot.platforms.wechat_xml import read_message
from tests.bot.platforms.fake_api import fake_api
from tests.wechat import CREDENTIALS, NOW, event_message, text_message

PAYLOADS = Path(__file__).parents[2] / "payloads" / "official_account"

HEARD = {"account": "栗子铺", "contact": "oChestnut_guest_01", "at": NOW}
OWNER = HEARD | {"contact": "oChestnut_owner"}


def account(api=None) -> Platform:
    unused = WeChatApi("wx1", "unused", clock=lambda: NOW)
    return OfficialAccount("栗子铺", CREDENTIALS, api or unused)


def parse(raw):
    return account().parse(raw)


def said(kind, **rest):
    return MessageReceived(**HEARD, kind=kind, **rest)


UNDERSTOOD = {
    "text": said(MessageKind.TEXT, text="你们家的围嘴耐脏吗？👶"),
    "text_menu_answer": said(MessageKind.TEXT, text="满意"),
    "image": said(MessageKind.IMAGE, media="media_picture_1"),
    "voice": said(MessageKind.VOICE, media="media_voice_1"),
    "voice_recognised": said(MessageKind.VOICE, media="media_voice_2", text="什么时候发货"),
    "video": said(MessageKind.OTHER, media="media_video_1"),
    "shortvideo": said(MessageKind.OTHER, media="media_video_2"),
    "location": said(MessageKind.OTHER),
    "link": said(MessageKind.OTHER),
    "subscribe": Followed(**HEARD),
    "subscribe_scene": Followed(**HEARD, source="parcel_card_07"),
    "unsubscribe": Unfollowed(**HEARD),
    "scan": MenuClicked(**HEARD, key="parcel_card_07"),
    "click": MenuClicked(**HEARD, key="MENU_SIZES"),
    "view": Noticed(**HEARD, what="view"),
    "location_report": Noticed(**HEARD, what="location"),
    "template_finished": Noticed(**HEARD, what="templatesendjobfinish"),
    "mass_finished": Noticed(**OWNER, what="masssendjobfinish"),
    "pictures_from_menu": Noticed(**HEARD, what="pic_weixin"),
    "subscription_answered": Noticed(**HEARD, what="subscribe_msg_popup_event"),
}


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_a_callback_of_the_platform_becomes_our_event(name):
    assert parse((PAYLOADS / f"{name}.xml").read_text()) == UNDERSTOOD[name]


def test_every_payload_is_understood():
    assert {path.stem for path in PAYLOADS.glob("*.xml")} == set(UNDERSTOOD)


@pytest.mark.parametrize("name", ["SUBSCRIBE", "Subscribe", "subscribe"])
def test_an_events_name_is_read_in_any_case(name):
    assert parse(event_message(name)) == Followed(**HEARD)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200))
def test_a_customers_words_arrive_as_they_were_said(words):
    kept = words.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")

    assert parse(text_message(words)) == said(MessageKind.TEXT, text=kept)


def test_an_empty_text_is_a_message_without_words():
    assert parse(text_message("")) == said(MessageKind.TEXT)


ALIEN = {
    "ZWJ family": "👩‍👩‍👧‍👦",
    "bidi override": "\u202e好\u202c",
    "combining marks": "好" + "\u0301" * 10_000,
    "C1 controls": "好\x85的",
    "four-byte letters": "𠮷野家",
}


@pytest.mark.parametrize("words", ALIEN.values(), ids=ALIEN)
def test_strange_but_legal_words_are_words(words):
    assert parse(text_message(words)).text == words


TEXT = text_message("好", message_id=7)
MADE = "<CreateTime>1767250800</CreateTime>"
FROM = "<FromUserName><![CDATA[oChestnut_guest_01]]></FromUserName>"
KIND = "<MsgType><![CDATA[text]]></MsgType>"

POISON = {
    "no type": (TEXT.replace(KIND, ""), "MsgType"),
    "empty type": (TEXT.replace(KIND, "<MsgType></MsgType>"), "MsgType"),
    "two types": (TEXT.replace(KIND, KIND + KIND), "MsgType"),
    "nested type": (TEXT.replace(KIND, "<MsgType><a>text</a></MsgType>"), "MsgType"),
    "unknown type": (TEXT.replace("[text]", "[hologram]"), "MsgType"),
    "no time": (TEXT.replace(MADE, ""), "CreateTime"),
    "time in words": (TEXT.replace("1767250800", "noon"), "CreateTime"),
    "time 0": (TEXT.replace("1767250800", "0"), "CreateTime"),
    "negative time": (TEXT.replace("1767250800", "-1767250800"), "CreateTime"),
    "time with a point": (TEXT.replace("1767250800", "1767250800.5"), "CreateTime"),
    "time in full-width digits": (
        TEXT.replace("1767250800", "１７６７２５０８００"),
        "CreateTime",
    ),
    "time of 11 digits": (TEXT.replace("1767250800", "1" * 11), "CreateTime"),
    "time of 30 digits": (TEXT.replace("1767250800", "1" * 30), "CreateTime"),
    "time of 5,000 digits": (TEXT.replace("1767250800", "1" * 5_000), "CreateTime"),
    "no sender": (TEXT.replace(FROM, ""), "FromUserName"),
    "empty sender": (TEXT.replace("oChestnut_guest_01", " "), "FromUserName"),
    "two senders": (TEXT.replace(FROM, FROM * 2), "FromUserName"),
    "endless sender": (TEXT.replace("oChestnut_guest_01", "o" * 65), "FromUserName"),
    "text without content": (TEXT.replace("Content", "Words"), "Content"),
    "nested content": (TEXT.replace("<![CDATA[好]]>", "<a>好</a>"), "Content"),
    "no event": (event_message("").replace("<Event><![CDATA[]]></Event>", ""), "Event"),
    "empty event": (event_message(""), "Event"),
    "unknown event": (event_message("teleport"), "Event"),
    "a click on nothing": (event_message("CLICK"), "EventKey"),
    "nested source": (
        event_message("subscribe").replace("</xml>", "<EventKey><a>1</a></EventKey></xml>"),
        "EventKey",
    ),
    "not XML": ("你好", "XML"),
}


@pytest.mark.parametrize(("raw", "field"), POISON.values(), ids=POISON)
def test_a_callback_that_makes_no_sense_is_poison_and_names_the_field(raw, field):
    with pytest.raises(PoisonEvent, match=field) as poison:
        parse(raw)

    assert len(str(poison.value)) < 120


def test_a_time_of_ten_digits_and_a_sender_of_64_characters_are_the_largest():
    raw = TEXT.replace("1767250800", "9" * 10).replace("oChestnut_guest_01", "o" * 64)

    heard = parse(raw)
    assert heard.contact == "o" * 64
    assert heard.at == datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC)


# The name of a callback


def key_of(xml):
    return event_key(xml, read_message(xml))


def test_a_message_is_named_by_its_id():
    assert key_of(text_message("好", message_id=25112233445566771)) == "msg:25112233445566771"


@pytest.mark.parametrize("number", ["0", "00", "", "x1", "-5", "1" * 21, "１"])
def test_a_message_without_a_real_id_is_named_by_its_content(number):
    xml = text_message("好", message_id=number)

    assert key_of(xml) == "sha256:" + hashlib.sha256(xml.encode()).hexdigest()


def test_an_id_of_twenty_digits_is_real():
    assert key_of(text_message("好", message_id="1" * 20)) == "msg:" + "1" * 20


def test_two_events_in_one_second_have_two_names_and_a_repeated_one_has_one():
    click, scan = event_message("CLICK", EventKey="A"), event_message("SCAN", EventKey="A")

    assert key_of(click) != key_of(scan)
    assert key_of(click) == key_of(click)


def test_a_finished_jobs_number_is_no_message_id():
    finished = (PAYLOADS / "mass_finished.xml").read_text()

    assert key_of(finished).startswith("sha256:")


def test_what_cannot_be_read_has_a_name_too():
    assert event_key("<xml", None).startswith("sha256:")
    assert event_key("\ud800", None) != event_key("\ud801", None)


# Answering and sending


def test_an_answer_goes_back_where_the_message_came_from():
    reply = ET.fromstring(answer_to(text_message("在吗"), "在的，亲", NOW))

    assert reply.findtext("ToUserName") == "oChestnut_guest_01"
    assert reply.findtext("FromUserName") == "gh_chestnut_shop"
    assert reply.findtext("Content") == "在的，亲"
    assert reply.findtext("CreateTime") == "1767250800"


async def test_a_text_is_sent_as_a_customer_message():
    note = SendText(
        customer="c1",
        account="栗子铺",
        contact="o1",
        text="到货了",
        touch=TouchKind.SERVICE,
        key="k",
    )

    assert SendText in account().kinds()
    async with fake_api() as fake, fake.client() as api:
        assert await account(api).send(note) == Sent()
    assert [send.message["text"]["content"] for send in fake.sends] == ["到货了"]


async def test_what_the_platform_cannot_do_is_refused():
    note = SendToGroup(account="栗子铺", chat="g", text="好", touch=TouchKind.SERVICE, key="k")

    assert SendToGroup not in account().kinds()
    with pytest.raises(SendRefused, match="SendToGroup"):
        await account().send(note)
