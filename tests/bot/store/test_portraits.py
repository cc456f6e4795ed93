from datetime import timedelta

from tagging.bought.cycles import cycles_of
from tagging.layering import LayerRules, standing_of
from tagging.scores import cut_points_of
from tests.bot.store.buyers import buyers
from tests.builders import NOON, followed

TODAY = NOON.date()
PAST = ([3], [3, 40], [40], [200], [300, 20], [100, 190], [280], [45, 90, 135])


async def test_a_portrait_knows_where_the_fifths_end_as_if_all_customers_were_at_hand(any_store):
    async with any_store.unit() as unit:
        states = await buyers(unit, PAST)
        portrait = await unit.portraits.draw(TODAY, LayerRules())

    assert portrait.cuts == cut_points_of(states, TODAY)
    assert portrait.shop_days == cycles_of(states.values(), 45).usual_days


async def test_a_portrait_counts_who_stands_where(any_store):
    async with any_store.unit() as unit:
        states = await buyers(unit, PAST)
        portrait = await unit.portraits.draw(TODAY, LayerRules())
    standings = [
        standing_of(
            name, state, TODAY, LayerRules(), cycle_days=cycles_of(states.values(), 45).own(state)
        )
        for name, state in states.items()
    ]

    for layer, count in portrait.layers.items():
        assert count == sum(standing.layer == layer for standing in standings)
    assert sum(portrait.tiers.values()) == len(PAST)


async def test_who_never_ordered_is_counted_among_the_prospects(any_store):
    async with any_store.unit() as unit:
        await buyers(unit, [[3]])
        await unit.customers.meet(followed(contact="stranger"))
        portrait = await unit.portraits.draw(TODAY, LayerRules())

    assert (portrait.layers["prospect"], portrait.layers["recent_buyer"]) == (1, 1)
    assert sum(portrait.tiers.values()) == 1


async def test_a_portrait_tells_how_many_of_a_tier_come_back_by_themselves(any_store):
    async with any_store.unit() as unit:
        await buyers(unit, PAST)
        portrait = await unit.portraits.draw(TODAY, LayerRules())
    counts = {
        (count.within_days, count.tier): (count.bought, count.of) for count in portrait.natural
    }

    # 30 days ago four were active, of whom [3, 40] came; [300, 20] and [280] were asleep
    assert counts[30, "active"] == (1, 4)
    assert counts[30, "lost"] == (0, 0)
    assert counts[30, "sleeping"] == (1, 2)


async def test_a_shop_without_orders_has_a_portrait_too(any_store):
    async with any_store.unit() as unit:
        portrait = await unit.portraits.draw(TODAY, LayerRules())

    assert portrait.cuts.money == ()
    assert portrait.shop_days == 45
    assert set(portrait.layers.values()) == {0}


async def test_the_newest_portrait_is_kept_as_it_was_drawn(any_store):
    async with any_store.unit() as unit:
        await buyers(unit, PAST)
        for days in (2, 1, 1):
            day = TODAY - timedelta(days=days)
            unit.portraits.keep(await unit.portraits.draw(day, LayerRules()), NOON)
        drawn = await unit.portraits.draw(TODAY - timedelta(days=1), LayerRules())
    async with any_store.reading() as unit:
        assert await unit.portraits.newest() == drawn


async def test_a_portrait_of_the_same_day_takes_the_place_of_the_first(any_store):
    async with any_store.unit() as unit:
        unit.portraits.keep(await unit.portraits.draw(TODAY, LayerRules()), NOON)
    async with any_store.unit() as unit:
        await buyers(unit, PAST)
        second = await unit.portraits.draw(TODAY, LayerRules())
    await any_store.engine.dispose()  # a fresh connection knows of no row it wrote
    async with any_store.unit() as unit:
        unit.portraits.keep(second, NOON)
    async with any_store.reading() as unit:
        assert await unit.portraits.newest() == second


async def test_who_moved_from_where_to_where_is_counted_by_the_orders_before_each_day(any_store):
    async with any_store.unit() as unit:
        await buyers(unit, [[3, 40], [3], [300], [100]])
        moved = await unit.portraits.movements(TODAY - timedelta(days=60), TODAY, LayerRules())

    assert moved.tiers == {
        (None, "active"): 2,
        ("sleeping", "lost"): 1,
        ("active", "silent"): 1,
    }
    assert moved.layers[None, "recent_buyer"] == 2
