import asyncio

import pytest

from bot.errors import NotSent
from bot.platforms.wechat_token import Token, TokenHolder
from tests.bot.platforms.fake_api import Clock


class Issuer:
    """Gives the tokens it was handed, one after the other; the last one again and again."""

    def __init__(self, clock, *values):
        self.clock = clock
        self.values = list(values)
        self.forced = []

    async def __call__(self, *, force):
        await asyncio.sleep(0)
        self.forced.append(force)
        value = self.values.pop(0) if len(self.values) > 1 else self.values[0]
        if not value:
            raise NotSent("busy", code=-1, retry_seconds=7)
        return Token.living(value, 7200, self.clock())


def holder_of(*values):
    clock = Clock()
    issuer = Issuer(clock, *values)
    return TokenHolder(issuer, clock), issuer, clock


async def test_a_token_another_process_renewed_is_taken_without_force():
    holder, issuer, _ = holder_of("old", "new")

    assert (await holder.renew(await holder.current())).value == "new"
    assert issuer.forced == [False, False]


async def test_who_comes_late_with_the_stale_token_gets_the_renewed_one():
    holder, issuer, _ = holder_of("old", "new")
    stale = await holder.current()
    renewed = await holder.renew(stale)

    assert await holder.renew(stale) is renewed
    assert len(issuer.forced) == 2


async def test_a_token_that_came_back_stale_is_forced_out_at_the_next_renewal():
    holder, issuer, _ = holder_of("old", "old", "new")

    await holder.renew(await holder.current())
    assert (await holder.renew(await holder.current())).value == "new"
    assert issuer.forced == [False, False, True]


async def test_forced_renewals_keep_their_distance():
    holder, issuer, clock = holder_of("stuck")

    for _ in range(4):
        await holder.renew(await holder.current())
        clock.pass_seconds(30)

    assert issuer.forced == [False, False, True, False, True]


async def test_forced_renewals_keep_the_platforms_daily_number():
    holder, issuer, clock = holder_of("stuck")

    for _ in range(60):
        await holder.renew(await holder.current())
        clock.pass_seconds(120)
    assert sum(issuer.forced) == 20

    clock.pass_seconds(86_400)
    for _ in range(2):
        await holder.renew(await holder.current())
    assert sum(issuer.forced) == 21


async def test_a_caller_who_gave_up_leaves_the_others_a_token():
    holder, issuer, _ = holder_of("good")
    async with asyncio.TaskGroup() as group:
        impatient = group.create_task(holder.current())
        patient = group.create_task(holder.current())
        await asyncio.sleep(0)
        impatient.cancel()

    assert patient.result().value == "good"
    assert issuer.forced == [False]


async def test_all_who_wait_share_a_failure_and_the_next_asks_anew():
    holder, issuer, _ = holder_of("", "good")

    ends = await asyncio.gather(*(holder.current() for _ in range(9)), return_exceptions=True)
    assert {(end.code, end.retry_seconds) for end in ends} == {(-1, 7)}
    assert len(issuer.forced) == 1
    assert (await holder.current()).value == "good"


async def test_a_clock_set_back_a_day_does_not_stop_renewals():
    holder, issuer, clock = holder_of("old", "new")
    stale = await holder.current()
    clock.pass_seconds(-86_400)

    assert (await holder.renew(stale)).value == "new"
    assert len(issuer.forced) == 2


def test_a_token_does_not_show_its_value():
    assert "secret" not in repr(Token.living("secret", 7200, Clock()()))


@pytest.mark.parametrize(("seconds", "margin"), [(7200, 60), (600, 60), (599, 59.9), (20, 2)])
def test_a_token_is_given_up_a_little_before_its_end(seconds, margin):
    now = Clock()()

    assert (Token.living("a", seconds, now).until - now).total_seconds() == seconds - margin
