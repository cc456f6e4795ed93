"""`zhanggui layer`: place every customer of an order file, with an offer and a reason."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.order_file import Cancellations, Ledger, read_customers, read_orders
from bot.cli.output import AsJson, Exit
from bot.errors import ImportFileError, NotReady
from bot.imports.columns import parse_map
from bot.imports.rows import BadRow
from bot.reasons import word
from tagging.layering import Flag, Layer, LayerRules, Standing, standing_of
from tagging.offers import Offer, OfferChoice, choose_offer, parse_shelf
from tagging.purchases import Cycles, PurchaseState, cycles_of, protected_until, state_of
from tagging.scores import score_all

OUT_COLUMNS = (
    *("customer", "orders", "first_day", "last_day", "recency_days", "money_fen"),
    *("r", "f", "m", "segment", "tier", "level", "layer", "flags", "protected_until"),
    *("offer", "because"),
)
NAMED_AT_MOST = 20
"""How many bad rows are named for each advice; the others are counted."""

Orders = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The order file.")]
Customers = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="CSV of all customers, buyers or not."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="Stand on this day, see only orders before it; default: the day after the last.",
    ),
]
Undoing = Annotated[
    Cancellations,
    typer.Option(help="Rows with a negative quantity or amount: leave out, or subtract."),
]
Columns = Annotated[
    str, typer.Option("--map", help='Names in the file: "customer=买家会员名,time=付款时间".')
]
Shelf = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Offers, as TOML.")]
Out = Annotated[Path | None, typer.Option(help="Write one row a customer here.")]


def layer(
    orders: Orders,
    *,
    customers: Customers = None,
    as_of: AsOf = None,
    cancellations: Undoing = Cancellations.NET,
    columns: Columns = "",
    shelf: Shelf = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Place every customer of an order file in a layer, with an offer and a reason.

    ORDERS is read as `zhanggui import orders` reads it, with the same names
    of columns, but customer and time are enough:
    - order lines: customer, order_id, time, product, quantity, price
    - a purchase log, each row an order: customer, time, amount
    - customer, time
    Also read: category, discount (yuan taken off), paid (1, or 0 for an
    order left unpaid) or status. Prices and amounts are yuan; times are the
    shop's own. Other columns are ignored.

    Rows that cannot be read are named on stderr, and the exit code is 1.
    Lines of price 0 and orders called off are left out: rows = used + left
    out + rejected. Cancellations are rows with a negative quantity or amount:
    "drop" leaves them out, "net" subtracts their money and forgets an order
    whose own order_id was wholly given back.

    --out is CSV: customer, orders, first_day, last_day, recency_days,
    money_fen, r, f, m, segment, tier, level, layer, flags (joined by |),
    protected_until, offer, because.
    """
    offers = _read_shelf(shelf)
    things = frozenset().union(*(offer.products | offer.categories for offer in offers))
    said = parse_map(columns)
    ledger = Ledger(
        cancellations=cancellations, until=as_of.date() if as_of else None, watched=things
    )
    read_orders(orders, said, ledger)
    _name_bad_rows(orders, ledger.bad_rows)
    today = ledger.until or _day_after_last(orders, ledger)
    roster, nameless = read_customers(customers, said) if customers else (set[str](), [])
    _name_bad_rows(customers or orders, nameless)
    layers = Counter[str]()
    rows = _counted(_place_all(ledger, roster, offers, today), layers)
    if out:
        _write(rows, out)
    placed = list(rows)
    if as_json:
        output.say_json(_summary_of(today, ledger, layers) | ({} if out else {"placed": placed}))
    else:
        _say_summary(today, ledger, layers)
    if ledger.bad_rows or nameless:
        raise typer.Exit(Exit.FOUND)


def _read_shelf(path: Path | None) -> tuple[Offer, ...]:
    if path is None:
        return parse_shelf((files("bot.data") / "shelf.toml").read_text("utf-8"), "shelf.toml")
    try:
        return parse_shelf(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFileError(f"{path.name} cannot be read: {error}") from error


def _day_after_last(path: Path, ledger: Ledger) -> date:
    if ledger.last_day is None:
        raise ImportFileError(
            f"{path.name}: none of its {ledger.rows} rows can be used, so there is no last order"
        )
    return ledger.last_day + timedelta(days=1)


def _name_bad_rows(path: Path, bad_rows: Iterable[BadRow]) -> None:
    """Name bad rows on stderr, as the import does; of many alike, the first ones."""
    seen = Counter[str]()
    for bad in sorted(bad_rows, key=lambda bad: bad.number):
        seen[bad.advice] += 1
        if seen[bad.advice] <= NAMED_AT_MOST:
            output.complain(f"{path.name} 第 {bad.number} 行：{bad.reason}；{bad.advice}")
    for advice, count in seen.items():
        if count > NAMED_AT_MOST:
            output.complain(f"{path.name} 还有 {count - NAMED_AT_MOST} 行：{advice}")


@dataclass(frozen=True, slots=True)
class Placed:
    """A customer with all that was decided."""

    state: PurchaseState
    standing: Standing
    choice: OfferChoice


def _place_all(
    ledger: Ledger, roster: Iterable[str], offers: Sequence[Offer], today: date
) -> Iterator[Placed]:
    """Place every customer, those without an order too, in the sequence of their ids."""
    rules = LayerRules()
    states = {customer: state_of(own) for customer, own in ledger.orders.items()}
    scores = score_all(states, today)
    days = {name: [o.day for o in own if o.is_purchase] for name, own in ledger.orders.items()}
    cycles = cycles_of(days, rules.default_cycle_days)
    protections = _protections_of(ledger, cycles, rules)
    for customer in sorted(states.keys() | roster):
        state = states.get(customer, PurchaseState())
        standing = standing_of(
            customer,
            state,
            today,
            rules,
            scores=scores.get(customer),
            cycle_days=cycles.by_customer.get(customer),
        )
        choice = choose_offer(standing, offers, today, protections.get(customer, {}))
        yield Placed(state, standing, choice)


def _protections_of(ledger: Ledger, shop: Cycles, rules: LayerRules) -> dict[str, dict[str, date]]:
    """Find until when each customer is spared offers on the very products they bought."""
    protections: dict[str, dict[str, date]] = {}
    for thing, days_of in ledger.days_of.items():
        cycles = cycles_of(days_of, shop.usual_days)
        for customer, days in days_of.items():
            cycle_days = cycles.by_customer[customer]
            until = protected_until(max(days), cycle_days, rules.product_protection_days)
            protections.setdefault(customer, {})[thing] = until
    return protections


def _counted(everybody: Iterable[Placed], layers: Counter[str]) -> Iterator[dict[str, object]]:
    """Spell customers out one by one, counting the layers on the way."""
    for placed in everybody:
        layers[placed.standing.layer] += 1
        yield _row_of(placed)


def _row_of(placed: Placed) -> dict[str, object]:
    """Spell a customer out, in the columns of --out."""
    state, standing, choice = placed.state, placed.standing, placed.choice
    scores = standing.scores
    return {
        "customer": standing.customer,
        "orders": state.orders,
        "first_day": state.first_day,
        "last_day": state.last_day,
        "recency_days": standing.recency_days,
        "money_fen": state.money_fen,
        "r": scores and scores.r,
        "f": scores and scores.f,
        "m": scores and scores.m,
        "segment": standing.segment,
        "tier": standing.tier,
        "level": standing.level.name.lower(),
        "layer": standing.layer,
        "flags": "|".join(flag for flag in Flag if flag in standing.flags),
        "protected_until": standing.protected_until,
        "offer": choice.offer and choice.offer.name,
        "because": f"{word(standing.because)}；{word(choice.because)}",
    }


def _write(rows: Iterable[Mapping[str, object]], out: Path) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, OUT_COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise NotReady(f"{out} cannot be written: {error.strerror or error}") from error


def _summary_of(today: date, ledger: Ledger, layers: Mapping[str, int]) -> dict[str, object]:
    return {
        "as_of": today,
        "rows": ledger.rows,
        "used": ledger.used,
        "left_out": dict(ledger.left_out),
        "rejected": dict(Counter(bad.advice for bad in ledger.bad_rows)),
        "customers": sum(layers.values()),
        "layers": {layer: layers.get(layer, 0) for layer in Layer},
    }


def _say_summary(today: date, ledger: Ledger, layers: Mapping[str, int]) -> None:
    left_out = ", ".join(f"{count} {why}" for why, count in sorted(ledger.left_out.items()))
    output.say(
        f"rows {ledger.rows} = used {ledger.used} + left out {ledger.left_out.total()}"
        f"{f' ({left_out})' if left_out else ''} + rejected {len(ledger.bad_rows)}"
    )
    output.say(f"customers {sum(layers.values())} on {today}")
    for name in Layer:
        output.say(f"  {name:<16} {layers.get(name, 0):>8}")
