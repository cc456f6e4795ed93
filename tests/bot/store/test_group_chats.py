from datetime import timedelta

from sqlalchemy import select

from bot.events import MemberJoined
from bot.platforms.sandbox import ACCOUNT
from bot.store.tables import group_chats
from tests.builders import NOON, followed, joined

MINUTE = timedelta(minutes=1)
CHAT = "demo-group"


async def join(store, contact, nickname, *, after=0):
    async with store.unit() as unit:
        event = joined(contact=contact, nickname=nickname, at=NOON + after * MINUTE)
        met = await unit.customers.meet(followed(contact=contact), nickname=nickname)
        return await unit.group_chats.join(event, met)


async def members(store, chat=CHAT):
    async with store.reading() as unit:
        return await unit.group_chats.list_members(ACCOUNT, chat)


async def test_members_are_listed_in_the_order_of_joining(any_store):
    assert await join(any_store, "b", "立夏")
    assert await join(any_store, "a", "小满", after=1)

    assert await members(any_store) == ["立夏", "小满"]
    assert await members(any_store, "another") == []


async def test_whoever_is_in_the_group_does_not_join_again(any_store):
    assert await join(any_store, "a", "小满")

    assert not await join(any_store, "a", "小满", after=1)
    assert await members(any_store) == ["小满"]


async def test_whoever_left_may_come_back(any_store):
    await join(any_store, "a", "小满")
    async with any_store.unit() as unit:
        unit.group_chats.leave(ACCOUNT, CHAT, "a", NOON + MINUTE)
    assert await members(any_store) == []

    assert await join(any_store, "a", "小满", after=2)
    assert await members(any_store) == ["小满"]


async def test_somebody_unknown_who_leaves_changes_nothing(any_store):
    await join(any_store, "a", "小满")
    async with any_store.unit() as unit:
        unit.group_chats.leave(ACCOUNT, CHAT, "nobody", NOON)

    assert await members(any_store) == ["小满"]


async def test_a_member_without_a_nickname_is_known_by_the_contacts(any_store):
    async with any_store.unit() as unit:
        met = await unit.customers.meet(followed(contact="a"), nickname="小满")
        await unit.group_chats.join(joined(contact="a", nickname=""), met)

    assert await members(any_store) == ["小满"]


async def test_a_group_keeps_its_name_and_its_birthday_when_others_join(any_store):
    await join(any_store, "a", "小满")
    async with any_store.unit() as unit:
        met = await unit.customers.meet(followed(contact="b"))
        unnamed = MemberJoined(account=ACCOUNT, contact="b", at=NOON + MINUTE, chat=CHAT)
        await unit.group_chats.join(unnamed, met)
        row = await unit.work.row(select(group_chats))

    assert (row.name, row.created_at) == ("青禾老客群", NOON)
