import socket
import sqlite3
from pathlib import Path

import pytest

from bot.doctor import examine
from bot.records import OutboxItem, OutboxState
from bot.store import Store
from tests.bot.test_door import account
from tests.builders import NOON, settings

MACHINE = ["python", "word segmentation", "disk"]
SHOP = ["account", "api", "database", "shop", "uncertain sends", "port"]


def path_of(url):
    return Path(url.removeprefix("sqlite:///"))


def tell_database(url, sentence):
    with sqlite3.connect(path_of(url)) as connection:
        connection.execute(sentence)
    connection.close()


async def visit(url, folder, **sections):
    return {check.name: check for check in await examine(settings(url, **sections), folder)}


async def assert_unwell(name, advice, url, folder, **sections):
    check = (await visit(url, folder, **sections))[name]
    assert (check.is_well, advice in check.advice) == (False, True), check


async def test_a_fresh_folder_is_well_and_the_doctor_leaves_it_as_it_was(tmp_path):
    path = tmp_path / "var/shop.db"
    checks = await visit(f"sqlite:///{path}", tmp_path / "var")

    assert all(check.is_well for check in checks.values())
    assert "first start" in checks["database"].found
    assert list(tmp_path.iterdir()) == []


async def test_an_open_shop_is_well(sqlite_url, tmp_path):
    checks = await visit(sqlite_url, tmp_path)

    assert list(checks) == MACHINE + SHOP
    assert all(check.is_well for check in checks.values())


@pytest.mark.parametrize(("token", "word"), [("", "closed"), ("t" * 24, "open")])
async def test_the_doctor_says_whether_the_api_is_open_and_never_the_token(
    sqlite_url, tmp_path, token, word
):
    check = (await visit(sqlite_url, tmp_path, api={"token": token}))["api"]

    assert check.is_well
    assert check.found.startswith(word)
    assert "ttt" not in check.found


@pytest.mark.parametrize(("secret", "is_well"), [("", False), ("s", True)])
async def test_an_account_needs_its_secret_to_write_first(sqlite_url, tmp_path, secret, is_well):
    chosen = account(app_secret=secret)
    check = (await visit(sqlite_url, tmp_path, official_account=chosen))["account"]

    assert check.is_well is is_well
    assert "app_secret" in check.advice


async def test_the_doctor_changes_nothing_in_the_shop(sqlite_url, tmp_path):
    tell_database(sqlite_url, "DELETE FROM scripts")
    await visit(sqlite_url, tmp_path)
    with sqlite3.connect(path_of(sqlite_url)) as connection:
        count = connection.execute("SELECT COUNT(*) FROM scripts").fetchone()[0]
    connection.close()

    assert count == 0


@pytest.mark.parametrize(("mode", "is_well"), [(0o600, True), (0o640, False), (0o604, False)])
async def test_secrets_that_others_can_read_are_named(sqlite_url, tmp_path, mode, is_well):
    secrets = tmp_path / "secrets.toml"
    secrets.touch(mode)
    secrets.chmod(mode)
    check = (await visit(sqlite_url, tmp_path))["secrets file"]

    assert (check.is_well, check.advice) == (is_well, f"run: chmod 600 {secrets}")


async def test_a_taken_port_is_named(sqlite_url, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = {"port": taken.getsockname()[1]}

        await assert_unwell("port", "server.port", sqlite_url, tmp_path, server=port)


async def test_a_database_nobody_made_is_brought_to_this_programs_schema(tmp_path):
    path = tmp_path / "shop.db"
    path.touch()

    await assert_unwell("database", "zhanggui db upgrade", f"sqlite:///{path}", tmp_path)


async def test_a_database_newer_than_the_program_needs_a_newer_program(sqlite_url, tmp_path):
    tell_database(sqlite_url, "UPDATE alembic_version SET version_num = '9999'")
    check = (await visit(sqlite_url, tmp_path))["database"]

    assert (check.is_well, "newer" in check.found) == (False, True)
    assert "db upgrade" not in check.advice


async def test_a_file_that_is_no_database_is_named(tmp_path):
    path = tmp_path / "shop.db"
    path.write_text("no rows in here" * 300)

    await assert_unwell("database", "store.url", f"sqlite:///{path}", tmp_path)


async def test_a_shop_that_is_busy_writing_can_be_looked_at(sqlite_url, tmp_path):
    other = sqlite3.connect(path_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    chosen = settings(sqlite_url)
    hurried = chosen.store.model_copy(update={"busy_seconds": 0.05})
    checks = await examine(chosen.model_copy(update={"store": hurried}), tmp_path)
    other.close()

    assert {check.name: check.is_well for check in checks}["database"]


async def test_a_send_nobody_knows_the_end_of_is_shown(sqlite_url, tmp_path):
    store = await Store.open(sqlite_url)
    whom = ("text", "gh_1", "xiaoman", None, "answer", "你好")
    async with store.unit() as unit:
        unit.outbox.add(OutboxItem("1", "k", *whom, OutboxState.UNCERTAIN, NOON, NOON, NOON))
    await store.close()

    await assert_unwell("uncertain sends", "operations", sqlite_url, tmp_path)


@pytest.mark.parametrize(
    ("bound", "value", "advice"),
    [
        ("OLDEST_PYTHON", (4, 0), ("python", "Python 3.11")),
        ("FREE_BYTES", 1 << 80, ("disk", "500 MB")),
    ],
)
async def test_a_machine_that_is_too_old_or_too_full_is_named(
    tmp_path, monkeypatch, bound, value, advice
):
    monkeypatch.setattr(f"bot.doctor.{bound}", value)

    await assert_unwell(*advice, f"sqlite:///{tmp_path}/new.db", tmp_path)
