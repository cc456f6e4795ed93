"""Start a server as its own process, wait until it listens, and end it by its id."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import psutil

from tests.bench.callbacks import ACCOUNT
from tests.faults.kills import SECRETS
from tests.wechat import CREDENTIALS

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0
STOP_SECONDS = 20.0
MEGABYTE = 1024 * 1024
CONFIG = """\
[store]
url = "sqlite:///{folder}/shop.db"
[official_account]
account = "{account}"
app_id = "{app_id}"
api_base = "http://127.0.0.1:{api_port}"
reply_by = "{reply_by}"
"""


class NoServer(Exception):
    """A server ended before it listened, or never did."""


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def shop_command(folder: Path, port: int, *, reply_by: str, api_port: int) -> list[str]:
    """Write a shop's settings into the folder and return the command that serves it."""
    config = CONFIG.format(
        folder=folder.as_posix(),
        account=ACCOUNT,
        app_id=CREDENTIALS.app_id,
        api_port=api_port,
        reply_by=reply_by,
    )
    (folder / "config.toml").write_text(config)
    secrets = SECRETS.format(token=CREDENTIALS.token, aes_key=CREDENTIALS.aes_key)
    (folder / "secrets.toml").write_text(secrets)
    config_path = str(folder / "config.toml")
    return [sys.executable, "-m", "bot", "serve", "--config", config_path, "--port", str(port)]


@contextmanager
def running(command: Sequence[str], folder: Path, port: int) -> Iterator[psutil.Process]:
    """Run a server in a folder for as long as the block lasts; what it prints goes to a file."""
    log = folder / f"server-{port}.log"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_it_listens(process, port, log)
        yield psutil.Process(process.pid)
    finally:
        _stop(process)


@contextmanager
def running_shop(folder: Path, *, reply_by: str) -> Iterator[tuple[psutil.Process, int]]:
    """Run a shop beside a stand-in for the platform; give its process and its port."""
    port, api_port = free_port(), free_port()
    stand_in = [sys.executable, "-m", "tests.bench.platform", str(api_port)]
    command = shop_command(folder, port, reply_by=reply_by, api_port=api_port)
    with running(stand_in, folder, api_port), running(command, folder, port) as process:
        yield process, port


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = monotonic() + START_SECONDS
    while monotonic() < ends and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        sleep(0.01)
    raise NoServer(f"port {port}: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; what is left of it and of its children after a while is killed by id."""
    family: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in family:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def resident_mb(process: psutil.Process) -> float:
    """Return the memory that a server and its workers hold now."""
    return sum(one.memory_info().rss for one in _family(process)) / MEGABYTE


def peak_mb(process: psutil.Process) -> float:
    """Return the most memory a server and its workers ever held (now, where no peak is kept)."""
    return sum(_peak_of(one) for one in _family(process)) / MEGABYTE


def _peak_of(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status")
    with suppress(OSError):
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return int(process.memory_info().rss)


def cpu_seconds(process: psutil.Process) -> float:
    """Return the processor time a server and its workers have used."""
    times = [one.cpu_times() for one in _family(process)]
    return sum(time.user + time.system for time in times)
