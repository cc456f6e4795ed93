"""Kill the server again and again while customers write; a stand-in platform is the witness."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from bot.clock import utc_now
from tests.wechat import CREDENTIALS, deliver, open_answer, text_message

ACCOUNT = "gh_chestnut_shop"
CONFIG = """\
[store]
url = "sqlite:///{folder}/shop.db"
[delivery]
timeout_seconds = 1.0
lease_seconds = 4.5
[official_account]
account = "{account}"
app_id = "{app_id}"
api_base = "http://127.0.0.1:{api_port}"
reply_by = "{reply_by}"
[log]
level = "error"
"""
SECRETS = """\
[official_account]
token = "{token}"
aes_key = "{aes_key}"
app_secret = "only-for-tests"
"""


@dataclass
class Tally:
    """What a run showed."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    uncertain: int = 0
    handled_twice: int = 0
    answered_in_response: int = 0
    answered_by_message: int = 0
    redelivered: int = 0


@dataclass
class Witness:
    """The platform's side: what reached which customer, and by which way."""

    chance: random.Random
    messages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    replies: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def app(self):
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", self._token)
        app.router.add_post("/cgi-bin/message/custom/send", self._send)
        return app

    async def _token(self, _):
        return web.json_response({"access_token": "t", "expires_in": 7200})

    async def _send(self, request):
        body = await request.json()
        self.messages[body["touser"]].append(body["text"]["content"])
        await asyncio.sleep(self.chance.random() * 0.01)
        return web.json_response({"errcode": 0, "errmsg": "ok"})


class Shop:
    """The server under test: started, killed, started again on the same data."""

    def __init__(self, folder, api_port, port, reply_by):
        self.folder, self.port = folder, port
        config = CONFIG.format(
            folder=folder,
            account=ACCOUNT,
            app_id=CREDENTIALS.app_id,
            api_port=api_port,
            reply_by=reply_by,
        )
        (folder / "config.toml").write_text(config)
        secrets = SECRETS.format(token=CREDENTIALS.token, aes_key=CREDENTIALS.aes_key)
        (folder / "secrets.toml").write_text(secrets)
        self.process = None

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "serve",
            "--config",
            str(self.folder / "config.toml"),
            "--port",
            str(self.port),
            stdout=asyncio.subprocess.DEVNULL,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
        )

    async def kill(self):
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self):
        self.process.terminate()
        async with asyncio.timeout(10):
            return await self.process.wait()

    def rows(self, sql):
        with sqlite3.connect(self.folder / "shop.db", timeout=10) as connection:
            return connection.execute(sql).fetchall()


class Customers:
    """Everybody writes one message; the platform delivers it until somebody says thank you."""

    def __init__(self, shop, witness, tally):
        self.shop, self.witness, self.tally = shop, witness, tally
        self.url = f"http://127.0.0.1:{shop.port}/callback/{ACCOUNT}"
        self.written = 0
        self.acknowledged = []
        self.has_ended = False

    async def write(self, session):
        while not self.has_ended:
            self.written += 1
            contact = f"oGuest{self.written}"
            xml = text_message(
                "有没有色差？",
                contact=contact,
                message_id=10**12 + self.written,
                at=utc_now(),
            )
            while not await self._deliver(session, xml, contact):
                self.tally.redelivered += 1
                await asyncio.sleep(0.02)
            self.acknowledged.append(contact)

    async def _deliver(self, session, xml, contact):
        packet = deliver(xml, at=utc_now())
        try:
            async with session.post(self.url, params=packet.query, data=packet.body) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
        if answer.status != 200:
            return False
        if body != b"success":
            open_answer(body)
            self.witness.replies[contact].add(body)
        return True


async def kill_again_and_again(folder, *, kills, reply_by, seed, writers=12):
    """Run the whole play and return what it showed."""
    chance = random.Random(seed)
    tally, witness = Tally(), Witness(chance)
    runner = web.AppRunner(witness.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    shop = Shop(folder, runner.addresses[0][1], free_port(), reply_by)
    try:
        await _play(shop, witness, tally, chance, kills=kills, writers=writers)
    finally:
        if shop.process and shop.process.returncode is None:
            await shop.stop()
        await runner.cleanup()
    _judge(shop, witness, tally)
    return tally


async def _play(shop, witness, tally, chance, *, kills, writers):
    customers = Customers(shop, witness, tally)
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        await shop.start()
        crowd = [asyncio.ensure_future(customers.write(session)) for _ in range(writers)]
        for _ in range(kills):
            enough = len(customers.acknowledged) + chance.randint(1, 60)
            async with asyncio.timeout(30):
                while len(customers.acknowledged) < enough:
                    await asyncio.sleep(0.001)
            await asyncio.sleep(chance.random() * 0.05)
            await shop.kill()
            tally.kills += 1
            await shop.start()
        customers.has_ended = True
        await asyncio.gather(*crowd)
        await _settle(shop)
    tally.acknowledged = len(customers.acknowledged)


async def _settle(shop):
    async with asyncio.timeout(60):
        while shop.rows("SELECT 1 FROM inbox WHERE state = 'new' LIMIT 1") or shop.rows(
            "SELECT 1 FROM outbox WHERE state IN ('due', 'sending') LIMIT 1"
        ):
            await asyncio.sleep(0.1)


def _judge(shop, witness, tally):
    states = dict(shop.rows("SELECT target, state FROM outbox"))
    handled = Counter(
        row[0]
        for row in shop.rows(
            "SELECT contacts.contact FROM messages JOIN contacts USING (customer)"
        )
    )
    tally.uncertain = sum(state == "uncertain" for state in states.values())
    tally.handled_twice = sum(count > 1 for count in handled.values())
    for number in range(1, tally.acknowledged + 1):
        contact = f"oGuest{number}"
        heard = len(witness.messages[contact]) + len(witness.replies[contact])
        tally.doubled += heard > 1
        is_known = contact in handled and contact in states
        tally.lost += not is_known or (heard == 0 and states[contact] != "uncertain")
    tally.answered_in_response = sum(bool(seen) for seen in witness.replies.values())
    tally.answered_by_message = sum(bool(seen) for seen in witness.messages.values())


def free_port():
    """Return a port that was free a moment ago."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
