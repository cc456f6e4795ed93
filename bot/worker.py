"""Work off stored events by sets: one transaction for up to fifty of them.

A set that fails is rolled back and replayed event by event, so one bad event costs its neighbours
nothing; the bad one is parked with its reason.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import count

import structlog

from bot.actions import Action, Reply
from bot.answers import AnswerDesk
from bot.dispatch import dispatch
from bot.errors import PoisonEvent, StoreBusy
from bot.events import Event, MessageReceived, Noticed
from bot.house import House
from bot.outgoing import key_of, outbox_item
from bot.records import InboxState, OutboxState, StoredEvent
from bot.store import Unit

PAUSE_SECONDS = 1.0
TICK_SECONDS = 1.0  # a look without a call: nothing may wait because nobody woke us
logger = structlog.get_logger(__name__)


class Worker:
    """Reads the inbox in order of arrival, asks the flows, fills the outbox."""

    def __init__(
        self, house: House, desk: AnswerDesk, *, batch: int, on_outgoing: Callable[[], None]
    ) -> None:
        """Call `on_outgoing` when something waits to be delivered."""
        self._house = house
        self._desk = desk
        self._batch = batch
        self._on_outgoing = on_outgoing
        self._arrived = asyncio.Event()
        self._has_outgoing = False

    def wake(self) -> None:
        """Say that something arrived."""
        self._arrived.set()

    async def run(self) -> None:
        """Work off what is stored, from before a restart too, until cancelled."""
        while True:
            self._arrived.clear()
            try:
                while await self.work_off() == self._batch:
                    pass
            except Exception:
                logger.exception("the worker pauses")
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), TICK_SECONDS)

    async def work_off(self) -> int:
        """Work off one set of events and return how many there were."""
        replies: dict[int, str] = {}
        events: list[StoredEvent] = []
        try:
            async with self._house.store.unit() as unit:
                events = await unit.inbox.list_new(self._batch)
                await self._answer_all(events, unit, replies)
        except StoreBusy:
            self._release(events)
            raise
        except Exception as error:
            self._release(events)
            if not events:
                raise
            logger.warning("a set is replayed one by one", events=len(events), error=repr(error))
            await self._replay(events)
        else:
            self._settle(events, replies)
        return len(events)

    async def _answer_all(
        self, events: list[StoredEvent], unit: Unit, replies: dict[int, str]
    ) -> None:
        now = self._house.clock()
        parsed = {stored.id: self._parse(stored, unit, now) for stored in events}
        talking = [event for event in parsed.values() if event and not isinstance(event, Noticed)]
        await unit.prepare({(event.account, event.contact) for event in talking})
        texts = [event.text for event in talking if isinstance(event, MessageReceived)]
        shop = self._house.shop.read_ahead(texts)
        for stored in events:
            event = parsed[stored.id]
            if event is not None:
                actions = await dispatch(event, unit, shop)
                reply = self._put_out(actions, stored, unit, now)
                if reply is not None:
                    replies[stored.id] = reply
                unit.inbox.settle(stored.id, InboxState.DONE, now)

    def _parse(self, stored: StoredEvent, unit: Unit, now: datetime) -> Event | None:
        try:
            platform = self._house.platforms.get(stored.account)
            if platform is None:
                raise PoisonEvent(f"no account {stored.account}")
            return replace(platform.parse(stored.raw), cause=f"event:{stored.id}")
        except PoisonEvent as error:
            unit.inbox.settle(stored.id, InboxState.PARKED, now, str(error))
            return None

    def _put_out(
        self, actions: list[Action], stored: StoredEvent, unit: Unit, now: datetime
    ) -> str | None:
        given: str | None = None
        replies = count()
        rules = self._house.shop.manner_rules
        for action in actions:
            place = next(replies) if isinstance(action, Reply) else -1
            key = key_of(action, stored.id, place)
            item = outbox_item(action, key, stored.received_at, now, rules)
            if place == 0 and self._desk.claim((stored.account, stored.key)):
                item = replace(item, state=OutboxState.ANSWERED)
                given = action.text
            unit.outbox.add(item)
            self._has_outgoing |= item.state is OutboxState.DUE
        return given

    async def _replay(self, events: list[StoredEvent]) -> None:
        for stored in events:
            replies: dict[int, str] = {}
            try:
                async with self._house.store.unit() as unit:
                    if await unit.inbox.lock(stored.id):
                        await self._answer_all([stored], unit, replies)
            except StoreBusy:
                self._release([stored])
                raise
            except Exception as error:
                self._release([stored])
                logger.exception("event parked", inbox=stored.id)
                await self._park(stored, f"{type(error).__name__}: the flow failed")
                self._settle([stored], {})
            else:
                self._settle([stored], replies)

    async def _park(self, stored: StoredEvent, reason: str) -> None:
        async with self._house.store.unit() as unit:
            if await unit.inbox.lock(stored.id):
                now = self._house.clock()
                unit.inbox.settle(stored.id, InboxState.PARKED, now, reason)

    def _release(self, events: list[StoredEvent]) -> None:
        for stored in events:
            self._desk.release((stored.account, stored.key))

    def _settle(self, events: list[StoredEvent], replies: dict[int, str]) -> None:
        for stored in events:
            self._desk.settle((stored.account, stored.key), replies.get(stored.id))
        if self._has_outgoing:
            self._has_outgoing = False
            self._on_outgoing()
