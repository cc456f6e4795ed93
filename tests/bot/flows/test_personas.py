from dataclasses import replace

import pytest

from bot.errors import MakesNoSense, NothingThere
from bot.flows.moments import plan_ahead
from bot.flows.personas import drop_persona, keep_persona
from bot.records import Signed
from bot.shop import renewed
from tests.builders import NOON

QING = Signed("阿青", NOON)


@pytest.fixture
def he(shop):
    return replace(shop.persona, name="小禾", account="gh_2")


async def test_a_kept_persona_speaks_through_its_account_until_it_is_dropped(unit, shop, he):
    await keep_persona(he, QING, unit, shop)
    kept = await renewed(shop, unit)
    await drop_persona("gh_2", QING, unit)
    dropped = await renewed(kept, unit)

    assert [each.persona_of("gh_2").name for each in (kept, dropped)] == ["小禾", "阿青"]
    assert kept.persona_of("sandbox").name == "阿青"
    with pytest.raises(NothingThere):
        await drop_persona("gh_2", QING, unit)


async def test_the_drafts_of_the_account_are_written_anew(unit, shop, he):
    await plan_ahead(NOON, unit, shop, "gh_2")
    await keep_persona(he, QING, unit, shop)

    assert await unit.posts.drop_drafts("gh_2") == 0


async def test_a_persona_that_cannot_say_what_the_shop_must_say_is_refused(unit, shop, he):
    mute = replace(he, voice=replace(he.voice, forbidden_words=("，", "。", "！", "？", "的")))

    with pytest.raises(MakesNoSense, match="说不出话术"):
        await keep_persona(mute, QING, unit, shop)
    with pytest.raises(MakesNoSense, match="账号"):
        await keep_persona(replace(he, account=""), QING, unit, shop)
