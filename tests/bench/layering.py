"""How long all customers of a shop take to be placed, beside what others do the same with."""

import tempfile
from contextlib import closing
from pathlib import Path
from shutil import rmtree
from time import perf_counter

import duckdb

from bot.bulk.buckets import write_buckets
from bot.bulk.engines import open_engine
from bot.bulk.glances import cuts_of_shop
from bot.bulk.order_engine import DuckEngine, LiteEngine
from bot.bulk.placing import place
from bot.store.layering import layering_sql, merge_sql, states_sql
from tagging.layering import LayerRules
from tests.bench.apart import apart
from tests.bench.figures import Effort, Figure
from tests.bench.rivals import layerers
from tests.bench.shop_orders import write_shop
from tests.bot.store.shops import TODAY

RULES = LayerRules()
ORDERS_A_DAY = 22_700
LIFETIMES_PART = 10  # it is measured on every tenth customer
CELLS = "customer, day, amount_fen, discount_fen, pieces, kind"


def measure(effort: Effort) -> list[Figure]:
    """Place a million customers with DuckDB and with SQLite, and merge one day's orders."""
    customers = effort.count(1_000_000, 20_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_shop(folder / "given", customers, 10)
        orders = f"read_parquet('{folder}/given/*.parquet')"
        counted = f"{_count(orders):,} orders, {customers:,} customers"
        bucketed = apart(_bucket, folder, orders)
        ours = apart(_place, folder, times=3)
        rivals = layerers.measure(folder, orders, LIFETIMES_PART)
        return [
            Figure(
                name="layering: orders in buckets to stored standings, DuckDB",
                value=ours.seconds,
                unit="s",
                target=effort.of(1.0, 10),
                rivals={name: run.seconds for name, run in rivals.items()},
                note=counted,
            ),
            Figure(
                name="layering: memory of that",
                value=ours.peak_mb,
                unit="MB",
                target=400,
                rivals={name: run.peak_mb for name, run in rivals.items()},
            ),
            Figure(
                name="layering: customers who stand elsewhere by one NTILE over all",
                value=_count_others(folder, orders),
                unit="",
                target=0,
            ),
            Figure(
                name="layering: orders put in buckets before, counted apart",
                value=bucketed.seconds,
                unit="s",
                note=f"{bucketed.peak_mb:.0f} MB",
            ),
            *_in_sqlite(folder, orders, effort),
        ]


def _bucket(folder: Path, orders: str) -> None:
    rmtree(folder / "book", ignore_errors=True)
    (folder / "book").mkdir()
    with closing(DuckEngine(folder / "book")) as database, open_engine("local") as crew:
        write_buckets(database, crew, folder / "orders", orders)


def _place(folder: Path) -> None:
    with open_engine("local") as crew:
        buckets = sorted(str(path) for path in (folder / "orders").iterdir())
        place(buckets, crew, RULES, TODAY, folder / "standings")


def _count(relation: str) -> int:
    with duckdb.connect() as link:
        return int(link.execute(f"SELECT COUNT(*) FROM {relation}").fetchall()[0][0])


def _count_others(folder: Path, orders: str) -> int:
    """Count the rows that NTILE over all customers at once gives otherwise."""
    with duckdb.connect() as link:
        link.execute(f"CREATE TABLE states AS {states_sql(orders)}")
        ranked = layering_sql(RULES, TODAY)
        found = f"SELECT * FROM read_parquet('{folder}/standings/*.parquet')"
        others = f"SELECT COUNT(*) FROM (({ranked}) EXCEPT {found})"
        return int(link.execute(others).fetchall()[0][0])


def _in_sqlite(folder: Path, orders: str, effort: Effort) -> list[Figure]:
    (folder / "lite").mkdir()
    with closing(LiteEngine(folder / "lite")) as database, duckdb.connect() as link:
        database.run(f"CREATE TABLE orders ({CELLS})")
        answer = link.execute(f"SELECT {CELLS} FROM {orders}")
        while step := answer.fetchmany(100_000):
            database.fill("orders", step)
        database.run(f"CREATE INDEX by_customer ON orders ({CELLS})")
    placed = apart(_place_in_sqlite, folder / "lite")
    merged = apart(_merge_in_sqlite, folder / "lite")
    return [
        Figure(
            name="layering: indexed orders to stored standings, SQLite",
            value=placed.seconds,
            unit="s",
            target=effort.of(6, 60),
            note=f"{placed.peak_mb:.0f} MB",
        ),
        Figure(
            name=f"layering: {ORDERS_A_DAY:,} orders of a day merged into the states, SQLite",
            value=merged.result,
            unit="s",
            target=0.2,
        ),
    ]


def _place_in_sqlite(folder: Path) -> None:
    with closing(LiteEngine(folder)) as database:
        database.run(f"CREATE TABLE states AS {states_sql()}")
        cuts, shop_days = cuts_of_shop(database, RULES, TODAY)
        sql = layering_sql(RULES, TODAY, cuts=cuts, shop_days=shop_days)
        database.run(f"CREATE TABLE standings AS {sql}")


def _merge_in_sqlite(folder: Path) -> float:
    """Merge three days into the states of all, and return the seconds of the fastest."""
    seconds = []
    with closing(LiteEngine(folder)) as database:
        database.run(
            "CREATE TABLE kept (customer TEXT PRIMARY KEY, first_day, last_day, orders, "
            "money_fen, items, discounted_fen, discounted_orders, discounted_money_fen, open_day)"
        )
        database.run("INSERT INTO kept SELECT * FROM states ORDER BY customer")
        for day in range(3):
            database.run(
                f"CREATE TABLE day{day} AS SELECT * FROM orders WHERE kind = 1 "
                f"AND rowid % 439 = {day} LIMIT {ORDERS_A_DAY}"
            )
            began = perf_counter()
            database.run(merge_sql("kept", f"day{day}"))
            seconds.append(perf_counter() - began)
    return min(seconds)
