"""APScheduler ticks; it knows when to ask, the database knows what is due."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import metrics
from bot.actions import Action
from bot.delivery import Delivery
from bot.flows.followups import send_due
from bot.flows.insights import REVIEWS_A_SET, mine_reviews
from bot.flows.materials import propose_materials
from bot.flows.models import keep_model, learn_lesson, prepare_lesson
from bot.flows.moments import plan_ahead, publish_due
from bot.flows.portraits import draw_portrait
from bot.house import House
from bot.outgoing import key_of, outbox_item
from bot.records import OutboxItem, OutboxState
from bot.shop import Shop
from bot.store import Unit
from tagging.errors import TaggingError

Limb = Callable[[datetime, Unit, Shop], Awaitable[list[Action]]]
PORTRAIT_HOUR = 3
DRAFTING_HOUR = 5
LEARNING_HOUR = 4  # of the shop's own clock, when few customers write
logger = structlog.get_logger(__name__)


class Schedule:
    """The clockwork: a tick a second, a plan every ten minutes, once a night a look at all."""

    def __init__(self, house: House, delivery: Delivery, *, persona_account: str) -> None:
        """Nothing ticks before `start`."""
        self._house = house
        self._delivery = delivery
        self._persona_account = persona_account
        self._ticker = AsyncIOScheduler(timezone="UTC")
        self._turn = asyncio.Lock()
        self._looking = asyncio.Lock()

    def start(self) -> None:
        """Tick. A late tick runs at once, missed ticks run as one, none runs beside itself."""
        manners = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._ticker.add_job(self.tick, "interval", seconds=1, **manners)
        self._ticker.add_job(self.plan, "interval", minutes=10, **manners)
        self._ticker.add_job(self.mine, "interval", seconds=30, **manners)
        zone = self._house.shop.zone
        self._ticker.add_job(self.portray, "cron", hour=PORTRAIT_HOUR, timezone=zone, **manners)
        self._ticker.add_job(
            self.draft_materials, "cron", hour=DRAFTING_HOUR, timezone=zone, **manners
        )
        self._ticker.add_job(self.learn, "cron", hour=LEARNING_HOUR, timezone=zone, **manners)
        self._ticker.add_job(self.portray_first, **manners)
        self._ticker.add_job(self.portray_first, "interval", minutes=10, **manners)
        self._ticker.start()

    async def stop(self) -> None:
        """Tick no more, and let the tick or the look that runs come to its end."""
        if self._ticker.running:
            async with self._looking, self._turn:
                self._ticker.shutdown(wait=False)

    async def tick(self) -> None:
        """Put out what has come due, and doubt what never got an answer."""
        async with self._turn:
            if await self._put_out_due():
                self._delivery.wake()
            await self._delivery.doubt_expired()

    async def plan(self) -> None:
        """Plan the coming week of every persona's account; one that fails stops no other."""
        for account in sorted({self._persona_account, *self._house.shop.personas}):
            try:
                async with self._turn, self._house.store.unit() as unit:
                    await plan_ahead(self._house.clock(), unit, self._house.shop, account)
            except Exception:
                logger.exception("a week was not planned", account=account)

    async def draft_materials(self) -> None:
        """Draft materials out of praise, solved concerns and offers; a person approves them."""
        async with self._turn, self._house.store.unit() as unit:
            proposed = await propose_materials(self._house.clock(), unit, self._house.shop)
        logger.info("materials drafted", new=proposed.new)

    async def mine(self) -> None:
        """Mine the reviews that came by import, set by set: between two sets others may write."""
        await self._house.catch_up()
        mined = REVIEWS_A_SET
        while mined == REVIEWS_A_SET:
            async with self._turn, self._house.store.unit() as unit:
                mined = await mine_reviews(self._house.clock(), unit, self._house.shop)

    async def portray(self) -> None:
        """Look at all customers together, so that each can be placed among the others.

        It takes seconds in a large shop, in which others may write.
        """
        house, now = self._house, self._house.clock()
        async with self._looking:
            async with house.store.reading() as unit:
                portrait = await draw_portrait(now, unit, house.shop)
            async with self._turn, house.store.unit() as unit:
                unit.portraits.keep(portrait, now)
            await house.renew()
        logger.info("portrait drawn", customers=sum(portrait.layers.values()))

    async def portray_first(self) -> None:
        """Look at a shop nobody has looked at since the night, or in which nobody had bought."""
        seen, today = self._house.shop.portrait, self._house.shop.date_of(self._house.clock())
        if seen is None or seen.day < today or not seen.cuts.money:
            await self.portray()

    async def learn(self) -> None:
        """Learn from what people confirmed, where that is enough; the shop is open meanwhile."""
        house = self._house
        async with house.store.reading() as unit:
            lesson = await prepare_lesson(unit, house.shop)
        if lesson is None:
            return
        try:
            model = await asyncio.to_thread(learn_lesson, lesson, house.clock())
        except TaggingError as error:
            logger.warning("nothing was learned", reason=str(error))
            return
        async with self._turn, house.store.unit() as unit:
            await keep_model(model, unit)
        await house.renew()
        logger.info("learned", examples=model.examples, in_charge=model.in_charge)

    async def _put_out_due(self) -> bool:
        """Ask each limb in a unit of its own, so that one that fails does not stop the other."""
        has_outgoing = False
        for limb in (send_due, publish_due):
            try:
                has_outgoing |= await self._ask(limb)
            except Exception:
                logger.exception("what is due was not put out", limb=limb.__name__)
        async with self._house.store.reading() as unit:
            _count(await unit.inbox.count_waiting(), await unit.outbox.count_waiting())
        return has_outgoing

    async def _ask(self, limb: Limb) -> bool:
        async with self._house.store.unit() as unit:
            now, shop = self._house.clock(), self._house.shop
            actions = await limb(now, unit, shop)
            for action in actions:
                key = key_of(action, 0, 0)
                item = outbox_item(action, key, now, now, shop.manner_rules)
                unit.outbox.add(self._by_hand(item) if self._has_no_way(item) else item)
        return bool(actions)

    def _has_no_way(self, item: OutboxItem) -> bool:
        """Tell whether nobody but a person reaches this account (a personal one, say)."""
        return item.account not in self._house.platforms

    def _by_hand(self, item: OutboxItem) -> OutboxItem:
        because = {"code": "no_way", "values": {"platform": item.account}}
        return replace(item, state=OutboxState.BY_HAND, because=because)


def _count(inbox: dict[str, int], outbox: dict[str, int]) -> None:
    for state, count in inbox.items():
        metrics.inbox_events.labels(state=state).set(count)
    for state, count in outbox.items():
        metrics.outbox_messages.labels(state=state).set(count)
