"""The shop's customers as a whole, drawn once a day: where the fifths end, who stands where."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import desc, select, text

from bot.records import NaturalCount, Portrait
from bot.store.layering import layering_sql, states_sql
from bot.store.tables import portraits
from bot.store.work import Work
from tagging.bought.cycles import cycle_of
from tagging.layering import Layer, LayerRules, Tier
from tagging.scores import Bound, CutPoints, ends_of

Name = TypeVar("Name", Layer, Tier)
HORIZONS = (30, 90)
STATES = {
    "sqlite": "purchase_states",
    # text compares byte by byte there too, as everywhere else
    "postgresql": """(
        SELECT customer COLLATE "C" AS customer, first_day, last_day, orders, money_fen, items,
          discounted_fen, discounted_orders, discounted_money_fen, open_day
        FROM purchase_states)""",
}
SUMS = """
SELECT COUNT(*), SUM(last_day - first_day), SUM(orders - 1) FROM purchase_states WHERE orders > 0
"""
ENDS = """
SELECT value, customer, place FROM (
  SELECT {value} AS value, customer, ROW_NUMBER() OVER (ORDER BY {value}, customer) AS place
  FROM {states} AS known WHERE orders > 0
) AS placed WHERE place IN ({ends})
"""
PLACES = "SELECT layer, tier, COUNT(*) FROM ({standings}) AS placed GROUP BY layer, tier"
STRANGERS = """
SELECT 'prospect', NULL, COUNT(*) FROM customers
WHERE NOT EXISTS (SELECT 1 FROM purchase_states WHERE purchase_states.customer = customers.id)
"""
RETURNS = """
SELECT
  CASE
    WHEN {day} - last_day <= {active_days} THEN 'active'
    WHEN {day} - last_day <= {silent_days} THEN 'silent'
    WHEN {day} - last_day <= {sleeping_days} THEN 'sleeping'
    ELSE 'lost'
  END AS tier, SUM(returns), COUNT(*)
FROM (
  SELECT customer, MAX(CASE WHEN day < {day} THEN day END) AS last_day,
    MAX(CASE WHEN day >= {day} THEN 1 ELSE 0 END) AS returns
  FROM orders WHERE status = 'paid' AND amount_fen >= 0 AND day < {until} GROUP BY customer
) AS known WHERE last_day IS NOT NULL GROUP BY 1
"""
MOVES = """
SELECT old.layer, old.tier, new.layer, new.tier, COUNT(*)
FROM ({new}) AS new LEFT JOIN ({old}) AS old ON old.customer = new.customer
GROUP BY 1, 2, 3, 4
"""
ORDERS = """(
  SELECT customer, order_no, day, amount_fen, discount_fen, 0 AS pieces,
    CASE WHEN status = 'open' THEN 2 WHEN amount_fen < 0 THEN 0 ELSE 1 END AS kind
  FROM orders WHERE day < {day} AND (status IN ('paid', 'open') OR amount_fen < 0))"""


class Movements(NamedTuple):
    """How many customers went from where to where; None is nowhere yet."""

    layers: Mapping[tuple[Layer | None, Layer | None], int]
    tiers: Mapping[tuple[Tier | None, Tier | None], int]


class Portraits:
    """One portrait a day."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work
        self._form: TypeAdapter[Portrait] = TypeAdapter(Portrait)

    async def newest(self) -> Portrait | None:
        """Return the last portrait that was drawn."""
        statement = select(portraits.c.content).order_by(desc(portraits.c.day)).limit(1)
        row = await self._work.row(statement)
        return self._form.validate_python(row.content) if row else None

    def keep(self, portrait: Portrait, at: datetime) -> None:
        """Keep a day's portrait, over an earlier one of the same day."""
        content = self._form.dump_python(portrait, mode="json")
        self._work.upsert(portraits, {"day": portrait.day, "content": content, "at": at})

    async def draw(self, today: date, rules: LayerRules) -> Portrait:
        """Look at all customers: where each fifth ends, the usual cycle, who stands where."""
        states = STATES[self._work.dialect]
        [(buyers, span_days, gaps)] = await self._read(SUMS)
        recency = f"{today.toordinal()} - last_day"
        cuts = CutPoints(
            *[
                await self._bounds(value, states, buyers)
                for value in (recency, "orders", "money_fen")
            ]
        )
        standings = layering_sql(rules, today, states)
        placed = await self._read(PLACES.format(standings=standings))
        placed += await self._read(STRANGERS)
        return Portrait(
            day=today,
            cuts=cuts,
            shop_days=cycle_of(span_days or 0, gaps or 0, rules.default_cycle_days),
            layers=_add_up(placed, 0, Layer),
            tiers=_add_up(placed, 1, Tier),
            natural=tuple(await self._natural(today, rules)),
        )

    async def movements(self, since: date, today: date, rules: LayerRules) -> Movements:
        """Place everybody on two days, by the orders before each, and count who moved where."""
        old, new = (
            layering_sql(rules, day, f"({states_sql(ORDERS.format(day=day.toordinal()))})")
            for day in (since, today)
        )
        layers, tiers = Counter[Any](), Counter[Any]()
        for was, was_tier, now, now_tier, count in await self._read(
            MOVES.format(old=old, new=new)
        ):
            layers[_named(Layer, was), _named(Layer, now)] += count
            tiers[_named(Tier, was_tier), _named(Tier, now_tier)] += count
        return Movements(layers, tiers)

    async def _bounds(self, value: str, states: str, buyers: int) -> tuple[Bound, ...]:
        if not buyers:
            return ()
        ends = ends_of(buyers)
        places = ", ".join(map(str, ends))
        rows = await self._read(ENDS.format(value=value, states=states, ends=places))
        bounds = {place: (bound, customer) for bound, customer, place in rows}
        return tuple(bounds[end] for end in ends)

    async def _natural(self, today: date, rules: LayerRules) -> list[NaturalCount]:
        until, counts = today.toordinal(), []
        for within in HORIZONS:
            bounds = {"day": until - within, "until": until} | asdict(rules)
            returned = {row[0]: row for row in await self._read(RETURNS.format(**bounds))}
            for tier in Tier:
                _, bought, of = returned.get(tier, (tier, 0, 0))
                counts.append(NaturalCount(tier, within, int(bought), of))
        return counts

    async def _read(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self._work.rows(text(statement))]


def _named(kind: type[Name], name: str | None) -> Name | None:
    return None if name is None else kind(name)


def _add_up(rows: Sequence[tuple[Any, ...]], place: int, names: Iterable[str]) -> dict[str, int]:
    """Count by the name in one place of each row, in the sequence of the names."""
    return {str(name): sum(row[2] for row in rows if row[place] == name) for name in names}
