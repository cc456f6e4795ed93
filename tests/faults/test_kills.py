import pytest

from tests.faults.kills import kill_again_and_again


@pytest.mark.slow
@pytest.mark.parametrize("reply_by", ["response", "message"])
async def test_ten_kills_lose_nothing_and_double_nothing(tmp_path, reply_by):
    tally = await kill_again_and_again(tmp_path, kills=5, reply_by=reply_by, seed=7)

    assert (tally.lost, tally.doubled, tally.handled_twice) == (0, 0, 0)
    assert tally.uncertain <= tally.kills == 5
    assert tally.acknowledged > 0
