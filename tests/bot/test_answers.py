import asyncio

import pytest

from bot.answers import AnswerDesk, AnswerLost

KEY = ("gh_1", "msg:1")


@pytest.fixture
def desk():
    return AnswerDesk()


async def test_a_claimed_callback_gets_the_reply(desk):
    with desk.expect(KEY) as waiter:
        assert desk.claim(KEY)
        desk.settle(KEY, "有的")

        assert await waiter.wait(1) == "有的"


async def test_nobody_waits_any_more_so_nothing_is_promised(desk):
    with desk.expect(KEY):
        pass

    assert not desk.claim(KEY)


async def test_a_callback_that_gave_up_cannot_be_claimed(desk):
    with desk.expect(KEY) as waiter:
        assert await waiter.wait(0) is None
        assert not desk.claim(KEY)


async def test_a_claimed_callback_waits_past_its_time_for_the_commit(desk):
    with desk.expect(KEY) as waiter:
        waiting = asyncio.ensure_future(waiter.wait(0.01))
        desk.claim(KEY)
        await asyncio.sleep(0.05)
        desk.settle(KEY, "有的")

        assert await waiting == "有的"


async def test_a_promise_whose_commit_never_comes_is_said_to_be_lost(desk, monkeypatch):
    monkeypatch.setattr("bot.answers.COMMIT_SECONDS", 0.01)
    with desk.expect(KEY) as waiter:
        desk.claim(KEY)

        with pytest.raises(AnswerLost):
            await waiter.wait(0.01)


async def test_a_promise_taken_back_can_be_given_up(desk):
    with desk.expect(KEY) as waiter:
        desk.claim(KEY)
        desk.release(KEY)

        assert await waiter.wait(0.01) is None


async def test_a_repeated_delivery_that_comes_before_the_commit_gets_the_same_reply(desk):
    with desk.expect(KEY) as first:
        desk.claim(KEY)
        with desk.expect(KEY) as second:
            desk.settle(KEY, "有的")

            assert [await first.wait(1), await second.wait(1)] == ["有的", "有的"]
