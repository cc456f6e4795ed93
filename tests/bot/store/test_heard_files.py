from datetime import UTC, datetime

from bot.records import HeardSoFar

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def test_a_file_is_known_by_what_it_holds_and_how_far_it_was_heard(any_store):
    so_far = HeardSoFar().after(100, 90).after(50, 50)
    async with any_store.unit() as unit:
        unit.heard_files.note("abc", "聊天.csv", HeardSoFar().after(100, 90), NOW)
        unit.heard_files.note("abc", "聊" * 250 + ".csv", so_far, NOW)
    async with any_store.reading() as unit:
        assert await unit.heard_files.heard_of("abc") == HeardSoFar(2, 150, 140)
        assert await unit.heard_files.heard_of("def") == HeardSoFar()
