"""A hundred million orders on two Dask workers, and again while one of them is killed."""

import os
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from threading import Timer
from time import perf_counter

import duckdb
import psutil
from distributed import LocalCluster

from bot.bulk.checksum import IN_DUCKDB
from bot.bulk.engines import open_engine
from bot.bulk.placing import place
from bot.store.layering import layering_sql, states_sql
from tagging.layering import LayerRules
from tests.bench.apart import apart
from tests.bench.figures import Effort, Figure
from tests.bench.servers import peak_mb
from tests.bench.shop_orders import write_shop
from tests.bot.store.shops import TODAY

RULES = LayerRules()
BUCKETS = 20


def measure(effort: Effort) -> list[Figure]:
    """Place ten million customers bucket by bucket, and by one NTILE in one process."""
    customers = effort.count(10_000_000, 50_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        buckets = write_shop(folder / "orders", customers, BUCKETS)
        calm, held = _place(folder, buckets)
        checksum = _checksum(folder)
        killed, _ = _place(folder, buckets, kill_after=calm / 3)
        after_kill = _checksum(folder)
        ranked = apart(_rank, folder)
        others = {checksum, after_kill} - {_checksum(folder)}
    return [
        Figure(
            name="scale: orders in buckets to stored standings, two Dask workers",
            value=calm,
            unit="s",
            target=effort.of(8, 60),
            rivals={"DuckDB, one process, NTILE": ranked.seconds},
            note=f"{ranked.result:,} orders, {customers:,} customers, {len(buckets)} buckets",
        ),
        Figure(
            name="scale: memory of a worker",
            value=held,
            unit="MB",
            target=512,
            rivals={"DuckDB, one process, NTILE": ranked.peak_mb},
        ),
        Figure(
            name="scale: the same while a worker is killed",
            value=killed / calm,
            unit="times as long",
            target=effort.of(1.5, 60),
            note=f"{killed:.1f} s",
        ),
        Figure(
            name="scale: other checksums than that of one NTILE",
            value=len(others),
            unit="",
            target=0,
            note=f"{checksum:016x}",
        ),
    ]


def _place(
    folder: Path, buckets: Sequence[str], kill_after: float | None = None
) -> tuple[float, float]:
    """Return the seconds, and the most that a worker held."""
    rmtree(folder / "standings", ignore_errors=True)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        with open_engine(cluster.scheduler_address.replace("tcp://", "dask://")) as crew:
            list(crew.map(_warm_up, range(8)))
            timer = Timer(kill_after or 0, os.kill, (pids[0], signal.SIGKILL))
            if kill_after:
                timer.start()
            began = perf_counter()
            place(buckets, crew, RULES, TODAY, folder / "standings")
            seconds = perf_counter() - began
        held = 0.0 if kill_after else max(peak_mb(psutil.Process(pid)) for pid in pids)
    return seconds, held


def _warm_up(_: int) -> None:
    """Import what a worker imports once in its life."""
    from bot.bulk import placing

    assert placing


def _checksum(folder: Path) -> int:
    with duckdb.connect() as link:
        standings = f"read_parquet('{folder}/standings/*.parquet')"
        return int(link.execute(f"SELECT {IN_DUCKDB} FROM {standings}").fetchall()[0][0])


def _rank(folder: Path) -> int:
    """Place all at once, over the older standings; return how many orders there are."""
    orders = f"read_parquet('{folder}/orders/*.parquet')"
    rmtree(folder / "standings")
    (folder / "standings").mkdir()
    path = folder / "standings" / "all.parquet"
    with duckdb.connect() as link:
        link.execute(f"CREATE TABLE states AS {states_sql(orders)}")
        link.execute(f"COPY ({layering_sql(RULES, TODAY)}) TO '{path}' (FORMAT parquet)")
        return int(link.execute(f"SELECT COUNT(*) FROM {orders}").fetchall()[0][0])
