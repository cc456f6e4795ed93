from bot.events import MemberLeft
from bot.flows.contacts import welcome
from bot.flows.group_chats import note_leaving, welcome_member
from tests.builders import NOON, followed, joined


async def test_a_new_member_is_welcomed_by_name_in_the_group(unit, shop):
    (action,) = await welcome_member(joined(nickname="糖糖"), unit, shop)

    assert action.chat == "demo-group"
    assert "糖糖" in action.text
    assert await unit.group_chats.list_members("sandbox", "demo-group") == ["糖糖"]


async def test_who_was_brought_by_a_friend_is_welcomed_with_that(unit, shop):
    await welcome(followed(source="朋友推荐"), unit, shop)
    (action,) = await welcome_member(joined(), unit, shop)

    assert "带您来的那位" in action.text


async def test_a_member_who_is_in_already_is_not_welcomed_again(unit, shop):
    await welcome_member(joined(), unit, shop)

    assert await welcome_member(joined(), unit, shop) == []


async def test_who_left_and_comes_back_is_welcomed_again(unit, shop):
    await welcome_member(joined(), unit, shop)
    left = MemberLeft(account="sandbox", contact="xiaoman", at=NOON, chat="demo-group")
    assert await note_leaving(left, unit, shop) == []
    assert await unit.group_chats.list_members("sandbox", "demo-group") == []

    assert len(await welcome_member(joined(), unit, shop)) == 1
