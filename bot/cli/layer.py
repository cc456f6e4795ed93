"""`zhanggui layer`: place every customer of an order file, with an offer and a reason."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bulk.order_sums import NAMED_AT_MOST, Cancellations
from bot.cli import output
from bot.cli.layer_report import Movements, Report, json_of, lines_of
from bot.cli.out_file import check_folder, spare
from bot.cli.output import AsJson, Exit
from bot.cli.progress import busy
from bot.clock import utc_now
from bot.errors import ImportFileError
from bot.imports.columns import parse_map
from bot.imports.rows import BadRow
from bot.packaged import packaged

if TYPE_CHECKING:  # the engines wait until a file is read
    from bot.bulk.order_book import OrderBook
    from tagging.offered.policy import Policy
    from tagging.offers import Offer

Orders = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The order file.")]
Customers = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="File of all customers, buyers or not."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="Stand on this day, see only orders before it; default: the day after the last.",
    ),
]
Compare = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Count who moved from where to where since a day."),
]
Undoing = Annotated[
    Cancellations,
    typer.Option(help="Rows with a negative quantity or amount: leave out, or subtract."),
]
Columns = Annotated[
    str, typer.Option("--map", help='Names in the file: "customer=买家会员名,time=付款时间".')
]
ShelfFile = Annotated[
    Path | None, typer.Option("--shelf", exists=True, dir_okay=False, help="Offers, as TOML.")
]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", exists=True, dir_okay=False, help="What may be given, as TOML."),
]
Holdout = Annotated[
    float, typer.Option(min=0, max=0.5, help="Leave this share of the customers without offers.")
]
Out = Annotated[Path | None, typer.Option(help="Write one row a customer: .csv or .parquet.")]


def layer(
    orders: Orders,
    *,
    customers: Customers = None,
    as_of: AsOf = None,
    compare: Compare = None,
    cancellations: Undoing = Cancellations.NET,
    columns: Columns = "",
    shelf: ShelfFile = None,
    policy: PolicyFile = None,
    holdout: Holdout = 0,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Place every customer of an order file in a layer, with an offer and a reason.

    ORDERS is read as `zhanggui import orders` reads it, with the same names
    of columns, but customer and time are enough; Parquet as well:
    - order lines: customer, order_id, time, product, quantity, price
    - a purchase log, each row an order: customer, time, amount
    - customer, time
    Also read: category, discount (yuan taken off), currency, paid (1, or 0
    for an order left unpaid) or status. Prices and amounts are yuan; times
    are the shop's own. Other columns are ignored.

    Rows that cannot be read are named on stderr, and the exit code is 1.
    Lines of price 0 and orders called off are left out: rows = used + left
    out + rejected. Cancellations are rows with a negative quantity or amount:
    "drop" leaves them out, "net" subtracts their money and forgets an order
    whose own order_id was wholly given back.

    --out: customer, orders, first_day, last_day, recency_days, money_fen, r,
    f, m, segment, tier, level, layer, flags (joined by |), protected_until,
    probability_30, probability_90 (to buy in so many days anyway), offer,
    because.
    """
    from bot.bulk.order_book import open_orders
    from bot.bulk.placed_file import placed_rows, write_placed

    if out:
        spare(out, orders, customers, shelf, policy)
        check_folder(out)
    offers, rules = _read_shelf(shelf), _read_policy(policy)
    said = parse_map(columns)
    until = as_of.date() if as_of else None
    latest = None if until else (utc_now() + timedelta(days=1)).date()
    with open_orders(
        orders, said, until=until, latest=latest, cancellations=cancellations
    ) as book:
        _name_bad_rows(orders, book.account.bad_rows, book.account.rejected)
        nameless = book.add_customers(customers, said) if customers else []
        _name_bad_rows(customers or orders, nameless, Counter(bad.advice for bad in nameless))
        assert book.last_day is not None
        today = until or book.last_day + timedelta(days=1)
        with busy("placing the customers"):
            report = _place(book, offers, rules, today, holdout)
        if compare:
            report = replace(report, movements=_moved(book, rules, compare.date()))
        if out:
            write_placed(book, out)
        if as_json:
            placed = {} if out else {"placed": list(placed_rows(book))}
            output.say_json(json_of(report) | placed)
        else:
            output.say("\n".join(lines_of(report)))
    if nameless or report.account.rejected:
        raise typer.Exit(Exit.FOUND)


def _read_shelf(path: Path | None) -> "tuple[Offer, ...]":
    from tagging.offers import parse_shelf

    return parse_shelf(*_own_or_packaged(path, "shelf.toml"))


def _read_policy(path: Path | None) -> "Policy":
    from tagging.offered.policy_file import parse_policy

    return parse_policy(*_own_or_packaged(path, "policy.toml"))


def _own_or_packaged(path: Path | None, name: str) -> tuple[str, str]:
    """Return the text of a file and what to call it."""
    if path is None:
        return packaged("bot.data", name), name
    try:
        return path.read_text("utf-8"), path.name
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFileError(f"{path.name} cannot be read: {error}") from error


def _name_bad_rows(path: Path, bad_rows: Iterable[BadRow], rejected: Mapping[str, int]) -> None:
    """Name bad rows on stderr, as the import does; of many alike, the first ones."""
    named = Counter[str]()
    for bad in bad_rows:
        named[bad.advice] += 1
        if named[bad.advice] <= NAMED_AT_MOST:
            output.complain(f"{path.name} 第 {bad.number} 行：{bad.reason}；{bad.advice}")
    for advice, count in rejected.items():
        if count > NAMED_AT_MOST:
            output.complain(f"{path.name} 还有 {count - NAMED_AT_MOST} 行：{advice}")


def _place(
    book: "OrderBook", offers: "Sequence[Offer]", policy: "Policy", today: date, holdout: float
) -> Report:
    """Decide everything about everybody, and sum it up."""
    from bot.bulk.decisions import decide
    from bot.bulk.probabilities import foresee
    from bot.bulk.spared import spare_buyers, usual_days
    from bot.bulk.standings import count_by, gather_people, most_orders, place_people

    rules = policy.layer_rules
    gather_people(book)
    place_people(book, rules, today, holdout)
    foreseen = foresee(book, rules, today)
    bound = spare_buyers(book, offers, rules, today)
    decide(book, offers, bound, policy, today)
    return Report(
        as_of=today,
        engine=book.engine,
        account=book.account,
        layers=count_by(book, "layer"),
        tiers=count_by(book, "tier"),
        cycle_days=usual_days(book, "states", rules.default_cycle_days),
        foreseen=foreseen,
        most_orders=most_orders(book),
    )


def _moved(book: "OrderBook", policy: "Policy", earlier: date) -> Movements:
    from bot.bulk.standings import movements

    layers, lost = movements(book, policy.layer_rules, earlier)
    return Movements(since=earlier, layers=layers, lost=lost)
