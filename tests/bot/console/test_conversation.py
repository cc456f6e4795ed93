"""The phone shows both sides in order, and what became of each word of ours."""

from html import unescape

import pytest

from bot.errors import OutcomeUnknown, SendRefused

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
)


async def test_a_reply_stands_below_its_question_and_says_that_it_was_sent(visitor):
    await visitor.say("有没有色差？")
    visitor.clock.advance(seconds=9)
    page = await visitor.say("什么时候发货")

    bubbles = page.html.split('class="bubble ')[1:]
    assert [bubble.split()[0].rstrip('">') for bubble in bubbles] == [
        "theirs",
        "ours",
        "theirs",
        "ours",
    ]
    assert page.html.count("已发送") == 2


async def test_an_uncertain_message_says_that_a_person_decides(visitor):
    visitor.server.sandbox.faults.append(OutcomeUnknown("no answer"))
    page = await visitor.say("有没有色差？")

    assert "is-uncertain" in page.html
    assert "系统不会重发" in page.words


async def test_a_refused_message_says_so(visitor):
    visitor.server.sandbox.faults.append(SendRefused("blocked"))
    page = await visitor.say("有没有色差？")

    assert "未发出 平台拒收" in page.words


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_what_customers_write_stays_text(visitor, payload):
    page = await visitor.say(payload)

    assert payload in unescape(page.html)
    assert "<script>alert" not in page.html
    assert "<img" not in page.html
