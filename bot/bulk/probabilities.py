"""How likely every customer of an order book buys again anyway, and how many did before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.bulk.order_book import OrderBook
from tagging.counts import Share
from tagging.holdout import SLOTS
from tagging.layering import LayerRules
from tagging.reasons import Because

if TYPE_CHECKING:
    import numpy as np

    from tagging.bought.natural_rates import NaturalRate
    from tagging.foreseen.histories import Histories

    Cells = np.ndarray[Any, Any]
    Columns = Mapping[str, Cells]

HORIZONS = (30, 90)
TAUGHT_BY = 15_000
"""So many customers teach; more teach little more."""
AT_ONCE = 32_768
"""So many customers are foreseen in one go."""
LOOKS_BACK = 6
"""On so many past days, a month apart, the natural rates are counted."""
MONTH = 30
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Foreseen:
    """By which method, why by this one, and how many came back by themselves within 30 and 90."""

    method: str
    because: Because
    natural: dict[int, tuple["NaturalRate", ...]]


def foresee(book: OrderBook, rules: LayerRules, today: date) -> Foreseen:
    """Make `probabilities` (place, probability_30, probability_90) of `standings`.

    A customer without an order has none.
    """
    from tagging.bought.natural_rates import natural_rates
    from tagging.repurchase import teach

    assert book.account.first_day is not None
    first_day = book.account.first_day.toordinal()
    _write_histories(book)
    day = today.toordinal()
    taught_by = _taught_by(book)
    book.database.rest()
    foresight = teach(taught_by, day, HORIZONS, rules=rules)
    book.run(
        "CREATE TABLE probabilities (place BIGINT, probability_30 DOUBLE PRECISION, "
        "probability_90 DOUBLE PRECISION)"
    )
    natural: dict[int, tuple[NaturalRate, ...]] = {}
    for places, histories in _parts(book):
        chances = foresight.probabilities(histories, day)
        known = {"place": places} | {
            f"probability_{days}": chances[days].round(DECIMALS) for days in HORIZONS
        }
        book.database.fill_columns("probabilities", known)
        for days in HORIZONS:
            looks = [look for look in _looks_back(day, days) if look > first_day]
            rates = natural_rates(histories, looks, days, rules)
            natural[days] = _added(natural.get(days, ()), rates)
    book.database.wake()
    return Foreseen(foresight.method, foresight.because, natural)


def _write_histories(book: OrderBook) -> None:
    """Make `histories`: the purchases of each customer together, from the first to the last."""
    book.run(
        "CREATE TABLE histories AS SELECT place, day, amount_fen FROM orders "
        "JOIN standings USING (customer) WHERE kind = 1 ORDER BY place, day, amount_fen"
    )


def _taught_by(book: OrderBook) -> "Histories":
    """Fetch some customers, chosen by a hash so that nobody's choice hangs on another."""
    (buyers,) = next(book.rows("SELECT COUNT(*) FROM standings WHERE orders > 0"))
    slot = book.database.slot("teach", "customer")
    chosen = f"{slot} < {TAUGHT_BY * SLOTS // max(buyers, TAUGHT_BY)}"
    found = book.columns(
        "SELECT place, day, amount_fen FROM histories WHERE place IN "  # noqa: S608
        f"(SELECT place FROM standings WHERE orders > 0 AND {chosen}) "
        "ORDER BY place, day, amount_fen"
    )
    return _histories_of(found)[1]


def _parts(book: OrderBook) -> "Iterator[tuple[Cells, Histories]]":
    (people,) = next(book.rows("SELECT COUNT(*) FROM standings"))
    for first in range(0, people, AT_ONCE):
        found = book.columns(
            "SELECT place, day, amount_fen FROM histories WHERE place "  # noqa: S608
            f"BETWEEN {first} AND {first + AT_ONCE - 1} ORDER BY place, day, amount_fen"
        )
        if len(found["place"]):
            yield _histories_of(found)


def _histories_of(found: "Columns") -> "tuple[Cells, Histories]":
    import numpy as np

    from tagging.foreseen.histories import Histories

    places, starts = np.unique(found["place"], return_index=True)
    starts = np.append(starts, len(found["place"])).astype(np.int64)
    days = np.asarray(found["day"]).astype(np.int32)
    return places, Histories(days, np.asarray(found["amount_fen"]).astype(np.int64), starts)


def _looks_back(today: int, within_days: int) -> list[int]:
    """Give days a month apart from which so many days are over."""
    return [today - within_days - MONTH * back for back in range(LOOKS_BACK)]


def _added(
    some: "Sequence[NaturalRate]", more: "Sequence[NaturalRate]"
) -> "tuple[NaturalRate, ...]":
    if not some:
        return tuple(more)
    return tuple(
        replace(one, once=_sum(one.once, other.once), again=_sum(one.again, other.again))
        for one, other in zip(some, more, strict=True)
    )


def _sum(one: Share, other: Share) -> Share:
    return Share(one.count + other.count, one.of + other.of)
