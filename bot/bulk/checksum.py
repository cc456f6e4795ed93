"""One number for all standings: the same from Python, SQLite, PostgreSQL, DuckDB and Dask.

A customer is spelled `customer|first_day|last_day|orders|money_fen|recency_days|r|f|m|tier|level|
segment|layer|protected_until|flags`, where days are ordinals, nothing is an empty text and the
flags are three digits. The checksum is the sum, modulo 2**64, of the first 8 bytes of the MD5 of
each; the sequence does not matter. It tells results apart and protects nothing.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import md5

from tagging.layering import Flag, Standing
from tagging.purchases import PurchaseState

_CELLS = (
    *("first_day", "last_day", "orders", "money_fen", "recency_days", "r", "f", "m"),
    *("tier", "level", "segment", "layer", "protected_until"),
)
_FLAGS = (Flag.HIGH_VALUE, Flag.PRICE_SENSITIVE, Flag.ABANDONED_ORDER)

SPELLED = " || '|' || ".join(
    (
        "customer",
        *(f"COALESCE(CAST({cell} AS TEXT), '')" for cell in _CELLS),
        " || ".join(f"CAST({flag} AS TEXT)" for flag in _FLAGS),
    )
)
"""A row of standings spelled out, in the SQL of every engine."""
IN_DUCKDB = (
    f"CAST(SUM(CAST('0x' || md5({SPELLED})[:16] AS UBIGINT)) % 18446744073709551616 AS UBIGINT)"
)
"""The checksum as DuckDB computes it by itself, for millions of customers."""


def checksum_of(spelled: Iterable[str]) -> int:
    """Sum up customers who are spelled out."""
    return sum(_first_bytes(one) for one in spelled) % 2**64


def spell(state: PurchaseState, standing: Standing) -> str:
    """Spell a customer out."""
    scores = standing.scores
    cells = (
        *(state.first_day, state.last_day, state.orders, state.money_fen, standing.recency_days),
        *((scores.r, scores.f, scores.m) if scores else (None, None, None)),
        *(standing.tier, int(standing.level), standing.segment, standing.layer),
        standing.protected_until,
    )
    flags = "".join(str(int(flag in standing.flags)) for flag in _FLAGS)
    return "|".join((standing.customer, *map(_cell_of, cells), flags))


def _cell_of(value: object) -> str:
    if isinstance(value, date):
        return str(value.toordinal())
    return "" if value is None else str(value)


def _first_bytes(text: str) -> int:
    return int.from_bytes(md5(text.encode(), usedforsecurity=False).digest()[:8], "big")
