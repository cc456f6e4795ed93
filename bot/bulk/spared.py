"""Which offers on a product or category customers are spared: they just bought the very thing."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.bulk.order_book import OrderBook
from bot.bulk.order_engine import literal
from tagging.bought.cycles import SHRINKING_WEIGHT, cycle_of
from tagging.layering import LayerRules
from tagging.offers import Offer


def spare_buyers(
    book: OrderBook, shelf: Sequence[Offer], rules: LayerRules, today: date
) -> tuple[Offer, ...]:
    """Make `spared` (customer, offers): 1 for the first of the offers returned, 2, 4 and so on.

    A customer's cycle of a product leans on the product's, that on its category's, that on the
    shop's; that of a category on the shop's. Until it is over, and for at least
    `product_protection_days`, they get no discount on it.
    """
    bound = tuple(
        offer for offer in shelf if offer.is_discount and (offer.products or offer.categories)
    )
    things = sorted({thing for offer in bound for thing in offer.products | offer.categories})
    book.run("CREATE TABLE found (customer TEXT, offer BIGINT)")
    if things:
        _gather_bought(book, things)
    shop_days = usual_days(book, "states", rules.default_cycle_days)
    for thing in things:
        _gather_owners(book, thing, _days_of_category(book, thing, shop_days))
        until = (
            f"last_day + CASE WHEN ROUND(cycle_days) > {rules.product_protection_days} "
            f"THEN ROUND(cycle_days) ELSE {rules.product_protection_days} END"
        )
        for place, offer in enumerate(bound):
            if thing in offer.products | offer.categories:
                book.run(
                    f"INSERT INTO found SELECT customer, {1 << place} FROM owners "  # noqa: S608
                    f"WHERE {today.toordinal()} <= {until}"
                )
    book.run(
        "CREATE TABLE spared AS SELECT customer, CAST(SUM(offer) AS BIGINT) AS offers "
        "FROM (SELECT DISTINCT customer, offer FROM found) AS once GROUP BY customer"
    )
    return bound


def usual_days(book: OrderBook, states: str, prior_days: float) -> float:
    """Estimate the usual cycle of those whose states are in a relation, leaning on a prior."""
    span_days, gaps = next(
        book.rows(
            "SELECT COALESCE(SUM(last_day - first_day), 0), COALESCE(SUM(orders - 1), 0) "  # noqa: S608
            f"FROM {states} AS known WHERE orders > 0"
        )
    )
    return cycle_of(int(span_days), int(gaps), prior_days)


def _gather_bought(book: OrderBook, things: Collection[str]) -> None:
    """Make `bought`: who bought one of these things, in which order and when."""
    named = f"IN ({', '.join(map(literal, things))})"
    book.run(
        "CREATE TABLE bought AS SELECT customer, order_id, day, product, product_name, category "  # noqa: S608
        "FROM lines WHERE quantity > 0 "
        f"AND (product {named} OR product_name {named} OR category {named} "
        f"OR category IN (SELECT category FROM lines WHERE product {named})) "
        "AND order_id NOT IN (SELECT order_id FROM orders WHERE kind = 0)"
    )


def _gather_owners(book: OrderBook, thing: str, prior_days: float) -> None:
    """Make `owners`: who bought a thing, when last, and their own cycle of it."""
    name = literal(thing)
    states = _states_of(
        "customer", f"product = {name} OR product_name = {name} OR category = {name}"
    )
    prior_days = usual_days(book, f"({states})", prior_days)
    book.run("DROP TABLE IF EXISTS owners")
    book.run(
        "CREATE TABLE owners AS SELECT customer, last_day, "  # noqa: S608
        f"(last_day - first_day + {SHRINKING_WEIGHT * prior_days!r}) "
        f"/ (orders - 1 + {SHRINKING_WEIGHT}) AS cycle_days FROM ({states}) AS known"
    )


def _days_of_category(book: OrderBook, product: str, shop_days: float) -> float:
    """Estimate the cycle of the category that a product is of; the shop's where it has none."""
    found = book.rows(
        f"SELECT MIN(category) FROM bought WHERE product = {literal(product)} "  # noqa: S608
        "AND category IS NOT NULL"
    )
    (category,) = next(found)
    if category is None:
        return shop_days
    states = _states_of("customer, product", f"category = {literal(category)}")
    return usual_days(book, f"({states})", shop_days)


def _states_of(whose: str, where: str) -> str:
    """Write the first day, the last day and the orders of each."""
    orders = (
        f"SELECT {whose}, MIN(day) AS day FROM bought WHERE {where} GROUP BY {whose}, order_id"  # noqa: S608
    )
    return (
        f"SELECT {whose}, MIN(day) AS first_day, MAX(day) AS last_day, COUNT(*) AS orders "  # noqa: S608
        f"FROM ({orders}) AS own GROUP BY {whose}"
    )
