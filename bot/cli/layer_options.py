"""The options of `zhanggui layer`."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bulk.order_sums import Cancellations

if TYPE_CHECKING:  # the engines wait until a file is read
    from bot.bulk.event_cohorts import Event

Orders = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The order file.")]
Customers = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="All customers; also baby_birthday."),
]
Products = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="Products: code or name, category; also stage_months."
    ),
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
Events = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="NAME=FROM..UNTIL",
        help="Count who came, new or not, and came back: 双12=2025-12-12..2025-12-14. Repeatable.",
    ),
]
StagesOut = Annotated[
    Path | None, typer.Option(help="Write the babies' half-years: a CSV, one row a customer.")
]
RatesFile = Annotated[
    Path | None,
    typer.Option(
        "--rates",
        exists=True,
        dir_okay=False,
        help="What `zhanggui response --json` wrote: refuse what does not pay in a layer.",
    ),
]


def parse_events(texts: Iterable[str]) -> "tuple[Event, ...]":
    """Read events as they are typed. Raise BadParameter for one that cannot be."""
    return tuple(map(_event_of, texts))


def _event_of(text: str) -> "Event":
    from bot.bulk.event_cohorts import Event

    name, _, days = text.rpartition("=")
    try:
        first, last = map(date.fromisoformat, days.strip().split(".."))
    except ValueError:
        first, last = date.max, date.min
    if not name.strip() or first > last:
        raise typer.BadParameter(
            f"--event {text!r}: write NAME=FROM..UNTIL, two days of which the first comes first, "
            "like 双12=2025-12-12..2025-12-14"
        )
    return Event(name.strip(), first, last)
