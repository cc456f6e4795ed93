import pytest

from bot.events import MenuClicked, Unfollowed
from bot.flows.contacts import point_the_way, say_goodbye, welcome
from bot.flows.conversation import answer
from tests.builders import NOON, followed, said

HEARD = {"account": "sandbox", "contact": "xiaoman", "at": NOON}


async def test_a_new_follower_is_welcomed_by_the_persona_and_told_the_way_out(unit, shop):
    (reply,) = await welcome(followed(), unit, shop)

    assert shop.name in reply.text
    assert "退订" in reply.text


@pytest.mark.parametrize(("source", "word"), [("秋季海报-03", "海报"), ("直播间", "直播")])
async def test_a_welcome_takes_up_where_somebody_comes_from(unit, shop, source, word):
    (reply,) = await welcome(followed(source=source), unit, shop)

    assert word in reply.text
    assert shop.name in reply.text
    assert "退订" in reply.text


async def test_who_comes_back_is_followed_again(unit, shop, contact_of):
    await welcome(followed(), unit, shop)
    await say_goodbye(Unfollowed(**HEARD), unit, shop)
    assert not (await contact_of()).is_following
    (reply,) = await welcome(followed(), unit, shop)

    assert (await contact_of()).is_following
    assert reply.text


async def test_who_leaves_is_promised_nothing_any_more(unit, shop, contact_of):
    await answer(said("会不会偏小", cause="event:1"), unit, shop)
    actions = await say_goodbye(Unfollowed(**HEARD), unit, shop)

    assert actions == []
    assert await unit.followups.open_of((await contact_of()).customer.id) == []


async def test_a_click_on_the_menu_is_answered(unit, shop):
    (reply,) = await point_the_way(MenuClicked(**HEARD, key="HELP"), unit, shop)

    assert shop.persona.name in reply.text or reply.text
