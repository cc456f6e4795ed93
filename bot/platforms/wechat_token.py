"""The access token of one account: all who wait share one question, and one renewal."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, Self

from bot.errors import NotSent
from bot.platforms.limits import LIMITS

_DAY = timedelta(days=1)
_FORCE_GAP = timedelta(seconds=2 * LIMITS.forced_token_gap_seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A token and the moment we stop using it, a little before the platform does."""

    value: str = field(repr=False)
    until: datetime

    @classmethod
    def living(cls, value: str, seconds: int, now: datetime) -> Self:
        """Give a token the life the platform named, less a margin (60 s, or a tenth)."""
        return cls(value, now + timedelta(seconds=seconds - min(60.0, seconds / 10)))


class FetchToken(Protocol):
    """Asks the platform for a token; `force` ends the life of the one before."""

    async def __call__(self, *, force: bool) -> Token:
        """Return a token, or raise NotSent."""
        ...


class TokenHolder:
    """Holds the token; callers who need a new one at the same time share one question."""

    def __init__(self, fetch: FetchToken, clock: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: Token | None = None
        self._failure: NotSent | None = None
        self._questions = 0
        self._came_back = False
        self._forced: deque[datetime] = deque(maxlen=LIMITS.forced_tokens_a_day)

    async def current(self) -> Token:
        """Return a token that should be good; raise NotSent where none is to be had."""
        if self._token and self._clock() < self._token.until:
            return self._token
        return await self._ask(stale=None)

    async def renew(self, stale: Token) -> Token:
        """Replace a token the platform no longer takes; raise NotSent where it gives none."""
        if self._token and self._token is not stale:
            return self._token
        return await self._ask(stale)

    async def _ask(self, stale: Token | None) -> Token:
        seen = self._questions
        async with self._lock:
            if self._questions == seen:  # nobody asked while we waited for the lock
                await self._ask_once(stale)
            if self._failure:
                failure = self._failure
                raise NotSent(str(failure), code=failure.code, retry_seconds=failure.retry_seconds)
            assert self._token, "a question ends in a token or a failure"
            return self._token

    async def _ask_once(self, stale: Token | None) -> None:
        force = stale is not None and self._came_back and self._may_force()
        if force:
            self._forced.append(self._clock())
        try:
            self._token = await self._fetch(force=force)
            self._failure = None
            self._came_back = stale is not None and self._token.value == stale.value
        except NotSent as failure:
            self._failure = failure
        self._questions += 1

    def _may_force(self) -> bool:
        """Tell whether a forced refresh is within the platform's day and gap.

        A plain question comes first always: where another process refreshed, it brings the new
        token, while forcing would take that one away from the other process.
        """
        now = self._clock()
        full = len(self._forced) == self._forced.maxlen
        if full and now - self._forced[0] < _DAY:
            return False
        return not self._forced or abs(now - self._forced[-1]) >= _FORCE_GAP
