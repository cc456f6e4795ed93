"""The same placing of customers, as people write it today: scores, tier, level, layer, stored.

Each takes less trouble than we do: no refunds or unpaid orders, no cycle, no flags.
"""

from pathlib import Path
from time import perf_counter

import duckdb

from tests.bench.apart import Run, apart
from tests.bot.store.shops import TODAY

COLUMNS = ("day", "amount_fen", "discount_fen", "pieces", "kind")
TODAY_NUMBER = TODAY.toordinal()


def measure(folder: Path, orders: str, part: int) -> dict[str, Run]:
    """Run each in a process of its own; what it reads before it begins is not counted."""
    runs = {
        "DuckDB, summing five columns": apart(read_only, folder, times=3),
        "Polars": apart(with_polars, folder),
        "pandas, in memory": apart(with_pandas, orders),
        f"lifetimes, {part} × a {part}th": apart(with_lifetimes, orders, part),
    }
    return {name: run._replace(seconds=run.result or run.seconds) for name, run in runs.items()}


def read_only(folder: Path) -> None:
    """Read every order and do nothing with it."""
    sums = ", ".join(f"SUM({column})" for column in COLUMNS)
    with duckdb.connect() as link:
        link.execute(f"SELECT {sums} FROM read_parquet('{folder}/orders/*.parquet')").fetchall()


def with_polars(folder: Path) -> None:
    """Place with Polars, in its streaming engine."""
    import polars as pl

    def part(value: str) -> pl.Expr:
        rank = pl.struct(value, "customer").rank("ordinal")
        return ((rank - 1) * 5 // pl.len() + 1).cast(pl.Int8)

    bought = pl.scan_parquet(f"{folder}/orders/*.parquet").filter(pl.col("kind") == 1)
    states = bought.group_by("customer").agg(
        pl.col("day").min().alias("first_day"),
        pl.col("day").max().alias("last_day"),
        pl.len().alias("orders"),
        pl.col("amount_fen").sum().alias("money_fen"),
    )
    scored = states.with_columns(
        (TODAY_NUMBER - pl.col("last_day")).alias("recency_days")
    ).with_columns(
        (6 - part("recency_days")).alias("r"),
        part("orders").alias("f"),
        part("money_fen").alias("m"),
    )
    recency = pl.col("recency_days")
    scored.with_columns(
        pl.when(recency <= 90)
        .then(pl.lit("active"))
        .when(recency <= 180)
        .then(pl.lit("silent"))
        .when(recency <= 270)
        .then(pl.lit("sleeping"))
        .otherwise(pl.lit("lost"))
        .alias("tier"),
        pl.min_horizontal(pl.col("orders"), 5).alias("level"),
    ).sink_parquet(f"{folder}/polars.parquet")


def with_pandas(orders: str) -> float:
    """Place with pandas; reading and storing are not counted."""
    import numpy as np

    with duckdb.connect() as link:
        frame = link.execute(f"SELECT * FROM {orders} WHERE kind = 1").df()
    began = perf_counter()
    states = frame.groupby("customer").agg(
        first_day=("day", "min"),
        last_day=("day", "max"),
        orders=("day", "size"),
        money_fen=("amount_fen", "sum"),
    )
    states["recency_days"] = TODAY_NUMBER - states["last_day"]
    for score, value in (("r", "recency_days"), ("f", "orders"), ("m", "money_fen")):
        rank = np.argsort(np.argsort(states[value].to_numpy(), kind="stable"))
        states[score] = rank * 5 // len(states) + 1
    states["r"] = 6 - states["r"]
    recency = states["recency_days"]
    tiers = [recency <= 90, recency <= 180, recency <= 270]
    states["tier"] = np.select(tiers, ["active", "silent", "sleeping"], "lost")
    states["level"] = states["orders"].clip(upper=5)
    return perf_counter() - began


def with_lifetimes(orders: str, part: int) -> float:
    """Sum up recency, frequency and money with lifetimes, and nothing more."""
    from lifetimes.utils import summary_data_from_transaction_data

    day = "DATE '2026-11-22' - CAST(739942 - day AS INTEGER) AS day"
    where = f"kind = 1 AND hash(customer) % {part} = 0"
    with duckdb.connect() as link:
        frame = link.execute(
            f"SELECT customer, {day}, amount_fen FROM {orders} WHERE {where}"
        ).df()
    began = perf_counter()
    summary_data_from_transaction_data(frame, "customer", "day", "amount_fen")
    return part * (perf_counter() - began)
