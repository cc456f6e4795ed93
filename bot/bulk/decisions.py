"""What every customer is offered, and why: decided once for each class, then spread in SQL."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.bulk.order_book import OrderBook
from bot.bulk.order_engine import case_of
from bot.reasons import word
from tagging.layering import Flag, Layer, Level
from tagging.offered.budget import Portion, share_out
from tagging.offered.classes import CustomerClass
from tagging.offered.policy import Policy
from tagging.offered.templates import layer_template
from tagging.offered.worth import NOTHING_MEASURED, LayerRates
from tagging.offers import Offer

_LAYERS = tuple(Layer)
_ROOM = 8  # for the numbers of layers, and of levels
_CLASS = (
    f"{case_of('layer', {layer: place for place, layer in enumerate(_LAYERS)})} "
    f"+ {_ROOM} * (level + {_ROOM} * ("
    + " + ".join(f"{1 << place} * {flag}" for place, flag in enumerate(Flag))
    + f" + {1 << len(Flag)} * COALESCE(offers, 0)))"
)


def decide(
    book: OrderBook,
    shelf: Sequence[Offer],
    bound: Sequence[Offer],
    policy: Policy,
    today: date,
    rates: LayerRates = NOTHING_MEASURED,
) -> None:
    """Make `decisions` (place, portion) and `portions` (portion, offer, because).

    `bound` are the offers behind the bits of `spared`, `rates` what was measured of layers. Where
    an offer does not go round within a class, a hash draws who gets it.
    """
    book.run(
        f"CREATE TABLE classed AS SELECT place, CAST({_CLASS} AS BIGINT) AS class "  # noqa: S608
        "FROM standings LEFT JOIN spared USING (customer)"
    )
    counts = dict(book.rows("SELECT class, COUNT(*) FROM classed GROUP BY 1"))
    classes = {number: _class_of(number, bound) for number in counts}
    sizes = {classes[number]: count for number, count in counts.items()}
    shared = share_out(sizes, shelf, today, policy=policy, rates=rates)
    portions = {number: shared[classes[number]] for number in sorted(counts)}
    _write_portions(book, classes, portions)
    slot = book.database.slot(f"offers:{today}", "customer")
    book.run(
        "CREATE TABLE turns AS SELECT place, ROW_NUMBER() OVER "  # noqa: S608
        f"(PARTITION BY class ORDER BY {slot}, customer) AS turn FROM classed "
        "JOIN standings USING (place) WHERE class IN "
        "(SELECT class FROM portions GROUP BY class HAVING COUNT(*) > 1)"
    )
    book.run(
        "CREATE TABLE decisions AS SELECT place, portion FROM classed "
        "LEFT JOIN turns USING (place) JOIN portions ON portions.class = classed.class "
        "AND COALESCE(turn, 1) BETWEEN from_turn AND until_turn"
    )


def because_sql(book: OrderBook) -> str:
    """Write the expression that puts each customer's own values into `because`."""
    values = {
        "recency_days": "recency_days",
        "last_day": book.database.date_of("last_day"),
        "protected_until": book.database.date_of("protected_until"),
        "orders": "orders",
        "cycle_days": "CAST(ROUND(cycle_days) AS BIGINT)",
    }
    spelled = "because"
    for name, value in values.items():
        spelled = f"REPLACE({spelled}, '{{{name}}}', COALESCE(CAST({value} AS VARCHAR), ''))"
    return spelled


def _class_of(number: int, bound: Sequence[Offer]) -> CustomerClass:
    """Read the number of a class back."""
    rest, layer = divmod(number, _ROOM)
    rest, level = divmod(rest, _ROOM)
    spared, flags = divmod(rest, 1 << len(Flag))
    return CustomerClass(
        _LAYERS[layer],
        Level(level),
        frozenset(flag for place, flag in enumerate(Flag) if flags >> place & 1),
        spared=frozenset(offer.name for place, offer in enumerate(bound) if spared >> place & 1),
    )


def _write_portions(
    book: OrderBook,
    classes: Mapping[int, CustomerClass],
    portions: Mapping[int, Sequence[Portion]],
) -> None:
    """Write who of each class, in their turn, gets what."""
    book.run(
        "CREATE TABLE portions (portion BIGINT, class BIGINT, from_turn BIGINT, "
        "until_turn BIGINT, offer TEXT, because TEXT)"
    )
    rows: list[tuple[object, ...]] = []
    for number, shares in portions.items():
        turn = 1
        for share in shares:
            choice = share.choice
            reasons = (layer_template(classes[number].layer), *choice.reasons)
            because = "；".join(word(reason) for reason in reasons)
            offer = choice.offer.name if choice.offer else None
            rows.append((len(rows), number, turn, turn + share.count - 1, offer, because))
            turn += share.count
    book.database.fill("portions", rows)
