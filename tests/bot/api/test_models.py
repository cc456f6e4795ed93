from tests.bot.flows.lessons import read_clauses


async def test_the_words_are_in_charge_until_enough_was_learned_and_the_api_says_why(operator):
    before = await operator.ask("/model")
    async with operator.house.store.unit() as unit:
        await read_clauses(unit, 100)
    await operator.server.schedule.learn()
    after = await operator.ask("/model")

    assert (before["in_charge"], before["decided"], before["newest"]) == ("lexicon", 0, None)
    assert "100" in before["why"]
    assert (after["decided"], after["newest"]["examples"]) == (100, 100)
    assert after["newest"]["charge"]["reason"]
    assert after["why"] != before["why"]
