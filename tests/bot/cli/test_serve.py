"""The two commands that stay: started as an operator starts them, ended by Ctrl-C."""

import ipaddress
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from bot.cli.output import Exit
from bot.cli.serve import reachable

ACCOUNT = '[official_account]\naccount = "gh_1"\napp_id = "wx1"\n'


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(tmp_path):
    """Start a command in a folder of its own; what still runs at the end is ended."""
    running = []

    def begin(*options):
        command = [sys.executable, "-m", "bot", *map(str, options)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        running.append(subprocess.Popen(command, cwd=tmp_path, **pipes))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def ended(process):
    out, err = process.communicate(timeout=10)
    return process.returncode, out, err


def wait_until_open(port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(port)


def assert_one_line(error, *words):
    assert error.startswith("zhanggui: ")
    assert error.count("\n") == 1
    assert all(word in error for word in words), error


def rows(path, table):
    connection = sqlite3.connect(path)
    found = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
    connection.close()
    return found


def test_the_demo_opens_with_nothing_set_up_ends_when_told_and_keeps_its_data(start, tmp_path):
    seen = []
    for number in (signal.SIGINT, signal.SIGTERM):
        port = free_port()
        process = start("demo", "--data", "var", "--port", port)
        wait_until_open(port)
        process.send_signal(number)
        code, out, err = ended(process)
        assert (code, f"http://127.0.0.1:{port}/" in out, "Traceback" in err) == (0, True, False)
        assert out.endswith("按 Ctrl-C 关门。\n已关门。\n")
        assert "Wi-Fi" not in out
        secrets = tmp_path / "var/secrets.toml"
        seen.append((secrets.read_text("utf-8"), rows(tmp_path / "var/demo.db", "orders")))

    assert seen[0] == seen[1]
    assert seen[0][1] > 0
    assert secrets.stat().st_mode & 0o077 == 0


def test_a_demo_open_to_the_network_prints_an_address_that_works_and_warns(start):
    port = free_port()
    process = start("demo", "--data", "var", "--host", "0.0.0.0", "--port", port)
    wait_until_open(port)
    process.send_signal(signal.SIGINT)
    code, out, _ = ended(process)
    (shown,) = re.findall(r"http://(\S+):\d+/", out)

    assert code == 0
    assert not ipaddress.ip_address(shown).is_unspecified
    assert "同一个 Wi-Fi" in out
    assert "这个网络里的人都看得到" in out


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_listening_everywhere_is_no_address_for_a_browser(host):
    address = ipaddress.ip_address(reachable(host).strip("[]"))

    assert not address.is_unspecified
    assert address.version == ipaddress.ip_address(host).version


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("shop.test", "shop.test")]
)
def test_an_address_is_written_as_browsers_want_it(host, shown):
    assert reachable(host) == shown


def test_the_demo_says_its_address_to_programs_and_nothing_else(start):
    port = free_port()
    process = start("demo", "--data", "var", "--port", port, "--json")
    wait_until_open(port)
    process.send_signal(signal.SIGINT)
    code, out, _ = ended(process)

    assert (code, json.loads(out)) == (0, {"url": f"http://127.0.0.1:{port}/"})


def test_a_busy_port_is_one_sentence(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = ended(start("demo", "--data", "var", "--port", port))

    assert code == Exit.NOT_READY
    assert "Traceback" not in err
    assert_one_line(err.splitlines(keepends=True)[-1], f"127.0.0.1:{port}", "--port")


def test_a_wrong_setting_is_one_line(start, tmp_path):
    (tmp_path / "config.toml").write_text("[server]\nprot = 1\n", "utf-8")
    code, out, err = ended(start("demo", "--data", "var"))

    assert (code, out) == (Exit.WRONG, "")
    assert_one_line(err, "config.toml", "server.prot")


def test_a_database_newer_than_the_program_is_one_sentence(start, tmp_path, migrated):
    (tmp_path / "var").mkdir()
    path = tmp_path / "var/demo.db"
    path.write_bytes(migrated.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    code, _, err = ended(start("demo", "--data", "var", "--port", 0))

    assert code == Exit.NOT_READY
    assert_one_line(err, "newer", "9999")


def test_serving_without_an_account_points_at_the_demo(start):
    code, _, err = ended(start("serve", "--port", 0))

    assert code == Exit.WRONG
    assert_one_line(err, "official_account", "zhanggui demo")


def test_a_shop_with_an_account_is_served(start, tmp_path):
    (tmp_path / "config.toml").write_text(ACCOUNT, "utf-8")
    secrets = f'[official_account]\ntoken = "t"\naes_key = "{"a" * 43}"\n'
    (tmp_path / "secrets.toml").write_text(secrets, "utf-8")
    port = free_port()
    process = start("serve", "--port", port)
    wait_until_open(port)
    process.send_signal(signal.SIGTERM)
    code, out, _ = ended(process)

    assert (code, out) == (0, f"zhanggui listens on http://127.0.0.1:{port}/\n")
    assert (tmp_path / "var/zhanggui.db").exists()
