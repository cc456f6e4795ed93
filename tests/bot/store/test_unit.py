from functools import cached_property

import pytest
from sqlalchemy import event

from bot.platforms.sandbox import ACCOUNT
from bot.records import Followup, FollowupKind
from bot.store import Unit
from bot.store.ids import new_id
from tagging.concerns import Stance
from tagging.tags import Tag, TagState
from tests.builders import NOON, followed

TAG = Tag("尺码大小", Stance.ASKS, TagState.SUGGESTED, "偏小", 0.8, 1, NOON, NOON)
AGGREGATES = [name for name, each in vars(Unit).items() if isinstance(each, cached_property)]


async def meet(store, count):
    """Let customers come who have each a tag and a promise."""
    async with store.unit() as unit:
        for number in range(count):
            name = f"c{number}"
            customer = (await unit.customers.meet(followed(contact=name))).customer.id
            await unit.tags.save(customer, [TAG], "会不会偏小", "m1", NOON)
            unit.followups.add(
                Followup(new_id(), customer, ACCOUNT, name, FollowupKind.CARE, "尺码大小", NOON)
            )


@pytest.mark.parametrize("name", AGGREGATES)
async def test_every_aggregate_is_made_once_and_works_on_the_same_transaction(store, name):
    async with store.reading() as unit:
        aggregate = getattr(unit, name)

        assert getattr(unit, name) is aggregate
        assert aggregate._work is unit.work


async def test_a_conversation_with_fifty_costs_no_more_statements_than_with_one(any_store):
    await meet(any_store, 50)
    sent = []
    engine = any_store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    costs = []
    for count in (1, 50):
        sent.clear()
        keys = [(ACCOUNT, f"c{number}") for number in range(count)]
        async with any_store.reading() as unit:
            await unit.prepare(keys)
            for contact in await unit.customers.load(keys):
                assert await unit.tags.of(contact.customer.id) == [TAG]
                assert len(await unit.followups.open_of(contact.customer.id)) == 1
        costs.append(len([each for each in sent if each.startswith("SELECT")]))

    assert costs[0] == costs[1] <= 5


async def test_preparing_for_strangers_or_nobody_is_fine(any_store):
    async with any_store.unit() as unit:
        await unit.prepare([])
        await unit.prepare([(ACCOUNT, "stranger")])

        assert await unit.customers.load([(ACCOUNT, "stranger")]) == []


async def test_either_everything_is_kept_or_nothing(any_store):
    with pytest.raises(RuntimeError):
        async with any_store.unit() as unit:
            await unit.customers.meet(followed())
            unit.audit.note("阿青", "looked", NOON)
            raise RuntimeError
    async with any_store.reading() as unit:
        assert await unit.customers.list_contacts(ACCOUNT) == []
        assert await unit.audit.list_recent() == []
