"""How likely every customer of an order book buys again anyway, and how many did before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
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
    book.run(
        "CREATE TABLE probabilities (place BIGINT, probability_30 DOUBLE PRECISION, "
        "probability_90 DOUBLE PRECISION)"
    )
    with TemporaryDirectory(prefix="zhanggui-") as folder:
        parts = _write_histories(book, Path(folder))
        taught_by = _taught_by(book)
        book.database.rest()  # models need the memory
        first_day = book.account.first_day or today
        foreseen, chances = _foresee(parts, taught_by, first_day, rules, today)
    if chances:
        book.database.fill_columns("probabilities", chances)
    return foreseen


def _foresee(
    parts: Sequence[Path],
    taught_by: "Histories",
    first_day: date,
    rules: LayerRules,
    today: date,
) -> "tuple[Foreseen, Columns]":
    import numpy as np

    from tagging.bought.natural_rates import natural_rates
    from tagging.repurchase import teach

    day = today.toordinal()
    foresight = teach(taught_by, day, HORIZONS, rules=rules)
    found: dict[str, list[Cells]] = {}
    natural: dict[int, tuple[NaturalRate, ...]] = {}
    for part in parts:
        places, histories = histories_of(np.load(part))
        found.setdefault("place", []).append(places)
        for days, chances in foresight.probabilities(histories, day).items():
            found.setdefault(f"probability_{days}", []).append(chances.round(DECIMALS))
            looks = [look for look in _looks_back(day, days) if date.fromordinal(look) > first_day]
            rates = natural_rates(histories, looks, days, rules)
            natural[days] = _added(natural.get(days, ()), rates)
    columns = {name: np.concatenate(cells) for name, cells in found.items()}
    return Foreseen(foresight.method, foresight.because, natural), columns


def _write_histories(book: OrderBook, folder: Path) -> list[Path]:
    """Write the purchases of each customer together, from the first to the last, in parts."""
    import numpy as np

    book.run(
        "CREATE TABLE histories AS SELECT place, day, amount_fen FROM orders "
        "JOIN standings USING (customer) WHERE kind = 1 ORDER BY place, day, amount_fen"
    )
    paths: list[Path] = []
    for found in histories_in_parts(book):
        paths.append(folder / f"{len(paths)}.npz")
        np.savez(paths[-1], allow_pickle=False, **found)
    return paths


def histories_in_parts(book: OrderBook) -> "Iterator[Columns]":
    """Fetch the rows of `histories`, which `foresee` made, of so many customers at a time."""
    (people,) = next(book.rows("SELECT COUNT(*) FROM standings"))
    for first in range(0, people, AT_ONCE):
        found = book.columns(
            "SELECT place, day, amount_fen FROM histories WHERE place "  # noqa: S608
            f"BETWEEN {first} AND {first + AT_ONCE - 1} ORDER BY place, day, amount_fen"
        )
        if len(found["place"]):
            yield found


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
    return histories_of(found)[1]


def histories_of(found: "Columns") -> "tuple[Cells, Histories]":
    """Name the places of customers, and their purchases, of rows in their sequence."""
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
