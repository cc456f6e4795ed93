"""The whole way: a customer's words in, concern, tag, script and the written answer out."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.books import compare, read_conversations, wait_until_worked_off
from tests.bench.callbacks import Callback, requests_of, write_callbacks
from tests.bench.door import CONNECTIONS, PATIENCE_SECONDS, drive
from tests.bench.figures import Effort, Figure
from tests.bench.load import Load, Result, quantile
from tests.bench.servers import peak_mb, running_shop

RATE = 1_000
MOST_CONNECTIONS = 2_000
MOST_PER_SECOND = 5_000
P99_MILLISECONDS = 250
MAX_SECONDS = 4.5
PEAK_MB = 300


def measure(effort: Effort) -> list[Figure]:
    """Measure by a timetable first, then as fast as it goes."""
    return _by_timetable(effort) + _in_closed_loop(effort)


def _by_timetable(effort: Effort) -> list[Figure]:
    seconds = effort.count(60, 3)
    callbacks = write_callbacks("mixed", RATE * seconds)
    with TemporaryDirectory() as name:
        books = Path(name) / "shop.db"
        with running_shop(Path(name), reply_by="response") as (process, port):
            load = Load(port, requests_of(callbacks), connections=MOST_CONNECTIONS)
            result = load.by_timetable(RATE)
            peak = peak_mb(process)
            wait_until_worked_off(books, PATIENCE_SECONDS)
        checks = _check("answer", books, callbacks, result)
    return [*_latencies(result), _memory(peak), *checks]


def _latencies(result: Result) -> list[Figure]:
    ordered = result.latencies()
    late = quantile(ordered, 1.0)
    return [
        Figure(
            name=f"answer: rate sustained at {RATE:,}/s offered",
            value=result.rate(),
            unit="/s",
            target=RATE * 0.99,
            is_floor=True,
            note=f"{result.seconds:.1f} s, errors {dict(result.errors)}",
        ),
        Figure(name="answer: p50", value=quantile(ordered, 0.5) * 1000, unit="ms"),
        Figure(
            name="answer: p99",
            value=quantile(ordered, 0.99) * 1000,
            unit="ms",
            target=P99_MILLISECONDS,
        ),
        Figure(name="answer: the slowest", value=late, unit="s", target=MAX_SECONDS),
        Figure(
            name="answer: given in the response",
            value=100 * sum(answer.is_reply for answer in result.answers) / result.sent,
            unit="%",
        ),
    ]


def _memory(peak: float) -> Figure:
    return Figure(name="answer: memory at its highest", value=peak, unit="MB", target=PEAK_MB)


def _check(name: str, books: Path, callbacks: Sequence[Callback], result: Result) -> list[Figure]:
    """Look in the books whether every message and its answer are there exactly once."""
    acknowledged = [callbacks[answer.index].key for answer in result.answers]
    kept, told = compare(books, acknowledged), read_conversations(books)
    wrong = kept.lost + kept.doubled + told.unkept + told.answered_twice + told.unanswered
    note = (
        f"lost {kept.lost}, doubled {kept.doubled}, messages not once {told.unkept}, "
        f"answered twice {told.answered_twice}, unanswered {told.unanswered}"
    )
    return [
        Figure(
            name=f"{name}: messages or answers not exactly once",
            value=wrong,
            unit=f"of {told.messages:,}",
            target=0,
            note=note,
        )
    ]


def _in_closed_loop(effort: Effort) -> list[Figure]:
    seconds, warm_up = effort.of(15, 1.5), effort.of(2, 0.5)
    callbacks = write_callbacks("mixed", int(MOST_PER_SECOND * (seconds + warm_up)))
    with TemporaryDirectory() as name:
        books = Path(name) / "shop.db"
        with running_shop(Path(name), reply_by="response") as (process, port):
            run = drive(process, port, callbacks, seconds, warm_up)
            wait_until_worked_off(books, PATIENCE_SECONDS)
        checks = _check("answer, closed loop", books, callbacks, run.result)
    name = f"answer: closed loop, {CONNECTIONS} connections"
    return [Figure(name=name, value=run.rate, unit="/s", note=run.note), *checks]
