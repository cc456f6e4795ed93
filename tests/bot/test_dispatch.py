from dataclasses import replace
from typing import get_args

import pytest

from bot.actions import Reply, SendToGroup
from bot.dispatch import dispatch
from bot.events import (
    Event,
    Followed,
    MemberJoined,
    MemberLeft,
    MenuClicked,
    MessageReceived,
    Noticed,
    Unfollowed,
)
from bot.platforms.sandbox import ACCOUNT
from bot.shop import open_shop
from tests.builders import NOON, followed, joined, said, settings

HEARD = {"account": ACCOUNT, "contact": "xiaoman", "at": NOON}
STORIES = {
    MessageReceived: (said("有没有色差？", cause="event:1"), [Reply]),
    Followed: (followed(), [Reply]),
    Unfollowed: (Unfollowed(**HEARD), []),
    MenuClicked: (MenuClicked(**HEARD, key="MENU_SIZES"), [Reply]),
    MemberJoined: (joined(), [SendToGroup]),
    MemberLeft: (MemberLeft(**HEARD, chat="demo-group"), []),
    Noticed: (Noticed(**HEARD, what="view"), []),
}


@pytest.fixture
async def shop(store, sqlite_url):
    async with store.reading() as unit:
        return await open_shop(settings(sqlite_url), unit)


def test_every_event_has_its_story():
    assert set(STORIES) == set(get_args(Event))


@pytest.mark.parametrize("kind", STORIES)
async def test_each_event_is_handed_to_its_flow(store, shop, kind):
    event, expected = STORIES[kind]
    async with store.unit() as unit:
        actions = await dispatch(event, unit, shop)

    assert [type(action) for action in actions] == expected


async def test_what_is_only_noticed_changes_nothing(store, shop):
    async with store.unit() as unit:
        assert await dispatch(Noticed(**HEARD, what="view"), unit, shop) == []
    async with store.reading() as unit:
        assert await unit.customers.list_contacts(ACCOUNT) == []
        assert await unit.audit.list_recent() == []


async def test_an_account_is_answered_in_its_own_personas_voice(store, shop):
    he = replace(shop.persona, name="小禾", account=ACCOUNT)
    async with store.unit() as unit:
        (reply,) = await dispatch(followed(), unit, replace(shop, personas={ACCOUNT: he}))

    assert "小禾" in reply.text
