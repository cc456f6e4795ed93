import xml.etree.ElementTree as ET

import pytest
import xmltodict
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import PoisonEvent
from bot.platforms.wechat_xml import (
    MAX_DEPTH,
    MAX_ELEMENTS,
    clean_text,
    cut_text,
    read_message,
    shorten,
    write_text_reply,
)
from tests.wechat import text_message

# What XML can carry and a parser gives back unchanged (a carriage return becomes a line feed).
LEGAL = st.characters(
    codec="utf-8", exclude_characters="\r\ufffe\uffff", exclude_categories=["Cc", "Cs"]
)
PIECES = st.sampled_from(["]]>", "]]", "<", "&amp;", "\n", "👨‍👩‍👧", "𠮷", "\u202e", "\u0301"])
WORDS = st.lists(st.text(LEGAL, max_size=8) | PIECES, max_size=12).map("".join)
TAGS = st.sampled_from(
    [
        "<xml>",
        "</xml>",
        "<a>",
        "</a>",
        "<b/>",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE xml>",
        "&a;",
        "<?p?>",
    ]
)


def nested(depth):
    return "<xml>" + "<a>" * (depth - 1) + "</a>" * (depth - 1) + "</xml>"


def read_or_none(xml):
    try:
        return read_message(xml)
    except PoisonEvent:
        return None


def test_a_message_is_read_field_by_field():
    message = read_message(text_message("会不会起球？"))

    assert message["Content"] == "会不会起球？"
    assert message["FromUserName"] == "oChestnut_guest_01"


@given(WORDS)
def test_a_customers_words_arrive_unchanged(words):
    assert read_message(text_message(words))["Content"] == words


@given(
    st.dictionaries(st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), st.text(LEGAL, max_size=20))
)
def test_fields_are_read_as_a_common_library_reads_them(fields):
    assume(not any("]]>" in value for value in fields.values()))
    xml = "<xml>" + "".join(f"<{n}><![CDATA[{v}]]></{n}>" for n, v in fields.items()) + "</xml>"
    theirs = xmltodict.parse(xml, strip_whitespace=False)["xml"] or {}

    assert read_message(xml) == {name: value or "" for name, value in theirs.items()}


def test_repeated_children_become_a_list_and_single_ones_stay():
    pictures = "<Pics><Count>2</Count><item>a</item><item>b</item><item>c</item></Pics>"

    assert read_message(f"<xml>{pictures}</xml>") == {
        "Pics": {"Count": "2", "item": ["a", "b", "c"]}
    }


def test_an_empty_field_is_empty_text():
    assert read_message("<xml><EventKey/><Ticket></Ticket></xml>") == {
        "EventKey": "",
        "Ticket": "",
    }


@pytest.mark.parametrize("broken", ["\x00", "\x01", "\x08", "\x0b", "\x1f", "\ud800", "\uffff"])
def test_a_character_that_xml_cannot_carry_is_replaced(broken):
    assert read_message(text_message(f"好{broken}的"))["Content"] == "好\ufffd的"


@pytest.mark.parametrize(
    "fine", ["\t", "\n", "\x7f", "\x85", "\u200d", "\u202e", "é", "\U0001f476"]
)
def test_a_character_that_xml_can_carry_is_kept(fine):
    assert clean_text(fine) == fine


ENTITIES = {
    "internal": '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>',
    "external": '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/hostname">]><xml><C>&a;</C></xml>',
    "recursive": '<!DOCTYPE xml [<!ENTITY a "&b;"><!ENTITY b "&a;">]><xml><C>&a;</C></xml>',
    "parameter": '<!DOCTYPE xml [<!ENTITY % a SYSTEM "http://x.example/"> %a;]><xml/>',
    "laughs": '<!DOCTYPE xml [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;">]><xml><C>&b;</C></xml>',
    "external dtd": '<!DOCTYPE xml SYSTEM "http://x.example/x.dtd"><xml/>',
}


@pytest.mark.parametrize("xml", ENTITIES.values(), ids=ENTITIES)
def test_a_doctype_is_refused_whatever_it_declares(xml):
    with pytest.raises(PoisonEvent, match="doctype"):
        read_message(xml)


POISON = {
    "empty": "",
    "blank": "  \n",
    "not XML": "你好",
    "JSON": '{"MsgType": "text"}',
    "wrong root": "<html><MsgType>text</MsgType></html>",
    "two roots": "<xml></xml><xml></xml>",
    "undeclared entity": "<xml><C>&nbsp;</C></xml>",
    "reference to NUL": "<xml><C>&#0;</C></xml>",
    "reference to a surrogate": "<xml><C>&#xD800;</C></xml>",
    "crossed tags": "<xml><a><b></a></b></xml>",
    "]]> in plain text": "<xml><C>a]]>b</C></xml>",
    "twice the same field": "<xml><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
    "100,000 nested": nested(100_000),
    "100,000 siblings": "<xml>" + "<a/>" * 100_000 + "</xml>",
    "100,000 nested siblings": "<xml><b>" + "<a/>" * 100_000 + "</b></xml>",
}


@pytest.mark.parametrize("xml", POISON.values(), ids=POISON)
def test_what_is_no_message_is_poison(xml):
    with pytest.raises(PoisonEvent):
        read_message(xml)


def test_a_message_cut_short_anywhere_is_poison():
    whole = text_message("什么时候补货？")

    for end in range(len(whole)):
        with pytest.raises(PoisonEvent):
            read_message(whole[:end])


def test_nesting_is_allowed_up_to_the_bound():
    assert "a" in read_message(nested(MAX_DEPTH))
    with pytest.raises(PoisonEvent, match="deeper"):
        read_message(nested(MAX_DEPTH + 1))


def test_elements_are_allowed_up_to_the_bound():
    def siblings(count):
        return "<xml><l>" + "<a/>" * (count - 2) + "</l></xml>"

    assert len(read_message(siblings(MAX_ELEMENTS))["l"]["a"]) == MAX_ELEMENTS - 2
    with pytest.raises(PoisonEvent, match="more than"):
        read_message(siblings(MAX_ELEMENTS + 1))


@given(st.lists(TAGS | st.text(max_size=3), max_size=20).map("".join))
def test_whatever_is_read_is_a_message_or_poison(xml):
    assert isinstance(read_or_none(xml), dict | None)


def test_a_reason_never_carries_a_whole_strangers_value():
    with pytest.raises(PoisonEvent) as refused:
        read_message(f"<{'a' * 5000}/>")

    assert len(str(refused.value)) < 100
    assert shorten("a\nb") == "'a\\nb'"


@given(WORDS, WORDS.filter(str.strip))
def test_a_reply_reaches_the_customer_unchanged_and_adds_no_element(words, contact):
    reply = ET.fromstring(write_text_reply(contact, "gh_chestnut_shop", words, 1767250801))

    assert {part.tag: part.text or "" for part in reply} == {
        "MsgType": "text",
        "Content": words,
        "FromUserName": "gh_chestnut_shop",
        "ToUserName": contact,
        "CreateTime": "1767250801",
    }


def test_words_that_look_like_markup_stay_words():
    words = "好的]]></Content><FuncFlag>1</FuncFlag><Content><![CDATA["
    reply = ET.fromstring(write_text_reply("o1", "gh", words, 1))

    assert reply.findtext("Content") == words
    assert reply.find("FuncFlag") is None


def test_a_reply_is_cut_between_two_characters_at_the_platforms_limit():
    whole = ET.fromstring(write_text_reply("o1", "gh", "宝" * 682, 1)).findtext("Content")
    cut = ET.fromstring(write_text_reply("o1", "gh", "宝" * 683, 1)).findtext("Content")

    assert whole == "宝" * 682
    assert cut == "宝" * 681 + "…"
    assert len(cut.encode()) <= 2048


@given(st.text(), st.integers(3, 60))
def test_a_cut_text_keeps_the_limit_and_the_beginning(text, limit):
    cut = cut_text(text, limit)

    assert len(cut.encode()) <= limit
    assert clean_text(text).startswith(cut.removesuffix("…"))


@pytest.mark.parametrize(("limit", "cut"), [(6, "好的"), (5, "…"), (3, "…"), (0, "…")])
def test_a_cut_text_shows_that_something_is_missing(limit, cut):
    assert cut_text("好的", limit) == cut
