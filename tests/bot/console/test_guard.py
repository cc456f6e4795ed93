"""Forged requests stay out, and every refusal is a sentence."""

import pytest

from bot.console.guard import seal_of


@pytest.mark.parametrize("seal", ["", "0" * 64, "令牌"])
async def test_a_form_without_our_seal_is_refused(visitor, seal):
    page = await visitor.say("在吗", seal=seal)

    assert page.status == 403
    assert "没有通过安全检查" in page.words


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_only_our_own_page_may_speak(visitor, headers, status):
    page = await visitor.say("在吗", headers=headers)

    assert page.status == status


async def test_every_form_needs_the_seal(visitor):
    paths = ("/say", "/customers", "/group/join", "/posts/x/approve", "/handovers/x/done")
    statuses = {path: (await visitor.submit(path, seal="x")).status for path in paths}

    assert set(statuses.values()) == {403}


async def test_pages_forbid_foreign_scripts_frames_and_forms(visitor):
    async with visitor.session.get(visitor.origin + "/") as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/nowhere", 404, "没有这个页面"),
        ("GET", "/say", 405, "不能这样访问"),
        ("POST", "/", 405, "不能这样访问"),
    ],
)
async def test_a_wrong_address_gets_one_clear_sentence(visitor, method, path, status, sentence):
    page = await visitor.look(path, method)

    assert page.status == status
    assert sentence in page.words


async def test_a_body_that_is_no_form_is_refused(visitor):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    url = visitor.origin + "/say"
    async with visitor.session.post(url, data=b"text=\xff\xfe", headers=headers) as response:
        assert response.status == 400
        assert "<h1>没有成功</h1>" in await response.text()


def test_a_seal_is_the_keys_own_and_fresh_where_there_is_no_key():
    assert seal_of("key") == seal_of("key") != seal_of("other")
    assert seal_of("") != seal_of("")
