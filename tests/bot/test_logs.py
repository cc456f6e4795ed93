import asyncio
import json
import logging

import pytest
import structlog
from aiohttp import ClientSession
from sqlalchemy import text

from bot.config import LogSettings
from bot.logs import set_up_logs
from tests.bot.test_door import Visitor, account, from_platform
from tests.builders import NOON, Clock, followed, joined, open_server, said, tell, until
from tests.wechat import text_message

SECRET = "栗子糖炒"
NICKNAME = "山核桃阿姨"
FORMS = pytest.mark.parametrize("form", ["text", "json"])


@pytest.fixture
def logs(capsys):
    """Set up logs as the server does, and read what was written."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level

    def start(**chosen):
        set_up_logs(LogSettings(**chosen))
        return lambda: capsys.readouterr().err

    yield start
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def test_json_lines_carry_their_fields(logs):
    read = logs(form="json")
    structlog.get_logger("test").info("delivered", outbox="7", place="杭州")
    (line,) = map(json.loads, read().splitlines())

    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "delivered", "outbox": "7", "place": "杭州", "level": "info"}


def test_text_lines_name_moment_level_and_event_first(logs):
    read = logs(form="text")
    structlog.get_logger("test").warning("callback refused", reason="size")
    line = read().strip()

    assert line.startswith("timestamp=")
    assert line.endswith("level='warning' event='callback refused' reason='size'")


@pytest.mark.parametrize(("level", "count"), [("debug", 3), ("info", 2), ("warning", 1)])
def test_only_what_is_important_enough_is_written(logs, level, count):
    read = logs(level=level)
    logger = structlog.get_logger("test")
    for write in (logger.debug, logger.info, logger.warning):
        write("something")

    assert len(read().splitlines()) == count


@FORMS
def test_a_failure_is_one_line_where_machines_read_and_keeps_its_traceback(logs, form):
    read = logs(form=form)
    try:
        raise ZeroDivisionError("fen")
    except ZeroDivisionError:
        structlog.get_logger("test").exception("a task died", task="worker")
    written = read()

    assert "ZeroDivisionError" in written
    assert form == "text" or json.loads(written)["task"] == "worker"


def assert_silent_about_customers(written):
    assert SECRET not in written
    assert NICKNAME not in written
    assert ascii(SECRET)[1:-1] not in written


@FORMS
async def test_a_whole_conversation_leaves_no_words_and_no_names_in_the_logs(
    logs, form, sqlite_url
):
    read = logs(form=form, level="debug")
    texts = [f"{SECRET}会不会偏小", f"{SECRET}质量太差了", f"转人工，{SECRET}", "退订"]
    async with open_server(sqlite_url, clock=Clock()) as server:
        await tell(server, followed(nickname=NICKNAME), "f")
        await tell(server, joined(nickname=NICKNAME), "j")
        for number, words in enumerate(texts):
            await tell(server, said(words), f"m{number}")
        await until(lambda: len(server.sandbox.delivered) >= 5)
    written = read()

    assert "delivered" in written
    assert_silent_about_customers(written)


@FORMS
async def test_an_event_that_breaks_its_flow_leaves_no_words_in_the_logs(
    logs, form, sqlite_url, monkeypatch
):
    async def fail(event, *_):
        raise ZeroDivisionError(len(event.text))

    monkeypatch.setattr("bot.worker.dispatch", fail)
    read = logs(form=form)
    async with open_server(sqlite_url, clock=Clock()) as server:
        await tell(server, said(SECRET), "m1")
        await until_parked(server)
    written = read()

    assert "ZeroDivisionError" in written
    assert_silent_about_customers(written)


async def until_parked(server):
    async with asyncio.timeout(5):
        while True:
            async with server.house.store.reading() as unit:
                if await unit.inbox.list_parked():
                    return
            await asyncio.sleep(0.01)


@FORMS
async def test_a_callback_that_cannot_be_kept_leaves_no_words_in_the_logs(logs, form, sqlite_url):
    read = logs(form=form)
    async with (
        open_server(sqlite_url, clock=Clock(), official_account=account()) as server,
        ClientSession() as session,
    ):
        async with server.house.store.unit() as unit:
            await unit.work.change(text("ALTER TABLE inbox RENAME TO away"))
        message = text_message(SECRET, contact=NICKNAME, at=NOON)
        status, _ = await Visitor(server, session).post(from_platform(message))
    written = read()

    assert (status, "OperationalError" in written) == (503, True)
    assert_silent_about_customers(written)
