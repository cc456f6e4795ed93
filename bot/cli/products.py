"""`zhanggui products`: what each product of an order file is good for, and what goes with it."""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.bulk.order_book import open_orders
from bot.bulk.order_sums import Account, Cancellations
from bot.cli import output
from bot.cli.bad_rows import name_bad_rows
from bot.cli.out_file import check_folder, spare, write_whole
from bot.cli.output import AsJson, Exit
from bot.cli.progress import busy
from bot.imports.columns import parse_map

Orders = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The order file.")]
Catalogue = Annotated[
    Path | None,
    typer.Option(
        "--products",
        exists=True,
        dir_okay=False,
        help="CSV: product, name, category, cost (yuan) or margin (%), role, occasion.",
    ),
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
    from bot.bulk.product_study import Wanted, study_products
    from bot.bulk.retention import retention_of
    from bot.cli.product_rows import document_of, partner_rows, place_of
    from bot.cli.product_text import summary_of

    _check(out, orders, catalogue, goods)
    said = parse_map(columns)
    known, bad_products = read_products(catalogue, said) if catalogue else ({}, [])
    until = as_of.date() if as_of else None
    wanted = Wanted(known=known, goods=goods, min_support=min_support, invite_to=invite_to)
    with (
        busy(f"reading {orders.name}"),
        open_orders(orders, said, until=until, cancellations=cancellations) as book,
    ):
        study = study_products(book, until, wanted)
        found = _account_of(book.account) | document_of(study, *retention_of(book), top)
    if bought_with:
        found["bought_with"] = partner_rows(study, place_of(study, bought_with), top)
    name_bad_rows(orders, book.account.bad_rows, book.account.rejected)
    if catalogue:
        name_bad_rows(catalogue, bad_products, Counter(bad.advice for bad in bad_products))
    if out:
        _write(found, out)
    if as_json:
        output.say_json({k: part for k, part in found.items() if not (out and k == "products")})
    else:
        _say_account(book.account)
        for line in summary_of(study, top, bought_with):
            output.say(line)
    if book.account.rejected or bad_products:
        raise typer.Exit(Exit.FOUND)


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
