"""`zhanggui layer`: place every customer of an order file, with an offer and a reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.bulk.engines import check_engine
from bot.bulk.order_sums import Cancellations
from bot.cli import output
from bot.cli.bad_rows import name_bad_rows
from bot.cli.layer_options import (
    AsOf,
    Columns,
    Compare,
    Customers,
    EngineName,
    Events,
    Holdout,
    Orders,
    Out,
    PolicyFile,
    Products,
    RatesFile,
    ShelfFile,
    StagesOut,
    Undoing,
    parse_events,
)
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
    from bot.bulk.event_cohorts import Event
    from bot.bulk.order_book import OrderBook
    from tagging.layering import LayerRules
    from tagging.offered.policy import Policy
    from tagging.offered.worth import LayerRates
    from tagging.offers import Offer

UNWRITTEN = {".xlsx", ".xls", ".gz", ".zip"}


def layer(
    orders: Orders,
    *,
    customers: Customers = None,
    products: Products = None,
    as_of: AsOf = None,
    compare: Compare = None,
    cancellations: Undoing = Cancellations.NET,
    columns: Columns = "",
    shelf: ShelfFile = None,
    policy: PolicyFile = None,
    rates: RatesFile = None,
    holdout: Holdout = 0,
    event: Events = None,
    engine: EngineName = "local",
    out: Out = None,
    stages_out: StagesOut = None,
    as_json: AsJson = False,
) -> None:
    """Place every customer of an order file in a layer, with an offer and a reason.

    ORDERS is read as `zhanggui import orders` reads it, with the same names
    of columns, but customer and time are enough; Parquet as well: customer,
    order_id, time, product, quantity, price, or each row an order: customer,
    time, amount.
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
    files = Files(orders, customers, products, parse_map(columns), out, stages_out)
    files.check(shelf, policy, rates)
    check_engine(engine)
    rules = Rules(
        shelf=_read_shelf(shelf),
        policy=_read_policy(policy),
        rates=_read_rates(rates),
        until=as_of and as_of.date(),
        compare=compare and compare.date(),
        events=parse_events(event or ()),
        cancellations=cancellations,
        holdout=holdout,
        engine=engine,
    )
    if not _layer(files, rules, as_json=as_json):
        raise typer.Exit(Exit.FOUND)


@dataclass(frozen=True, slots=True)
class Files:
    """What is read, by which names of its columns, and where the results go."""

    orders: Path
    customers: Path | None
    products: Path | None
    said: Mapping[str, str]
    out: Path | None
    stages_out: Path | None

    def check(self, *read: Path | None) -> None:
        """Refuse to write over a file that is read, or where no file can be made."""
        for option, out in (("--out", self.out), ("--stages-out", self.stages_out)):
            if out:
                spare(out, self.orders, self.customers, self.products, *read, option=option)
                check_folder(out)
        if self.out and self.out.suffix.lower() in UNWRITTEN:
            raise typer.BadParameter(f"--out {self.out.name}: only .csv and .parquet are written")
        if self.out and self.out == self.stages_out:
            raise typer.BadParameter("--out and --stages-out are the same file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is decided by, and how."""

    shelf: "Sequence[Offer]"
    policy: "Policy"
    rates: "LayerRates | None"
    until: date | None
    compare: date | None
    events: "Sequence[Event]"
    cancellations: Cancellations
    holdout: float
    engine: str


def _layer(files: Files, rules: Rules, *, as_json: bool) -> bool:
    """Place everybody and say so; tell whether every row could be read."""
    from bot.bulk.order_book import open_orders
    from bot.bulk.placed_file import placed_rows, write_placed

    with ExitStack() as opened:
        with busy("reading the orders"):
            book = opened.enter_context(
                open_orders(
                    files.orders,
                    files.said,
                    until=rules.until,
                    latest=None if rules.until else (utc_now() + timedelta(days=1)).date(),
                    cancellations=rules.cancellations,
                )
            )
        name_bad_rows(files.orders, book.account.bad_rows, book.account.rejected)
        are_all_read = _read_beside(book, files) and not book.account.rejected
        with busy("placing the customers"):
            report = _place(book, rules, files.out.parent if files.out else None)
            if files.stages_out:
                report = replace(
                    report, stages=_write_stages(book, report.as_of, files.stages_out)
                )
            if files.out:
                write_placed(book, files.out)
        if as_json:
            placed = {} if files.out else {"placed": list(placed_rows(book))}
            output.say_json(json_of(report) | placed)
        else:
            output.say("\n".join(lines_of(report)))
    return are_all_read


def _read_beside(book: "OrderBook", files: Files) -> bool:
    """Read the other files; tell whether every row could be read."""
    bad: dict[Path, list[BadRow]] = {}
    for path, read in ((files.customers, book.add_customers), (files.products, book.add_products)):
        if path:
            bad[path] = read(path, files.said)
    if files.stages_out:
        from bot.bulk.life_stages import read_stages

        for path, rows in read_stages(book, files.customers, files.products, files.said).items():
            known = {row.number for row in bad[path]}
            bad[path] += [row for row in rows if row.number not in known]
    for path, rows in bad.items():
        name_bad_rows(path, rows, Counter(row.advice for row in rows))
    return not any(bad.values())


def _write_stages(book: "OrderBook", today: date, out: Path) -> Mapping[int, int]:
    from bot.bulk.life_stages import stages_in
    from bot.cli.stage_file import write_stages

    return write_stages(out, stages_in(book, today))


def _read_shelf(path: Path | None) -> "tuple[Offer, ...]":
    from tagging.offers import parse_shelf

    return parse_shelf(*_own_or_packaged(path, "shelf.toml"))


def _read_policy(path: Path | None) -> "Policy":
    from tagging.offered.policy_file import parse_policy

    return parse_policy(*_own_or_packaged(path, "policy.toml"))


def _read_rates(path: Path | None) -> "LayerRates | None":
    from bot.cli.rates_file import read_rates

    return read_rates(path) if path else None


def _own_or_packaged(path: Path | None, name: str) -> tuple[str, str]:
    """Return the text of a file and what to call it."""
    if path is None:
        return packaged("bot.data", name), name
    try:
        return path.read_text("utf-8"), path.name
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFileError(f"{path.name} cannot be read: {error}") from error


def _place(book: "OrderBook", rules: Rules, folder: Path | None) -> Report:
    """Decide everything about everybody, and sum it up."""
    from bot.bulk.decisions import decide
    from bot.bulk.event_cohorts import cohorts_of
    from bot.bulk.probabilities import foresee
    from bot.bulk.spared import spare_buyers, usual_days
    from bot.bulk.standings import count_by, most_orders, place_people

    assert book.last_day is not None
    today = rules.until or book.last_day + timedelta(days=1)
    bounds = rules.policy.layer_rules
    place_people(
        book, bounds, today, holdout_share=rules.holdout, engine=rules.engine, folder=folder
    )
    foreseen = foresee(book, bounds, today)
    bound = spare_buyers(book, rules.shelf, bounds, today)
    decide(book, rules.shelf, bound, rules.policy, today, rules.rates or {})
    return Report(
        as_of=today,
        engine=book.engine,
        account=book.account,
        layers=count_by(book, "layer"),
        tiers=count_by(book, "tier"),
        cycle_days=usual_days(book, "states", bounds.default_cycle_days),
        foreseen=foreseen,
        movements=_moved(book, bounds, rules.compare) if rules.compare else None,
        most_orders=most_orders(book),
        events=cohorts_of(book, rules.events, today),
        rates=rules.rates,
    )


def _moved(book: "OrderBook", bounds: "LayerRules", earlier: date) -> Movements:
    from bot.bulk.standings import movements

    layers, lost = movements(book, bounds, earlier)
    return Movements(since=earlier, layers=layers, lost=lost)
