from datetime import timedelta

import pytest

from bot.actions import PublishPost, Reply, SendText, SendToGroup, TouchKind
from bot.outgoing import action_of, key_of, outbox_item
from persona.manners import MannerRules
from tests.builders import NOON

WHO = {"customer": "c", "account": "sandbox", "contact": "xiaoman", "text": "你好"}
SEND = SendText(**WHO, touch=TouchKind.NEWS, key="followup:1")
GREETING = TouchKind.GROUP_GREETING
GROUP = SendToGroup(account="sandbox", chat="g", text="欢迎", touch=GREETING, key="j:1")
POST = PublishPost(account="sandbox", post="p", text="早", key="post:p")


SHOWN = PublishPost(
    account="sandbox",
    post="p",
    text="早",
    key="post:p",
    pictures=("a.jpg", "b.jpg"),
    visible_to=("宝妈",),
)
LINKED = PublishPost(
    account="sandbox",
    post="p",
    text="广告｜早",
    key="post:p",
    link="https://shop.example/p/2",
    link_title="棉麻衬衫",
)


def write(action):
    return outbox_item(action, key_of(action, 7, 0), NOON, NOON, MannerRules())


@pytest.mark.parametrize("action", [SEND, GROUP, POST, SHOWN, LINKED])
def test_an_action_comes_back_from_its_row_as_it_was(action):
    assert action_of(write(action)) == action


def test_a_reply_that_missed_its_response_goes_as_a_message_under_the_events_key():
    sent = action_of(write(Reply(**WHO)))

    assert (type(sent), sent.key, sent.text) == (SendText, "reply:7:0", "你好")


@pytest.mark.parametrize(
    ("action", "grace"),
    [
        (Reply(**WHO), timedelta(minutes=15)),
        (SEND, timedelta(hours=24)),
        (GROUP, timedelta(minutes=15)),
        (POST, timedelta(minutes=60)),
    ],
)
def test_each_kind_is_too_late_after_its_own_grace(action, grace):
    assert write(action).expires_at - NOON == grace
