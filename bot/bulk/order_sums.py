"""The orders that the rows of a file make up, in SQL: as bot/imports/orders.py does one by one.

Every row is used, left out, or bad. A bad row takes its whole order along: half an order has a
wrong amount.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.bulk.order_engine import Engine
from bot.bulk.order_gathered import IS_RETURN, gathered_sql, lines_sql
from bot.bulk.order_refusals import (
    refuse_copies,
    refuse_future,
    refuse_orders,
    refuse_other_money,
)
from bot.imports.rows import BadRow

NAMED_AT_MOST = 20
"""How many bad rows are named for each advice; the others are counted."""
_IS_FREE = "(items_fen = 0 AND amount_fen IS NULL AND line_amount_fen IS NULL)"


class Cancellations(StrEnum):
    """What becomes of rows with a negative quantity or amount."""

    DROP = "drop"
    NET = "net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which rows count."""

    cancellations: Cancellations = Cancellations.NET
    until: date | None = None
    """Only days before this one are seen."""
    latest: date | None = None
    """A later day cannot be: it lies in the future."""

    @property
    def why_not(self) -> str:
        """Write the expression that says why a row is left out, NULL where it is not."""
        arms = [f"WHEN {_IS_FREE} THEN 'price 0'"]
        if self.cancellations is Cancellations.DROP:
            arms.insert(0, f"WHEN {IS_RETURN} THEN 'cancellation'")
        if self.until is not None:
            arms.insert(0, f"WHEN day >= {self.until.toordinal()} THEN 'not before --as-of'")
        return f"CASE {' '.join(arms)} END"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of the rows of a file: rows = used + left out + rejected."""

    used: int
    left_out: Counter[str]
    rejected: Counter[str]
    """By the advice that was given."""
    bad_rows: tuple[BadRow, ...]
    """Of each advice the first NAMED_AT_MOST, in the sequence of the file."""
    bare_refunds: int
    """Orders that are nothing but a refund: their money counts, they are no orders."""
    seen_from: date | None
    """The first day in the file."""
    first_day: date | None
    last_day: date | None
    """Of the orders that are used, paid or not."""

    @property
    def rows(self) -> int:
        """Count the rows of the file."""
        return self.used + self.left_out.total() + self.rejected.total()


def sum_up(engine: Engine, fields: Collection[str], sieve: Sieve) -> Account:
    """Make `orders`, `lines` and `states` of the rows in `read`, and account for all of them.

    `fields` are those that the file has.
    """
    from bot.store.layering import states_sql  # brings SQLAlchemy, which --help need not wait for

    seen_from = _day(next(engine.rows("SELECT MIN(day) FROM read"))[0])
    if sieve.latest is not None:
        refuse_future(engine, sieve.latest, sieve.why_not)
    if "currency" in fields:
        refuse_other_money(engine)
    engine.run(f"CREATE VIEW kept AS SELECT * FROM read WHERE ({sieve.why_not}) IS NULL")  # noqa: S608
    engine.run(f"CREATE TABLE gathered AS {gathered_sql(fields)}")
    if "order_no" in fields:
        refuse_copies(engine, fields)
    refuse_orders(engine, fields)
    engine.run("CREATE TABLE unsold AS SELECT order_no FROM gathered WHERE kind NOT IN (0, 1)")
    engine.run(
        "CREATE VIEW orders AS SELECT customer, order_no AS order_id, day, amount_fen, "
        "CASE WHEN kind = 0 OR discount_fen < 0 THEN 0 ELSE discount_fen END AS discount_fen, "
        "pieces, kind "
        "FROM gathered WHERE kind >= 0"
    )
    engine.run(lines_sql(fields))
    engine.run(f"CREATE TABLE states AS {states_sql('orders')}")
    return _account_of(engine, sieve, seen_from)


def _account_of(engine: Engine, sieve: Sieve, seen_from: date | None) -> Account:
    left_out = Counter[str]()
    why_not = f"SELECT ({sieve.why_not}) AS why, COUNT(*) FROM read GROUP BY 1"  # noqa: S608
    left_out.update({why: count for why, count in engine.rows(why_not) if why})
    sums = (
        "SELECT SUM(CASE WHEN kind > -2 THEN lines END), SUM(CASE WHEN kind = -2 THEN lines END), "
    )
    used, closed, bare, first, last = next(
        engine.rows(
            f"{sums} SUM(CASE WHEN kind = 0 THEN 1 END), "
            "MIN(CASE WHEN kind > -2 THEN day END), MAX(CASE WHEN kind > -2 THEN day END) "
            "FROM gathered"
        )
    )
    if closed:
        left_out["closed"] = int(closed)
    named = (
        "SELECT row, reason, advice, order_no FROM (SELECT *, ROW_NUMBER() OVER "  # noqa: S608
        f"(PARTITION BY advice ORDER BY row) AS place FROM bad) AS b "
        f"WHERE place <= {NAMED_AT_MOST} ORDER BY row"
    )
    return Account(
        used=int(used or 0),
        left_out=left_out,
        rejected=Counter(dict(engine.rows("SELECT advice, COUNT(*) FROM bad GROUP BY 1"))),
        bad_rows=tuple(
            BadRow(row, reason, advice, order_no=order_no or "")
            for row, reason, advice, order_no in engine.rows(named)
        ),
        bare_refunds=int(bare or 0),
        seen_from=seen_from,
        first_day=_day(first),
        last_day=_day(last),
    )


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
