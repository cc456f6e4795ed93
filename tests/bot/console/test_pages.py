"""Playing a customer, with and without scripts."""

import pytest


async def test_a_form_leads_back_to_the_same_player(visitor):
    page = await visitor.say("在吗", contact="zhouyu")

    assert page.status == 200
    assert "您在扮演：周雨" in page.words


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 400, "消息还是空的"),
        (" \n ", 400, "消息还是空的"),
        ("长" * 2000, 200, "您在扮演"),
        ("长" * 2001, 400, "消息太长了，最多 2000 个字"),
    ],
)
async def test_a_message_has_a_length(visitor, text, status, sentence):
    page = await visitor.say(text)

    assert page.status == status
    assert sentence in page.words


@pytest.mark.parametrize(("nickname", "status"), [("长" * 20, 200), ("长" * 21, 400)])
async def test_a_nickname_has_a_length(visitor, nickname, status):
    page = await visitor.submit("/customers", nickname=nickname)

    assert page.status == status


async def test_the_zone_is_named_once(visitor):
    page = await visitor.look()

    assert page.html.count("Asia/Shanghai") == 1


async def test_the_style_and_script_are_served(visitor):
    style = await visitor.look("/static/console.css")
    script = await visitor.look("/static/console.js")

    assert (style.status, script.status) == (200, 200)
