"""Where every customer of an order book stands, and where they stood on an earlier day."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bulk.buckets import write_buckets
from bot.bulk.engines import LOCAL, open_engine
from bot.bulk.glances import cuts_of_shop
from bot.bulk.order_book import OrderBook
from bot.bulk.parquet import parquet
from bot.bulk.placing import place
from bot.store.layering import layering_sql, states_sql
from tagging.bought.movements import Ratio, lost_rate
from tagging.holdout import SLOTS, holdout_salt
from tagging.layering import LayerRules, Tier

PEOPLE = (
    "(SELECT * FROM states UNION ALL "
    "SELECT customer, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL FROM strangers)"
)
"""The states of all who are known, those without an order that counts too."""
ORDERS = (
    "(SELECT customer, day, amount_fen, discount_fen, pieces, kind FROM orders UNION ALL "
    "SELECT customer, NULL, 0, 0, 0, 3 FROM strangers)"
)
"""The orders of all who are known; kind 3 is no order, only somebody."""


def place_people(
    book: OrderBook,
    rules: LayerRules,
    today: date,
    *,
    holdout_share: float = 0,
    engine: str = LOCAL,
    folder: Path | None = None,
) -> None:
    """Make `standings`, numbered by `place` in the sequence of the customers as text.

    Those held out this quarter have 1 in `held_out`. Another engine than LOCAL places them bucket
    by bucket, by files in a folder that its workers see.
    """
    book.run(
        "CREATE TABLE strangers AS SELECT customer FROM (SELECT customer FROM roster "
        "UNION SELECT customer FROM gathered WHERE kind = -1) AS known "
        "WHERE customer NOT IN (SELECT customer FROM states)"
    )
    slot = book.database.slot(holdout_salt(today), "customer")
    held_out = f"CASE WHEN {slot} < {round(holdout_share * SLOTS)} THEN 1 ELSE 0 END"
    with _placed(book, rules, today, engine, folder) as placed:
        book.run(
            "CREATE TABLE standings AS SELECT ROW_NUMBER() OVER (ORDER BY customer) - 1 AS place, "  # noqa: S608
            f"{held_out if holdout_share else 0} AS held_out, placed.* FROM {placed} AS placed "
            "ORDER BY customer"
        )


@contextmanager
def _placed(
    book: OrderBook, rules: LayerRules, today: date, engine: str, folder: Path | None
) -> Iterator[str]:
    """Give the relation of all standings."""
    if engine == LOCAL:
        cuts, shop_days = cuts_of_shop(book.database, rules, today)
        yield f"({layering_sql(rules, today, PEOPLE, cuts=cuts, shop_days=shop_days)})"
        return
    with (
        TemporaryDirectory(prefix=".zhanggui-", dir=folder) as shared,
        open_engine(engine) as crew,
    ):
        buckets = write_buckets(book.database, crew, Path(shared) / "orders", ORDERS)
        place(buckets, crew, rules, today, Path(shared) / "standings")
        yield parquet(Path(shared) / "standings" / "*.parquet")


def count_by(book: OrderBook, column: str) -> Counter[str]:
    """Count the customers by a column of `standings`; those without are not counted."""
    counted = f"SELECT {column}, COUNT(*) FROM standings GROUP BY 1"  # noqa: S608
    return Counter({name: count for name, count in book.rows(counted) if name is not None})


def most_orders(book: OrderBook) -> tuple[str, int]:
    """Name the customer with the most orders, and how many they are."""
    ranked = "SELECT customer, orders FROM standings ORDER BY orders DESC, customer LIMIT 1"
    customer, orders = next(book.rows(ranked))
    return customer, orders


def movements(
    book: OrderBook, rules: LayerRules, earlier: date
) -> tuple[Counter[tuple[str | None, str | None]], Ratio]:
    """Count who moved from which layer to which since a day, and set the lost against the active.

    The earlier day is seen with the returns that are known by now.
    """
    before = f"(SELECT * FROM orders WHERE day < {earlier.toordinal()})"  # noqa: S608
    was = layering_sql(rules, earlier, f"({states_sql(before)})")
    moved = list(
        book.rows(
            "SELECT was.layer, now.layer, was.tier, now.tier, COUNT(*) "  # noqa: S608
            f"FROM standings AS now LEFT JOIN ({was}) AS was ON was.customer = now.customer "
            "GROUP BY 1, 2, 3, 4"
        )
    )
    layers = Counter[tuple[str | None, str | None]]()
    tiers = Counter[tuple[Tier | None, Tier | None]]()
    for layer_was, layer_now, tier_was, tier_now, count in moved:
        layers[layer_was, layer_now] += count
        tiers[tier_was and Tier(tier_was), tier_now and Tier(tier_now)] += count
    return layers, lost_rate(tiers)
