"""The options of `zhanggui layer`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.bulk.order_sums import Cancellations

Orders = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The order file.")]
Customers = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="File of all customers, buyers or not."),
]
Products = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="File of products: code or name, category."),
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
EngineName = Annotated[
    str, typer.Option("--engine", help="Who places: local, processes or dask://host:port.")
]
Holdout = Annotated[
    float, typer.Option(min=0, max=0.5, help="Leave this share of the customers without offers.")
]
Out = Annotated[Path | None, typer.Option(help="Write one row a customer: .csv or .parquet.")]
