"""One decision in process: a state row from SQLite, where somebody stands, what they are given.

Of customers asked for in no order, out of a table of a million with their id as its key. Beside
each decision stands the read alone, which is the floor of any engine that keeps states there.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from bot.packaged import packaged
from tagging.bought.cycles import Cycles
from tagging.holdout import holdout_salt, is_held_out
from tagging.layering import LayerRules, standing_of
from tagging.offered.choosing import Chooser
from tagging.offered.policy_file import parse_policy
from tagging.offered.shelf import parse_shelf
from tagging.purchases import PurchaseState
from tagging.scores import CutPoints, cut_points_of, score_one
from tests.bench.figures import Effort, Figure
from tests.bench.load import quantile

P50_US = 10
P99_US = 50
TODAY = date(2026, 11, 22)
RULES = LayerRules()
SHOP_DAYS = 45.0
COLUMNS = ("first_day", "last_day", "orders", "money_fen", "discounted_money_fen", "open_day")
"""What layering looks at of a purchase state."""
READ = f"SELECT {', '.join(COLUMNS)} FROM states WHERE customer = ?"
day = date.fromordinal
Row = tuple[int | None, ...]


def measure(effort: Effort) -> list[Figure]:
    """Decide for customers one by one, and read their rows without deciding."""
    customers = effort.count(1_000_000, 20_000)
    asked = effort.count(200_000, 5_000)
    with TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "states.db") as base:
        _fill(base, customers)
        chance = Random(5)
        names = [_name(chance.randrange(customers)) for _ in range(asked)]
        rows = base.cursor()
        decide = _decider(base)
        base.execute("BEGIN")  # as a unit of the store reads
        _timed(names[: asked // 5], lambda name: decide(_read(rows, name), name))
        read = _timed(names, lambda name: _read(rows, name))
        decided = _timed(names, lambda name: decide(_read(rows, name), name))
    note = f"{asked:,} of {customers:,} customers, in no order, after a fifth of them unmeasured"
    return [
        _figure("decision: p50", decided, 0.5, P50_US, read, note),
        _figure("decision: p99", decided, 0.99, P99_US, read, note),
    ]


def _figure(
    name: str, taken: list[float], share: float, target: float, read: list[float], note: str
) -> Figure:
    return Figure(
        name=name,
        value=quantile(taken, share),
        unit="µs",
        target=target,
        rivals={"the read alone": quantile(read, share)},
        note=note,
    )


def _name(number: int) -> str:
    return f"wx{number:07}"


def _fill(base: sqlite3.Connection, customers: int) -> None:
    columns = ", ".join(f"{column} INTEGER" for column in COLUMNS)
    base.execute(f"CREATE TABLE states (customer TEXT PRIMARY KEY, {columns}) WITHOUT ROWID")
    marks = ", ".join("?" for _ in COLUMNS)
    base.executemany(f"INSERT INTO states VALUES (?, {marks})", _rows(customers))
    base.commit()


def _rows(customers: int) -> Iterator[tuple[str | int | None, ...]]:
    chance = Random(4)
    for number in range(customers):
        orders = min(20, int(chance.expovariate(0.5)))
        last = TODAY.toordinal() - int(chance.expovariate(1 / 120))
        first = last - (orders > 1) * int(chance.expovariate(1 / 90))
        money_fen = orders * chance.randrange(3_000, 30_000)
        discounted = chance.randrange(orders + 1)
        open_day = TODAY.toordinal() - 2 if chance.random() < 0.05 else None
        yield (
            _name(number),
            first if orders else None,
            last if orders else None,
            *(orders, money_fen),
            discounted * money_fen // max(1, orders),
            open_day,
        )


def _read(rows: sqlite3.Cursor, name: str) -> Row:
    return rows.execute(READ, (name,)).fetchone()


def _state_of(row: Row) -> PurchaseState:
    first, last, orders, money_fen, discounted_money_fen, open_day = row
    return PurchaseState(
        first and day(first),
        last and day(last),
        orders,
        money_fen,
        discounted_money_fen=discounted_money_fen,
        open_day=open_day and day(open_day),
    )


def _cut_points(base: sqlite3.Connection) -> CutPoints:
    rows: Iterable[tuple] = base.execute(
        f"SELECT customer, {', '.join(COLUMNS)} FROM states WHERE orders > 0 LIMIT 20000"
    )
    return cut_points_of({name: _state_of(row) for name, *row in rows}, TODAY)


def _decider(base: sqlite3.Connection) -> Callable[[Row, str], object]:
    """Decide as the server does: scores, cycle, holdout, layer, offer, the reasons for all."""
    chooser = Chooser(
        parse_shelf(packaged("bot.data", "shelf.toml"), "shelf.toml"),
        TODAY,
        parse_policy(packaged("bot.data", "policy.toml"), "policy.toml"),
    )
    cuts, cycles, salt = _cut_points(base), Cycles(SHOP_DAYS), holdout_salt(TODAY)

    def decide(row: Row, name: str) -> object:
        state = _state_of(row)
        standing = standing_of(
            name,
            state,
            TODAY,
            RULES,
            scores=score_one(name, state, TODAY, cuts) if state.orders else None,
            cycle_days=cycles.own(state),
            is_held_out=is_held_out(name, salt),
        )
        return chooser.choose(standing)

    return decide


def _timed(names: Iterable[str], work: Callable[[str], object]) -> list[float]:
    """Time each call by itself, in microseconds."""
    taken = []
    for name in names:
        began = perf_counter_ns()
        work(name)
        taken.append((perf_counter_ns() - began) / 1_000)
    return sorted(taken)
