import pytest


async def test_shares_are_shown_with_their_bounds_and_examples(operator):
    await operator.hear("会不会偏小", "在吗", contact="a")
    await operator.hear("在吗", contact="b")
    shown = await operator.ask("/concerns", params={"weeks": "2", "category": "女装"})
    (size,) = shown["concerns"]

    assert (size["concern"], size["stance"], size["direction"]) == ("尺码大小", "asks", "steady")
    assert (size["all"]["count"], size["all"]["of"]) == (1, 3)
    assert size["all"]["low"] < size["all"]["share"] < size["all"]["high"]
    assert size["returning"] == {"count": 0, "of": 0, "share": None, "low": 0.0, "high": 1.0}
    assert [week["count"] for week in size["weekly"]] == [0, 1]
    assert size["examples"] == ["会不会偏小"]


@pytest.mark.parametrize("weeks", ["0", "53", "many"])
async def test_a_period_is_one_to_fifty_two_weeks(operator, weeks):
    assert (await operator.ask("/concerns", params={"weeks": weeks}, status=400))["error"]
