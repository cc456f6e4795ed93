"""How many encrypted callbacks a second are verified, kept on disk and acknowledged."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import psutil

from tests.bench.books import compare, count, wait_until_worked_off
from tests.bench.callbacks import Callback, requests_of, write_callbacks
from tests.bench.figures import Effort, Figure
from tests.bench.load import Load, Result, quantile
from tests.bench.rivals.check import check_rival
from tests.bench.servers import cpu_seconds, free_port, peak_mb, running, running_shop

TARGET = 4_000
CONNECTIONS = 64
MOST_PER_SECOND = 8_000  # so many callbacks are written for each second that is measured
RIVAL_PATH = "/wechat"
GUNICORN = ("-m", "gunicorn", "--workers", "2", "--log-level", "error")
RIVALS = {
    "WeRoBot run()": "werobot",
    "WeRoBot, gunicorn 2, no session": "tests.bench.rivals.werobot_shop:app",
    "wechatpy + Flask, gunicorn 2": "tests.bench.rivals.flask_shop:app",
}
PATIENCE_SECONDS = 120.0  # for the work that is left when the load ends


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent to the shop, and how it answers."""

    name: str
    kind: str
    reply_by: str


CASES = (
    Case("door: click on a link", "event", "message"),
    Case("door: click on a link, reply_by response", "event", "response"),
    Case("door: text, answered by message", "price", "message"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One server under one load."""

    result: Result
    warm_up: float
    seconds: float
    peak_mb: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Return the answers a second after the warm-up."""
        return self.result.rate(self.warm_up, self.warm_up + self.seconds)

    @property
    def note(self) -> str:
        """Say in a few words how it went."""
        ordered = self.result.latencies(self.warm_up)
        p50, p99 = quantile(ordered, 0.5) * 1000, quantile(ordered, 0.99) * 1000
        per_cpu = len(self.result.answers) / self.cpu_seconds if self.cpu_seconds else 0
        errors = f", errors {dict(self.result.errors)}" if self.result.errors else ""
        return (
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, {self.peak_mb:.0f} MB, "
            f"{per_cpu:,.0f} per CPU second{errors}"
        )


def measure(effort: Effort) -> list[Figure]:
    """Measure clicks on a link (nothing to answer) and texts (answered in the background)."""
    runs = {kind: _measure_rivals(kind, effort) for kind in ("event", "price")}
    figures = [
        Figure(name=f"door: {name}, {kind}", value=run.rate, unit="/s", note=run.note)
        for kind, of_kind in runs.items()
        for name, run in of_kind.items()
    ]
    for case in CASES:
        rivals = {name: run.rate for name, run in runs[case.kind].items()}
        figures += _measure_ours(case, effort, rivals)
    return figures


def drive(
    process: psutil.Process,
    port: int,
    callbacks: Sequence[Callback],
    seconds: float,
    warm_up: float,
) -> Run:
    """Put a server under a closed loop."""
    before = cpu_seconds(process)
    load = Load(port, requests_of(callbacks), connections=CONNECTIONS)
    result = load.in_closed_loop(warm_up + seconds)
    return Run(result, warm_up, seconds, peak_mb(process), cpu_seconds(process) - before)


def _measure_ours(case: Case, effort: Effort, rivals: dict[str, float]) -> list[Figure]:
    seconds, warm_up = effort.of(12, 1.5), effort.of(3, 0.5)
    callbacks = write_callbacks(case.kind, int(MOST_PER_SECOND * (seconds + warm_up)))
    with TemporaryDirectory() as name:
        books = Path(name) / "shop.db"
        with running_shop(Path(name), reply_by=case.reply_by) as (process, port):
            run = drive(process, port, callbacks, seconds, warm_up)
            left = count(books, "inbox", "new")
            began = monotonic()
            wait_until_worked_off(books, PATIENCE_SECONDS)
            rest = monotonic() - began
            sent = count(books, "outbox", "sent")
        kept = compare(books, [callbacks[answer.index].key for answer in run.result.answers])
    return [
        Figure(
            name=case.name,
            value=run.rate,
            unit="/s",
            target=TARGET,
            is_floor=True,
            rivals=rivals,
            note=run.note,
        ),
        Figure(
            name=f"{case.name}: acknowledged, lost or doubled",
            value=kept.lost + kept.doubled,
            unit=f"of {len(run.result.answers):,}",
            target=0,
        ),
        Figure(
            name=f"{case.name}: worked off after the load",
            value=rest,
            unit="s",
            note=f"{left:,} were waiting; {sent:,} messages delivered by then",
        ),
    ]


def _measure_rivals(kind: str, effort: Effort) -> dict[str, Run]:
    seconds, warm_up = effort.of(10, 1.5), effort.of(2, 0.5)
    callbacks = write_callbacks(kind, int(MOST_PER_SECOND * (seconds + warm_up)), path=RIVAL_PATH)
    return {name: _measure_rival(app, callbacks, seconds, warm_up) for name, app in RIVALS.items()}


def _measure_rival(app: str, callbacks: Sequence[Callback], seconds: float, warm_up: float) -> Run:
    port = free_port()
    if app == "werobot":
        command = [sys.executable, "-m", "tests.bench.rivals.werobot_shop", str(port)]
    else:
        command = [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}", app]
    with TemporaryDirectory() as name, running(command, Path(name), port) as process:
        check_rival(port, RIVAL_PATH)
        return drive(process, port, callbacks, seconds, warm_up)
