from dataclasses import replace

import pytest
from sqlalchemy import delete

from bot.packaged import packaged, starter_file
from bot.store.moment_tables import materials
from bot.store.tables import offers, scripts
from persona.materials import parse_materials
from persona.scripts import parse_scripts
from tagging.offers import parse_shelf

SHELVES = {
    "scripts": (scripts, parse_scripts, "key"),
    "materials": (materials, parse_materials, "key"),
    "offers": (offers, parse_shelf, "name"),
}


@pytest.fixture(params=SHELVES)
async def shelf_of(request, any_store):
    """An empty shelf, what belongs on it, and the name of its key."""
    table, parse, key = SHELVES[request.param]
    name = request.param
    file = "shelf.toml" if name == "offers" else starter_file(f"{name}.toml")
    async with any_store.unit() as unit:
        await unit.work.change(delete(table))
    things = tuple(parse(packaged("bot.data", file), file))
    return any_store, request.param, things, key


async def test_a_shelf_gives_back_what_was_put_on_it_in_its_order(shelf_of):
    store, name, things, _ = shelf_of
    async with store.unit() as unit:
        assert await getattr(unit, name).stock(things) == len(things)
    async with store.reading() as unit:
        assert await getattr(unit, name).list_all() == things


async def test_only_what_is_new_goes_on_the_shelf_and_never_over_the_shops_own(shelf_of):
    store, name, (first, *rest), key = shelf_of
    async with store.unit() as unit:
        shelf = getattr(unit, name)
        await shelf.stock(rest)
        packaged_again = replace(rest[0], **{key: "mine"}), first, *rest
        assert await shelf.stock(packaged_again) == 2
        kept = await shelf.list_all()

    assert kept[: len(rest)] == tuple(rest)
    assert [getattr(thing, key) for thing in kept[-2:]] == ["mine", getattr(first, key)]


async def test_what_is_put_first_comes_before_all_others_and_never_twice(any_store):
    async with any_store.unit() as unit:
        for key in ("solved-1", "solved-2", "solved-1"):
            await unit.scripts.put_first({"key": key, "answers": [f"有 {key}"]})
        keys = [script.key for script in await unit.scripts.list_all()]

    assert keys[:2] == ["solved-2", "solved-1"]
    assert keys.count("solved-1") == 1


async def test_what_is_taken_off_the_shelf_is_gone_and_the_rest_stays_in_order(shelf_of):
    store, name, things, key = shelf_of
    async with store.unit() as unit:
        shelf = getattr(unit, name)
        await shelf.stock(things)
        gone = [await shelf.take_off(getattr(things[1], key)) for _ in range(2)]

        assert gone == [True, False]
        assert await shelf.list_all() == (things[0], *things[2:])
