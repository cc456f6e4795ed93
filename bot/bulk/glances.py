"""What a bucket, or a whole shop in one database, tells of its states to find the cut points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from bot.bulk.cuts import SCORED, Bracket, Buyers, Look, Summary, bins_of, find_cuts, inside_of
from bot.bulk.order_engine import Engine
from bot.store.layering import scored_by, text_literal
from tagging.bought.cycles import cycle_of
from tagging.layering import LayerRules
from tagging.scores import Bound, CutPoints

SHOWN_OF = 64
"""Of so many buyers one is shown."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """States that can be asked, in the SQL of DuckDB and SQLite."""

    columns: Callable[[str], Buyers]
    """Answers with one array a column."""
    states: str
    dealt: str
    """A whole number that has nothing to do with values: by it a few buyers are shown."""
    numbers: Callable[[str], Buyers] | None = None
    """Answers the same, and faster, where all is whole numbers."""

    def summary(self, today: date) -> Summary:
        """Say what the other buckets need to know."""
        span = "last_day - first_day AS span_days"
        numbers = self.numbers or self.columns
        columns = numbers(f"SELECT {span}, {_scored(today)} {self._buyers}")
        few = f"{self._buyers} AND {self.dealt} % {SHOWN_OF} = 0"
        return Summary(
            span_days=int(columns["span_days"].sum()),
            gaps=int(columns["frequency"].sum()) - len(columns["frequency"]),
            bins={scored: bins_of(columns[scored]) for scored in SCORED},
            shown=self.columns(f"SELECT customer, {_scored(today)} {few}"),
        )

    def look_at(self, brackets: Sequence[Bracket], today: date) -> list[Look]:
        """Count who comes before each bracket, and fetch who is inside."""
        values = scored_by(today)
        inside = " OR ".join(_inside(bracket, values[bracket.scored]) for bracket in brackets)
        found = self.columns(f"SELECT customer, {_scored(today)} {self._buyers} AND ({inside})")
        before = self._count([_before(bracket, values[bracket.scored]) for bracket in brackets])
        return [
            Look(count, inside_of(bracket, found))
            for count, bracket in zip(before, brackets, strict=True)
        ]

    def _count(self, conditions: Sequence[str]) -> list[int]:
        """Count the buyers for whom each condition holds; no condition holds for nobody."""
        asked = [
            f"COUNT(CASE WHEN {one} THEN 1 END) AS c{n}" for n, one in enumerate(conditions) if one
        ]
        if not asked:
            return [0] * len(conditions)
        counts = iter(self.columns(f"SELECT {', '.join(asked)} {self._buyers}").values())
        return [int(next(counts)[0]) if condition else 0 for condition in conditions]

    @property
    def _buyers(self) -> str:
        return f"FROM {self.states} WHERE orders > 0"


def cuts_of_shop(
    database: Engine, rules: LayerRules, today: date, states: str = "states"
) -> tuple[CutPoints, float]:
    """Find the cut points and the usual cycle of all customers of `states`, a table.

    In `layering_sql` they stand for NTILE, and spare three sorts of all customers.
    """
    numbers = None if database.name == "duckdb" else partial(_numbers, database)
    bucket = Bucket(database.columns, states, "rowid", numbers)
    summary = bucket.summary(today)
    cuts = find_cuts([summary], lambda brackets: [bucket.look_at(brackets, today)])
    return cuts, cycle_of(summary.span_days, summary.gaps, rules.default_cycle_days)


def _numbers(database: Engine, sql: str) -> Buyers:
    """Read row by row, three times as fast as where every cell may be anything."""
    kinds = [(name, np.int64) for name in ("span_days", *SCORED)]
    found = np.fromiter(database.rows(sql), np.dtype(kinds))
    return {name: found[name] for name, _ in kinds}


def _scored(today: date) -> str:
    """Write the columns that buyers are scored by."""
    values = scored_by(today).items()
    return ", ".join(f"CAST({value} AS BIGINT) AS {name}" for name, value in values)


def _inside(bracket: Bracket, value: str) -> str:
    """Write the condition that a buyer is in a bracket."""
    conditions = [f"{value} BETWEEN {bracket.low} AND {bracket.high}"]
    if bracket.after:
        conditions.append(f"NOT {_upto(bracket.after, value)}")
    if bracket.until:
        conditions.append(_upto(bracket.until, value))
    return f"({' AND '.join(conditions)})"


def _before(bracket: Bracket, value: str) -> str:
    """Write the condition that a buyer is in a bracket's bin, but before it; none is empty."""
    if bracket.after is None:
        return ""
    return f"{value} >= {bracket.low} AND {_upto(bracket.after, value)}"


def _upto(bound: Bound, value: str) -> str:
    last, customer = bound
    return f"({value} < {last} OR ({value} = {last} AND customer <= {text_literal(customer)}))"
