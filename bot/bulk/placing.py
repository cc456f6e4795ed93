"""Place every customer of a shop whose orders lie in buckets: two passes, one task a bucket.

The first pass sums up a bucket's orders in states and says what the others need to know of it;
between them the cut points of the whole shop are found; the second pass places the customers of
a bucket. All of it is SQL in DuckDB over Parquet, and the same whoever runs it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bulk.cuts import Bracket, Look, Summary, find_cuts
from bot.bulk.engines import Crew
from bot.bulk.glances import Bucket
from bot.bulk.parquet import ask, parquet, write_parquet
from bot.store.layering import layering_sql, states_sql
from tagging.bought.cycles import cycle_of
from tagging.layering import LayerRules


@dataclass(frozen=True, slots=True)
class Job:
    """One bucket: where its orders are, where its states and its standings go."""

    orders: str
    states: Path
    standings: Path
    scratch: Path


def place(
    buckets: Sequence[str], crew: Crew, rules: LayerRules, today: date, out: Path
) -> Counter[str]:
    """Place the customers of all buckets, one file of standings a bucket; count the layers.

    A bucket is a path, or a pattern of paths, of Parquet files with the orders of its customers,
    who are in no other bucket. Every worker must see them and the folder `out`.
    """
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".states-", dir=out.absolute()) as folder:
        scratch = Path(folder)
        names = [f"{number:05}.parquet" for number in range(len(buckets))]
        jobs = [
            Job(bucket, scratch / name, out.absolute() / name, scratch)
            for bucket, name in zip(buckets, names, strict=True)
        ]
        summaries = list(crew.map(partial(sum_up, today), jobs))

        def look(brackets: Sequence[Bracket]) -> Iterable[Sequence[Look]]:
            return crew.map(partial(look_at, brackets, today), jobs)

        sql = partial(
            layering_sql,
            rules,
            today,
            cuts=find_cuts(summaries, look),
            shop_days=cycle_of(
                sum(one.span_days for one in summaries),
                sum(one.gaps for one in summaries),
                rules.default_cycle_days,
            ),
        )
        return sum(crew.map(partial(label, sql), jobs), Counter[str]())


def sum_up(today: date, job: Job) -> Summary:
    """Keep the states of a bucket, and say what the others need to know of it."""
    write_parquet(states_sql(parquet(job.orders)), job.states, job.scratch)
    return _bucket(job).summary(today)


def look_at(brackets: Sequence[Bracket], today: date, job: Job) -> list[Look]:
    """Look into the brackets of a bucket whose states are kept."""
    return _bucket(job).look_at(brackets, today)


def _bucket(job: Job) -> Bucket:
    return Bucket(lambda sql: ask(sql).fetchnumpy(), parquet(job.states), "hash(customer)")


def label(sql: Callable[..., str], job: Job) -> Counter[str]:
    """Place the customers of a bucket, and count the layers."""
    write_parquet(sql(states=parquet(job.states)), job.standings, job.scratch)
    layers = f"SELECT layer, COUNT(*) FROM {parquet(job.standings)} GROUP BY layer"  # noqa: S608
    return Counter(dict(ask(layers).fetchall()))
