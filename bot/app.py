"""The composition root: settings in, a running server out."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Self

import structlog
from aiohttp import web

from bot.answers import AnswerDesk
from bot.clock import utc_now
from bot.config import OfficialAccountSettings, Settings
from bot.delivery import Delivery
from bot.door import CallbackDoor, DoorRules
from bot.errors import NotReady
from bot.garbage import collect_less
from bot.health import add_health
from bot.house import House
from bot.inbox import Inbox
from bot.platforms import Platform
from bot.platforms.limits import LIMITS
from bot.platforms.official_account import OfficialAccount
from bot.platforms.sandbox import Sandbox
from bot.platforms.wechat_api import WeChatApi
from bot.platforms.wechat_crypto import Credentials
from bot.schedule import Schedule
from bot.shop import manner_rules_of, open_shop, stock_shelves
from bot.store import Store, schema
from bot.tasks import Tasks
from bot.worker import Worker

logger = structlog.get_logger(__name__)


class Server:
    """One running 掌柜: listens, works off, delivers, ticks. Use it as `async with`."""

    def __init__(
        self,
        settings: Settings,
        *,
        is_demo: bool = False,
        clock: Callable[[], datetime] = utc_now,
        on_death: Callable[[], None] = lambda: None,
    ) -> None:
        """Open nothing yet."""
        self._settings = settings
        self._is_demo = is_demo
        self._clock = clock
        self._stack = AsyncExitStack()
        self._tasks = Tasks(on_death)
        self.sandbox = Sandbox()
        self.port = settings.server.port

    async def __aenter__(self) -> Self:
        try:
            await self._open()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _open(self) -> None:
        settings = self._settings
        store = await Store.open(settings.store.url, busy_seconds=settings.store.busy_seconds)
        self._stack.push_async_callback(store.close)
        await store.claim()
        await schema.upgrade(store)
        async with store.unit() as unit:
            await stock_shelves(unit, settings.shop)
            shop = await open_shop(settings, unit, LIMITS.for_plans())
        shop = replace(shop, manner_rules=manner_rules_of(settings, LIMITS.caps()))
        account = await self._open_account(settings.official_account)
        platforms: dict[str, Platform] = {}
        if account:
            platforms[account.account] = account
        if self._is_demo or not account:
            platforms[self.sandbox.account] = self.sandbox
        self.house = House(store, shop, platforms, self._clock)
        await self._listen(account)

    async def _open_account(
        self, settings: OfficialAccountSettings | None
    ) -> OfficialAccount | None:
        if settings is None:
            return None
        api = WeChatApi(
            settings.app_id,
            settings.app_secret.get_secret_value(),
            clock=self._clock,
            base_url=settings.api_base,
            call_seconds=self._settings.delivery.timeout_seconds,
        )
        await self._stack.enter_async_context(api)
        token, key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
        return OfficialAccount(settings.account, Credentials(token, key, settings.app_id), api)

    async def _listen(self, account: OfficialAccount | None) -> None:
        house, settings = self.house, self._settings
        if self._is_demo:
            from bot.demo import open_demo_shop

            await open_demo_shop(house)
        desk = AnswerDesk()
        self.delivery = Delivery(house, settings.delivery)
        self.worker = Worker(
            house, desk, batch=settings.inbox.batch, on_outgoing=self.delivery.wake
        )
        self.inbox = Inbox(house.store, self.worker.wake)
        self.schedule = Schedule(house, self.delivery, persona_account=next(iter(house.platforms)))
        self._stack.push_async_callback(self._close)
        self._tasks.start("inbox", self.inbox.run)
        self._tasks.start("worker", self.worker.run)
        self._tasks.start("delivery", self.delivery.run)
        self.schedule.start()
        await self._open_doors(account, desk)
        collect_less()

    async def _open_doors(self, account: OfficialAccount | None, desk: AnswerDesk) -> None:
        app = web.Application(client_max_size=LIMITS.body_bytes)
        add_health(app, self.house.store)
        if account and self._settings.official_account:
            oa = self._settings.official_account
            rules = DoorRules(
                passive_seconds=self._settings.inbox.passive_seconds,
                clock_skew=timedelta(minutes=self._settings.inbox.clock_skew_minutes),
                replies_in_response=oa.reply_by == "response",
                allows_plaintext=oa.allow_plaintext,
            )
            door = CallbackDoor(account, self.house, self.inbox, desk, rules)
            app.router.add_get(f"/callback/{account.account}", door.verify)
            app.router.add_post(f"/callback/{account.account}", door.receive)
        if self._is_demo:
            from bot.console import add_console

            key = self._settings.page.page_key.get_secret_value()
            add_console(app, self.house, self.inbox, self.sandbox, key)
        token = self._settings.api.token.get_secret_value()
        if token or self._is_demo:
            from bot.api import add_api

            add_api(app, self.house, token)
        await self._bind(app)

    async def _bind(self, app: web.Application) -> None:
        server = self._settings.server
        runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=server.shutdown_seconds / 2,  # the other half is the delivery's
            handle_signals=False,
        )
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        try:
            await web.TCPSite(runner, server.host, server.port).start()
        except OSError as error:
            raise NotReady(
                f"cannot listen on {server.host}:{server.port}: {error.strerror}; "
                "choose another with --port or server.port"
            ) from None
        self.port = runner.addresses[0][1]

    async def _close(self) -> None:
        """Tick no more, finish the message in flight, then end the rest."""
        await self.schedule.stop()
        self.delivery.close()
        await self._tasks.finish("delivery", self._settings.server.shutdown_seconds / 2)
        await self._tasks.stop()
        logger.debug("closed")
