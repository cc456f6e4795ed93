from dataclasses import replace

from bot.packaged import packaged, starter_file
from persona.profile import parse_persona
from tests.builders import NOON

QING = replace(
    parse_persona(packaged("bot.data", starter_file("persona.toml")), "阿青"), account="gh_1"
)


async def test_a_persona_is_kept_for_its_account_and_the_newest_counts(any_store):
    async with any_store.unit() as unit:
        unit.personas.put(replace(QING, account="gh_2"), NOON)
        unit.personas.put(QING, NOON)
        unit.personas.put(replace(QING, name="小禾"), NOON)
    async with any_store.unit() as unit:
        assert await unit.personas.list_all() == (
            replace(QING, name="小禾"),
            replace(QING, account="gh_2"),
        )
        assert await unit.personas.take_out("gh_2")
        assert not await unit.personas.take_out("gh_2")
