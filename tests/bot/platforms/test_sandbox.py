import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import PublishPost, SendText, SendToGroup, TouchKind
from bot.errors import NotSent, OutcomeUnknown, PoisonEvent, SendRefused
from bot.events import Event, MemberLeft, MenuClicked, Noticed, Unfollowed
from bot.platforms import Outgoing, Platform
from bot.platforms.sandbox import ACCOUNT, Sandbox, arrival_of
from tests.builders import NOON, followed, joined, said

HEARD = {"account": ACCOUNT, "contact": "xiaoman", "at": NOON}
EVENTS = (
    said("会不会偏小？"),
    followed(),
    Unfollowed(**HEARD),
    MenuClicked(**HEARD, key="MENU_SIZES"),
    joined(),
    MemberLeft(**HEARD, chat="demo-group"),
    Noticed(**HEARD, what="view"),
)
TEXT = SendText(
    customer="c1",
    account=ACCOUNT,
    contact="xiaoman",
    text="您好",
    touch=TouchKind.CARE,
    key="k1",
)
GROUP = SendToGroup(
    account=ACCOUNT, chat="demo-group", text="欢迎", touch=TouchKind.GROUP_GREETING, key="k2"
)
POST = PublishPost(account=ACCOUNT, post="p1", text="今天开门", key="k3")


@pytest.fixture
def sandbox() -> Platform:
    return Sandbox()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_is_read_as_it_was_written_down(sandbox, event):
    arrival = arrival_of(event, "k", NOON)

    assert sandbox.parse(arrival.raw) == event
    assert (arrival.account, arrival.key, arrival.received_at) == (ACCOUNT, "k", NOON)


def test_these_are_all_events():
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@given(st.text())
def test_words_pass_the_sandbox_unchanged(words):
    assert Sandbox().parse(arrival_of(said(words), "k", NOON).raw).text == words


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "你好",
        "[]",
        "7",
        "{}",
        '{"event": "Teleported"}',
        '{"event": "Followed", "at": "noon"}',
        '{"event": "Followed", "at": "2026-03-10T04:00:00+00:00"}',
        json.dumps({"event": "MessageReceived", "at": NOON.isoformat(), "kind": "smell"}),
        json.dumps({"event": ["Followed"], "at": NOON.isoformat()}),
    ],
)
def test_what_is_no_event_is_poison(sandbox, raw):
    with pytest.raises(PoisonEvent, match="not a sandbox event"):
        sandbox.parse(raw)


def test_the_sandbox_can_do_everything(sandbox):
    assert set(sandbox.kinds()) == set(get_args(Outgoing))


async def test_what_is_sent_arrives_in_order_with_a_receipt_each(sandbox):
    receipts = [(await sandbox.send(action)).receipt for action in (TEXT, GROUP, POST)]

    assert receipts == ["sandbox-1", "sandbox-2", "sandbox-3"]
    assert sandbox.delivered == [TEXT, GROUP, POST]
    assert sandbox.texts_to("xiaoman") == ["您好"]
    assert sandbox.texts_to("nobody") == []


@pytest.mark.parametrize("fault", [SendRefused("no"), NotSent("later"), OutcomeUnknown("reset")])
async def test_a_fault_happens_once_and_nothing_arrives(sandbox, fault):
    sandbox.faults.append(fault)
    with pytest.raises(type(fault)):
        await sandbox.send(TEXT)
    assert sandbox.delivered == []

    assert await sandbox.send(TEXT)


async def test_whoever_watches_sees_what_arrives_and_not_what_fails(sandbox):
    seen = []
    sandbox.watchers.append(seen.append)
    sandbox.faults.append(NotSent("busy"))
    with pytest.raises(NotSent):
        await sandbox.send(TEXT)
    await sandbox.send(POST)

    assert seen == [POST]
