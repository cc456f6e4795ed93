import asyncio

import pytest

from bot.errors import StoreBusy
from bot.flows.proposals import approve, propose
from bot.house import House
from bot.platforms.sandbox import ACCOUNT, Sandbox
from bot.records import Signed
from bot.shop import open_shop
from tagging.changes import LexiconChange
from tests.builders import NOON, Clock, settings


@pytest.fixture
async def house(store, sqlite_url):
    async with store.reading() as unit:
        shop = await open_shop(settings(sqlite_url), unit)
    return House(store, shop, {ACCOUNT: Sandbox()}, Clock())


async def approve_word(house, word):
    change = LexiconChange("外观款式", "complains", word, is_addition=True, category="女装")
    async with house.store.unit() as unit:
        view = await propose(change, Signed("阿青", NOON), unit, house.shop)
        await approve(view.proposal.id, Signed("阿青", NOON), unit)
    await house.renew()


async def test_what_operators_changed_is_the_shop_from_then_on(house):
    before = house.shop
    await approve_word(house, "像面口袋")

    assert house.shop is not before
    assert [change.text for change in house.shop.changes] == ["像面口袋"]
    assert house.shop.persona == before.persona


async def test_of_changes_at_once_none_is_lost(house):
    await asyncio.gather(*(approve_word(house, word) for word in ("像面口袋", "像麻袋片")))

    assert {change.text for change in house.shop.changes} == {"像面口袋", "像麻袋片"}


async def test_a_change_that_could_not_be_read_is_read_later(house, monkeypatch):
    async def break_down(*_):
        raise StoreBusy("locked")

    with monkeypatch.context() as broken:
        broken.setattr("bot.house.renewed", break_down)
        with pytest.raises(StoreBusy):
            await approve_word(house, "像面口袋")
    assert house.shop.changes == ()
    await house.catch_up()
    caught_up = house.shop
    await house.catch_up()

    assert [change.text for change in house.shop.changes] == ["像面口袋"]
    assert house.shop is caught_up
