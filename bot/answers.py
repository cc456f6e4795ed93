"""Where callbacks wait for their own answer, so that it can be given in the response.

Who answers is decided once: the worker claims a waiting callback *before* it writes the reply,
and a claimed callback waits for that commit. So a reply is `answered` (in the response) or `due`
(a message of its own) from its first row on, and nothing ever switches.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

Key = tuple[str, str]
COMMIT_SECONDS = 0.8


class AnswerLost(Exception):
    """The reply was promised to this response and its commit did not come in time."""


class Waiter:
    """One response that has not been written yet."""

    def __init__(self) -> None:
        """Wait, unclaimed."""
        self.is_claimed = False
        self.answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    async def wait(self, seconds: float) -> str | None:
        """Return the reply, or None where there is none or it comes too late for this response.

        Raise AnswerLost where it was claimed and not committed: the response must then fail, so
        that the platform delivers the event again.
        """
        await asyncio.wait((self.answer,), timeout=max(0.0, seconds))
        if not self.answer.done() and not self.is_claimed:
            self.answer.cancel()
            return None
        await asyncio.wait((self.answer,), timeout=COMMIT_SECONDS)
        if not self.answer.done():
            raise AnswerLost
        return self.answer.result()


class AnswerDesk:
    """The callbacks of this process that wait for an answer, by the event's key."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waiting: dict[Key, list[Waiter]] = defaultdict(list)

    @contextmanager
    def expect(self, key: Key) -> Iterator[Waiter]:
        """Let a callback wait; enter before the event is kept, so that no answer is missed."""
        waiter = Waiter()
        self._waiting[key].append(waiter)
        try:
            yield waiter
        finally:
            self._waiting[key].remove(waiter)
            if not self._waiting[key]:
                del self._waiting[key]

    def claim(self, key: Key) -> bool:
        """Promise the reply to the waiting responses; False where none waits any more."""
        open_ones = [waiter for waiter in self._waiting.get(key, ()) if not waiter.answer.done()]
        for waiter in open_ones:
            waiter.is_claimed = True
        return bool(open_ones)

    def release(self, key: Key) -> None:
        """Take a promise back: its transaction failed."""
        for waiter in self._waiting.get(key, ()):
            waiter.is_claimed = False

    def settle(self, key: Key, reply: str | None) -> None:
        """Hand the committed reply (or the news that there is none) to every waiting response."""
        for waiter in self._waiting.get(key, ()):
            if not waiter.answer.done():
                waiter.answer.set_result(reply)
