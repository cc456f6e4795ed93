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

from bot.bulk.cuts import SCORED, Bracket, Look, Summary, bins_of, find_cuts
from bot.bulk.engines import Crew
from bot.bulk.parquet import ask, parquet, write_parquet
from bot.store.layering import layering_sql, scored_by, states_sql, text_literal
from tagging.bought.cycles import cycle_of
from tagging.layering import LayerRules
from tagging.scores import Bound

SHOWN_OF = 64
"""Of so many buyers one is shown."""


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
    scored = ", ".join(f"{value} AS {name}" for name, value in scored_by(today).items())
    buyers = f"FROM {parquet(job.states)} WHERE orders > 0"
    values = ask(f"SELECT {scored} {buyers}").fetchnumpy()
    shown = f"SELECT customer, {scored} {buyers} AND hash(customer) % {SHOWN_OF} = 0"
    sums = "SELECT CAST(SUM(last_day - first_day) AS BIGINT), CAST(SUM(orders - 1) AS BIGINT)"
    span_days, gaps = ask(f"{sums} {buyers}").fetchall()[0]
    return Summary(
        span_days or 0,
        gaps or 0,
        {name: bins_of(values[name].astype("int64")) for name in SCORED},
        ask(shown).fetchnumpy(),
    )


def look_at(brackets: Sequence[Bracket], today: date, job: Job) -> list[Look]:
    """Count who comes before each bracket, and fetch who is inside."""
    scored = scored_by(today)
    values = [scored[bracket.scored] for bracket in brackets]
    inside = [_inside(bracket, value) for bracket, value in zip(brackets, values, strict=True)]
    before = (_before(bracket, value) for bracket, value in zip(brackets, values, strict=True))
    counts = ", ".join(f"COUNT(*) FILTER (WHERE {one})" for one in before)
    parts = " UNION ALL ".join(
        f"SELECT {number} AS bracket, {value} AS value, customer FROM near WHERE {one}"  # noqa: S608
        for number, (value, one) in enumerate(zip(values, inside, strict=True))
    )
    buyers = f"FROM {parquet(job.states)} WHERE orders > 0"
    near = f"SELECT * {buyers} AND ({' OR '.join(inside)})"
    (passed,) = ask(f"SELECT {counts} {buyers}").fetchall()
    found = ask(f"WITH near AS MATERIALIZED ({near}) {parts}").fetchnumpy()
    which = [found["bracket"] == number for number in range(len(brackets))]
    return [
        Look(count, found["value"][mine], found["customer"][mine])
        for count, mine in zip(passed, which, strict=True)
    ]


def label(sql: Callable[..., str], job: Job) -> Counter[str]:
    """Place the customers of a bucket, and count the layers."""
    write_parquet(sql(states=parquet(job.states)), job.standings, job.scratch)
    layers = f"SELECT layer, COUNT(*) FROM {parquet(job.standings)} GROUP BY layer"  # noqa: S608
    return Counter(dict(ask(layers).fetchall()))


def _inside(bracket: Bracket, value: str) -> str:
    """Write the condition that a buyer is in a bracket."""
    conditions = [f"{value} BETWEEN {bracket.low} AND {bracket.high}"]
    if bracket.after:
        conditions.append(f"NOT {_upto(bracket.after, value)}")
    if bracket.until:
        conditions.append(_upto(bracket.until, value))
    return f"({' AND '.join(conditions)})"


def _before(bracket: Bracket, value: str) -> str:
    """Write the condition that a buyer is in the bin of a bracket, but before it."""
    if bracket.after is None:
        return "false"
    return f"{value} >= {bracket.low} AND {_upto(bracket.after, value)}"


def _upto(bound: Bound, value: str) -> str:
    last, customer = bound
    return f"({value} < {last} OR ({value} = {last} AND customer <= {text_literal(customer)}))"
