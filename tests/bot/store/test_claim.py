import pytest

from bot.errors import StoreTaken
from bot.store import Store


async def open_again(store):
    return await Store.open(
        store.engine.url.render_as_string(hide_password=False)
        .replace("+aiosqlite", "")
        .replace("+asyncpg", "")
    )


async def test_one_server_at_a_time_serves_a_database(any_store):
    other = await open_again(any_store)
    await any_store.claim()

    with pytest.raises(StoreTaken, match="another zhanggui"):
        await other.claim()
    await other.close()


async def test_the_right_to_serve_ends_with_the_server(any_store):
    first = await open_again(any_store)
    await first.claim()
    await first.close()
    await any_store.claim()

    second = await open_again(any_store)
    with pytest.raises(StoreTaken):
        await second.claim()
    await second.close()


async def test_whoever_only_imports_needs_no_claim(any_store):
    await any_store.claim()
    other = await open_again(any_store)
    async with other.reading() as unit:
        assert await unit.inbox.count_waiting() == {"new": 0, "parked": 0}
    await other.close()
