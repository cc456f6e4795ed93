"""`zhanggui products`: what each product of an order file is good for, and what goes with it."""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.bulk.order_book import open_orders
from bot.bulk.order_sums import Account, Cancellations
from bot.cli import output
from bot.cli.bad_rows import name_bad_rows
from bot.cli.layer_options import AsOf, Columns, Orders, Undoing
from bot.cli.out_file import check_folder, spare, write_whole
from bot.cli.output import AsJson, Exit
from bot.cli.progress import busy
from bot.clock import utc_now
from bot.imports.columns import parse_map

if TYPE_CHECKING:  # numpy waits until a file is read
    from bot.bulk.product_study import ProductStudy, Wanted
    from tagging.sold.retention import Cohort, Month

Catalogue = Annotated[
    Path | None,
    typer.Option(
        "--products",
        exists=True,
        dir_okay=False,
        help="CSV: product, name, category, cost (yuan) or margin (%), role, occasion.",
    ),
]
Goods = Annotated[
    str, typer.Option(help='Codes that are goods begin so (a regular expression): "[0-9]".')
]
MinSupport = Annotated[
    float,
    typer.Option(min=0, max=1, help="Pairs and sets are in at least this share of the orders."),
]
Out = Annotated[Path | None, typer.Option(help="Write here: one row a product, or all as .json.")]
BoughtWith = Annotated[str, typer.Option(help="Show what is bought with this product.")]
InviteTo = Annotated[
    str,
    typer.Option(help="Show whom to invite to this category or product, sold already or not."),
]
Top = Annotated[int, typer.Option(min=1, help="How many of each to show.")]


def products(
    orders: Orders,
    *,
    catalogue: Catalogue = None,
    as_of: AsOf = None,
    cancellations: Undoing = Cancellations.NET,
    columns: Columns = "",
    goods: Goods = "",
    min_support: MinSupport = 0.01,
    bought_with: BoughtWith = "",
    invite_to: InviteTo = "",
    top: Top = 5,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Tell what each product is good for: draw newcomers, earn, be cleared, or be tried.

    ORDERS is read as `zhanggui layer` reads it; it needs a product in each
    row. Roles are measured by the shop's own products, with a reason each:
    traffic_driver, profit, edge, potential. What --products says of a role
    wins. Beside them: pairs that are bought together, sets by occasion,
    retention by month.

    --out is CSV: product, name, category, orders, buyers, pieces, money_fen,
    first_share, returning_lift, best_lift, partners, growth, cycle_days,
    repurchase_rate, margin_percent, role, because; or, as .json, everything.
    """
    from bot.bulk.product_file import read_products
    from bot.bulk.product_study import Wanted
    from bot.cli.product_rows import document_of, partner_rows, place_of
    from bot.cli.product_text import summary_of

    _check(out, orders, catalogue, goods)
    said = parse_map(columns)
    known, bad_products = read_products(catalogue, said) if catalogue else ({}, [])
    wanted = Wanted(known=known, goods=goods, min_support=min_support, invite_to=invite_to)
    file = OrderFile(orders, said, as_of and as_of.date(), cancellations)
    account, study, retention = _look(file, wanted)
    found = _account_of(account) | document_of(study, *retention)
    if bought_with:
        found["bought_with"] = partner_rows(study, place_of(study, bought_with), top)
    name_bad_rows(orders, account.bad_rows, account.rejected)
    if catalogue:
        name_bad_rows(catalogue, bad_products, Counter(bad.advice for bad in bad_products))
    if out:
        _write(found, out)
    if as_json:
        output.say_json({k: part for k, part in found.items() if not (out and k == "products")})
    else:
        _say_account(account)
        for line in summary_of(study, top, bought_with):
            output.say(line)
    if account.rejected or bad_products:
        raise typer.Exit(Exit.FOUND)


@dataclass(frozen=True, slots=True)
class OrderFile:
    """Which orders are looked at."""

    path: Path
    said: Mapping[str, str]
    until: date | None
    cancellations: Cancellations


def _look(
    file: OrderFile, wanted: "Wanted"
) -> "tuple[Account, ProductStudy, tuple[list[Cohort], list[Month]]]":
    """Read the orders and look at their products."""
    from bot.bulk.product_study import study_products
    from bot.bulk.retention import retention_of

    with ExitStack() as opened:
        with busy(f"reading {file.path.name}"):
            book = opened.enter_context(
                open_orders(
                    file.path,
                    file.said,
                    until=file.until,
                    latest=None if file.until else (utc_now() + timedelta(days=1)).date(),
                    cancellations=file.cancellations,
                )
            )
        with busy(f"looking at the products of {book.account.used:,} rows"):
            return book.account, study_products(book, file.until, wanted), retention_of(book)


def _check(out: Path | None, orders: Path, catalogue: Path | None, goods: str) -> None:
    """Refuse what cannot be, before the work that would go into it."""
    if out:
        spare(out, orders, catalogue)
        check_folder(out)
        if out.suffix not in {".csv", ".json"}:
            raise typer.BadParameter(f"--out ends in .csv or .json, not {out.name}")
    try:
        re.compile(goods)
    except re.error as error:
        raise typer.BadParameter(f"--goods {goods!r} is no regular expression: {error}") from None


def _account_of(account: Account) -> dict[str, Any]:
    return {
        "rows": account.rows,
        "used": account.used,
        "left_out": dict(account.left_out),
        "rejected": dict(account.rejected),
    }


def _write(found: Mapping[str, Any], out: Path) -> None:
    """Write everything as JSON, or the products as CSV."""
    from bot.cli.product_rows import OUT_COLUMNS

    if out.suffix == ".json":
        text = json.dumps(found, ensure_ascii=False, default=str)
    else:
        cells = StringIO(newline="")
        writer = csv.DictWriter(cells, OUT_COLUMNS)
        writer.writeheader()
        writer.writerows(found["products"])
        text = cells.getvalue()
    write_whole(out, text.encode())


def _say_account(account: Account) -> None:
    output.say(
        f"rows {account.rows} = used {account.used} + left out {_counts(account.left_out)} "
        f"+ rejected {account.rejected.total()}"
    )


def _counts(counts: Mapping[str, int]) -> str:
    """Give a sum and what it is of: 5636 (5604 cancellation, 32 price 0)."""
    parts = ", ".join(f"{count} {why}" for why, count in sorted(counts.items()))
    return f"{sum(counts.values())} ({parts})" if parts else "0"
