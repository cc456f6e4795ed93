"""From the outbox to the platform: ask again, commit the intent, call once, commit the result.

    due ──► sending ──► sent
     │          ├─────► failed      the platform said no
     │          ├─────► due         certainly not sent: another try later
     │          └─────► uncertain   nobody answered: a person decides, the machine never repeats it
     ├────────────────► silenced    manners forbid it
     ├────────────────► missed      it is too late, also after tries that certainly did not send
     └────────────────► by_hand     this platform has no way to do it, or it is late and the shop
                                    wants to be asked: a to-do for a person

Each account has one lane with one message in flight, so a crash can leave one message uncertain,
not fifty.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.config import DeliverySettings
from bot.errors import NotSent, OutcomeUnknown, SendRefused, StoreBusy
from bot.flows.manners import ask, ask_of_many
from bot.house import House
from bot.outgoing import action_of
from bot.platforms import Platform, Sent
from bot.records import OutboxItem, OutboxState
from bot.store import Unit
from bot.store.outbox import touch_of
from persona.manners import Decision, Message, Verdict
from persona.reasons import Reason

TICK_SECONDS = 1.0
CALLS_A_SEND = 4  # two tokens and two calls, each with its own time-out
RESULT_TRIES = 40
LONGEST_PAUSE_SECONDS = 600.0
TOO_LATE = (Reason.TOO_LATE, Reason.LATE_BY_THEN)
Outcome = Sent | SendRefused | NotSent | OutcomeUnknown
logger = structlog.get_logger(__name__)


class Delivery:
    """One lane an account."""

    def __init__(self, house: House, settings: DeliverySettings) -> None:
        """Nothing is sent before `run`."""
        self._house = house
        self._settings = settings
        self._wakers = {account: asyncio.Event() for account in house.platforms}
        self._closing = asyncio.Event()

    def wake(self) -> None:
        """Say that something waits."""
        for waker in self._wakers.values():
            waker.set()

    async def run(self) -> None:
        """Deliver what is due, from before a restart too, until closed."""
        async with asyncio.TaskGroup() as lanes:
            for platform in self._house.platforms.values():
                lanes.create_task(self._lane(platform), name=f"lane {platform.account}")

    def close(self) -> None:
        """Begin nothing new; `run` ends when the messages in flight have their result."""
        self._closing.set()
        self.wake()

    async def _lane(self, platform: Platform) -> None:
        waker = self._wakers[platform.account]
        while not self._closing.is_set():
            waker.clear()
            try:
                while not self._closing.is_set() and await self.deliver_next(platform):
                    pass
            except Exception:
                logger.exception("the lane pauses", account=platform.account)
                await asyncio.sleep(TICK_SECONDS)
            try:
                await asyncio.wait_for(waker.wait(), TICK_SECONDS)
            except TimeoutError:
                continue

    async def doubt_expired(self) -> int:
        """Mark calls whose result never came (we died, or hung) as uncertain."""
        because = {"code": "no_result", "values": {}}
        async with self._house.store.unit() as unit:
            count = await unit.outbox.doubt_expired(self._house.clock(), because)
        if count:
            logger.warning("sends are uncertain", count=count)
        return count

    async def deliver_next(self, platform: Platform) -> bool:
        """Deliver the message that is due first; return whether there was one."""
        now = self._house.clock()
        async with self._house.store.unit() as unit:
            item = await unit.outbox.next_due(platform.account, now)
            if item is None:
                return False
            if not await self._may_go(item, platform, unit, now):
                return True
            lease_until = now + timedelta(seconds=self._settings.lease_seconds)
            if not await unit.outbox.intend(item, lease_until):
                return True
        outcome = await self._call(platform, item)
        await self._remember(item, outcome)
        logger.debug("delivered", outbox=item.id, kind=item.kind, outcome=type(outcome).__name__)
        return True

    async def _may_go(
        self, item: OutboxItem, platform: Platform, unit: Unit, now: datetime
    ) -> bool:
        if type(action_of(item)) not in platform.kinds():
            because = _because("no_way", platform=platform.account)
            await unit.outbox.settle(item, OutboxState.BY_HAND, now, because=because)
            return False
        verdict = await self._ask(item, unit, now)
        if verdict.decision is not Decision.SEND:
            await self._hold(item, verdict, unit, now)
        return verdict.decision is Decision.SEND

    async def _ask(self, item: OutboxItem, unit: Unit, now: datetime) -> Verdict:
        """Ask the manners again, about a message that may have waited for long."""
        shop, kind = self._house.shop, touch_of(item)
        due_at = item.expires_at - shop.manner_rules.grace_of(kind)
        message = Message(kind=kind, text=item.text, due_at=due_at)
        if item.customer is None:
            return await ask_of_many(message, item, unit, shop, now)
        at = (item.account, item.target)
        return await ask(message, at, unit, shop, now)

    async def _hold(self, item: OutboxItem, verdict: Verdict, unit: Unit, now: datetime) -> None:
        """Keep a message back: until later, for a person, or for good."""
        because = _because(verdict.because.code, **verdict.because.values)
        if verdict.retry_at:
            await unit.outbox.postpone(item, verdict.retry_at, because)
            return
        state = OutboxState.MISSED if verdict.because.code in TOO_LATE else OutboxState.SILENCED
        if verdict.decision is Decision.WAIT:
            state = OutboxState.BY_HAND
        await unit.outbox.settle(item, state, now, because=because)

    async def _call(self, platform: Platform, item: OutboxItem) -> Outcome:
        try:
            async with asyncio.timeout(CALLS_A_SEND * self._settings.timeout_seconds):
                return await platform.send(action_of(item))
        except (SendRefused, NotSent, OutcomeUnknown) as error:
            return error
        except TimeoutError:
            return OutcomeUnknown("the platform never came back")
        except Exception as error:
            logger.exception("send failed", outbox=item.id)
            return OutcomeUnknown(f"{type(error).__name__} while sending")

    async def _remember(self, item: OutboxItem, outcome: Outcome) -> None:
        """Write down what is known, also where the database has to be waited for."""
        for _ in range(RESULT_TRIES):
            try:
                async with self._house.store.unit() as unit:
                    await self._write_down(item, outcome, unit)
            except StoreBusy:
                await asyncio.sleep(TICK_SECONDS / 2)
            else:
                return
        logger.error("a result was not kept", outbox=item.id, outcome=type(outcome).__name__)

    async def _write_down(self, item: OutboxItem, outcome: Outcome, unit: Unit) -> None:
        now = self._house.clock()
        match outcome:
            case Sent():
                await unit.outbox.settle(item, OutboxState.SENT, now, receipt=outcome.receipt)
            case NotSent():
                because = _because("not_sent", why=str(outcome))
                again = now + _pause_after(outcome, item.tries)
                if again <= item.expires_at:
                    await unit.outbox.postpone(item, again, because)
                else:
                    await unit.outbox.settle(item, OutboxState.MISSED, now, because=because)
            case OutcomeUnknown():
                because = _because("unknown", why=str(outcome))
                await unit.outbox.settle(item, OutboxState.UNCERTAIN, now, because=because)
            case SendRefused():
                because = _because("refused", why=str(outcome))
                await unit.outbox.settle(item, OutboxState.FAILED, now, because=because)


def _pause_after(outcome: NotSent, tries: int) -> timedelta:
    """Wait longer after each try, up to ten minutes, and as long as the platform asks for."""
    longer = min(outcome.retry_seconds * 2**tries, LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=max(longer, outcome.retry_seconds))


def _because(code: str, **values: str | int) -> Mapping[str, object]:
    return {"code": code, "values": values}
