"""The rules of layering as one SQL text for SQLite, PostgreSQL and DuckDB."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache

from bot.packaged import packaged
from tagging.bought.cycles import SHRINKING_WEIGHT
from tagging.layering import LayerRules
from tagging.scores import PARTS, Bound, CutPoints

SHOP_DAYS = "(SELECT cycle_days FROM shop)"
_NAME = re.compile(r":([a-z_]+)")


def states_sql(orders: str = "orders") -> str:
    """Return the SELECT that sums up `orders`, a relation, in one row a customer."""
    return _fill(_text("states.sql"), {"orders": orders})


def merge_sql(states: str = "states", orders: str = "orders") -> str:
    """Return the INSERT that adds `orders`, a relation, to `states`, a table by customer."""
    return _fill(_text("merge.sql"), {"states": states, "new": states_sql(orders)})


def layering_sql(
    rules: LayerRules,
    today: date,
    states: str = "states",
    *,
    cuts: CutPoints | None = None,
    shop_days: float | None = None,
) -> str:
    """Return the SELECT that places every customer of `states`, a relation, on a day.

    Where `states` is only a part of the shop, the cut points and the usual cycle of the whole
    are said; for the customers they were made of they give the very scores of NTILE.
    """
    numbers = asdict(rules) | {"today": today.toordinal(), "weight": SHRINKING_WEIGHT}
    values = {name: _number(value) for name, value in numbers.items()}
    for name, value in scored_by(today).items():
        part = _part_by_bounds(value, getattr(cuts, name)) if cuts else _part_by_rank(value)
        values[f"{name}_part"] = part
    values["shop_days"] = SHOP_DAYS if shop_days is None else _number(shop_days)
    return _fill(_text("layering.sql"), values | {"states": states})


def scored_by(today: date) -> dict[str, str]:
    """Return what buyers are ranked by; the recency of a day in the future is below 0."""
    recency = f"{today.toordinal()} - last_day"
    return {"recency": recency, "frequency": "orders", "money": "money_fen"}


def text_literal(text: str) -> str:
    """Write a text into SQL."""
    return "'" + text.replace("'", "''") + "'"


def _part_by_rank(value: str) -> str:
    return f"NTILE({PARTS}) OVER (PARTITION BY orders > 0 ORDER BY {value}, customer)"


def _part_by_bounds(value: str, bounds: Sequence[Bound]) -> str:
    """Name the first part whose last value and customer are not passed; of nobody, the first."""
    arms = (
        f"WHEN {value} < {last} OR ({value} = {last} AND customer <= {text_literal(customer)}) "
        f"THEN {part}"
        for part, (last, customer) in enumerate(bounds, 1)
    )
    return f"CASE {' '.join(arms)} ELSE {PARTS} END" if bounds else "1"


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Write in what the names behind a colon stand for."""
    return _NAME.sub(lambda name: values[name[1]], text)


def _number(value: float) -> str:
    """Write a number; with an exponent DuckDB reads a double, not a decimal."""
    return str(value) if isinstance(value, int) else f"{value:.17e}"


@cache
def _text(name: str) -> str:
    """Read a packaged SQL text without its comments."""
    lines = packaged("bot.store", name).splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))
