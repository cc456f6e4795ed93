"""From the command to the first answered request, and the memory a shop holds at rest."""

import sys
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from tests.bench.callbacks import requests_of, write_callbacks
from tests.bench.figures import Effort, Figure
from tests.bench.load import Load
from tests.bench.servers import NoServer, free_port, resident_mb, running, running_shop

SECOND_START_SECONDS = 2.0
IDLE_MB = 120
TALKING_MB = 160
REST_SECONDS = 3.0
OK = 200


def measure(effort: Effort) -> list[Figure]:
    """Start a demo shop in an empty folder and again on its data, several times over."""
    firsts, seconds = [], []
    for _ in range(effort.count(5, 1)):
        with TemporaryDirectory() as name:
            folder = Path(name)
            firsts.append(_start_demo(folder))
            seconds.append(_start_demo(folder))
    note = f"median of {len(firsts)}, `zhanggui demo`, GET / answered 200"
    return [
        Figure(name="start: first", value=median(firsts), unit="s", note=note),
        Figure(
            name="start: second",
            value=median(seconds),
            unit="s",
            target=SECOND_START_SECONDS,
            note=note,
        ),
        *_memory(),
    ]


def _start_demo(folder: Path) -> float:
    port = free_port()
    command = [sys.executable, "-m", "bot", "demo", "--data", str(folder), "--port", str(port)]
    began = monotonic()
    with running(command, folder, port):
        while not _answers(port):
            if monotonic() - began > 30:
                raise NoServer(f"GET / on port {port} never answered {OK}")
            sleep(0.01)
        return monotonic() - began


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, HTTPException):
        connection.request("GET", "/")
        return connection.getresponse().status == OK
    return False


def _memory() -> list[Figure]:
    with (
        TemporaryDirectory() as name,
        running_shop(Path(name), reply_by="response") as (process, port),
    ):
        sleep(REST_SECONDS)
        idle = resident_mb(process)
        first = requests_of(write_callbacks("mixed", 1, first=1))
        result = Load(port, first).in_closed_loop(5)
        assert [answer.is_reply for answer in result.answers] == [True]
        sleep(REST_SECONDS)
        talking = resident_mb(process)
    return [
        Figure(name="start: memory before a message", value=idle, unit="MB", target=IDLE_MB),
        Figure(name="start: memory after it", value=talking, unit="MB", target=TALKING_MB),
    ]
