"""Playing a customer, with and without scripts."""

import re

import pytest

from tests.bot.console.conftest import SEAL


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


@pytest.mark.parametrize(
    ("path", "fields", "place"),
    [
        ("/say", {"text": "在吗"}, "newest"),
        ("/group/join", {"nickname": "新朋友"}, "group-chat"),
        ("/customers", {"nickname": "林夕"}, "phone"),
    ],
)
async def test_without_scripts_a_form_leads_to_what_it_changed(visitor, path, fields, place):
    seal = (await visitor.look()).find(SEAL)
    data = {"seal": seal, "contact": "xiaoman"} | fields
    headers = {"Origin": visitor.origin}
    url = visitor.origin + path
    async with visitor.session.post(url, data=data, headers=headers, allow_redirects=False) as got:
        where = got.headers["Location"]
    page = await visitor.look(where.split("#")[0])

    assert where.endswith(f"#{place}")
    assert page.html.count(f'id="{place}"') == 1


async def test_only_the_last_bubble_is_the_newest(visitor):
    await visitor.say("有没有色差？")
    page = await visitor.say("什么时候发货")

    assert page.html.count('id="newest"') == 1
    assert 'id="newest"' in page.html.split('class="bubble ')[-1]


async def test_the_browser_does_not_cut_a_long_message_silently(visitor):
    page = await visitor.look()

    assert "maxlength" not in page.find(r'<input id="text"([^>]*)>')


async def test_nothing_is_sent_twice_by_a_second_tap(visitor):
    page = await visitor.look()
    forms = re.findall(r"<form[^>]*hx-post[^>]*>", page.html)
    chips = next(form for form in forms if 'class="chips"' in form)

    assert len(forms) > len({"chips", "say"})
    assert all("hx-disabled-elt=" in form for form in forms)
    assert "throttle" in chips


async def test_a_long_name_is_cut_on_the_button_that_holds_it(visitor):
    page = await visitor.submit("/customers", nickname="长" * 20)

    assert f'<span class="cut">{"长" * 20}</span>' in page.html


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
