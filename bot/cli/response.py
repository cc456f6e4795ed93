"""`zhanggui response`: what each arm of a campaign did beside its control group."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.group_file import Wanted
from bot.cli.output import AsJson, Exit
from bot.clock import utc_now
from bot.imports.columns import parse_map

WINDOW_DAYS = 30

Outcomes = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="customer, group, outcomes.")
]
Assignments = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="customer, group, time.")
]
Orders = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="As for `zhanggui layer`.")
]
Window = Annotated[int | None, typer.Option(min=1, help="Days after the assignment; default 30.")]
Windows = Annotated[str, typer.Option(help='Several, declared before sending: "7,14,30,90".')]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="Assigned that day, if no column says so."),
]
Columns = Annotated[str, typer.Option("--map", help='"customer=row_id,group=segment".')]
OrderColumns = Annotated[str, typer.Option("--orders-map", help="The same for the order file.")]
Control = Annotated[
    str, typer.Option(help="The group that got nothing (default: control, No E-Mail, 对照 …).")
]
OutcomeNames = Annotated[
    list[str] | None, typer.Option("--outcome", help="Only this one; may be repeated.")
]
Features = Annotated[
    list[str] | None, typer.Option("--feature", help="Describe who answered by this column.")
]
Before = Annotated[
    str, typer.Option(help='Columns of the time before, for a sharper look: "spend=history".')
]
Worth = Annotated[
    float | None,
    typer.Option(
        help="The smallest lift that matters (0.02: two points); default 20 % of natural."
    ),
]
Shares = Annotated[
    str, typer.Option(help='How the groups were dealt, to be checked: "control=1,a=9".')
]


def response(
    *,
    outcomes: Outcomes = None,
    assignments: Assignments = None,
    orders: Orders = None,
    window: Window = None,
    windows: Windows = "",
    start: From = None,
    columns: Columns = "",
    order_columns: OrderColumns = "",
    control: Control = "",
    outcome: OutcomeNames = None,
    feature: Features = None,
    before: Before = "",
    worth: Worth = None,
    shares: Shares = "",
    as_json: AsJson = False,
) -> None:
    """Say of each arm of a campaign whether it did anything, beside its control group.

    Either --outcomes: one row a customer, with the group ("control" or the
    name of an arm) and outcomes: 0 or 1, or amounts. All columns of numbers
    are outcomes unless --outcome names some. The customer may be missing.
    Or --assignments with --orders: who was dealt into which group when, and
    the orders since: bought or not, orders and spend (fen) per head. A window
    of 30 days is the day of the assignment and the 29 after it; without a
    time or --from it is the day of the first order.
    Also read: campaign, layer, source, delivered, visited (1 or 0).

    Customers count as they were assigned, whatever was delivered; one in two
    arms is named and counts in none. The verdict is effective, harmful,
    no_difference, too_small_to_tell (with how many it takes) or, while a
    window is not over, too_early_to_tell.
    """
    from bot.cli.response_report import document_of, report_of
    from bot.cli.response_study import Sources, study_orders, study_outcomes
    from bot.cli.response_text import say_report

    features, ordered = tuple(feature or ()), None
    planned = {name: _weight(share) for name, share in _pairs(shares, "--shares")}
    if outcomes and not assignments and not orders:
        _refuse("--assignments", window, windows, start, order_columns)
        past = dict(_pairs(before, "--before"))
        wanted = Wanted(tuple(outcome or ()), tuple(past.values()), features, is_any_number=True)
        study, dealt = study_outcomes(outcomes, parse_map(columns), control, wanted, past)
    elif assignments and orders and not outcomes:
        _refuse("--outcomes", outcome, before)
        maps = parse_map(columns), parse_map(order_columns)
        sources = Sources(assignments, orders, *maps, start=start, latest=_tomorrow())
        asked = Wanted(features=features), _windows_of(window, windows)
        study, dealt, ordered = study_orders(sources, control, *asked)
    else:
        raise typer.BadParameter("give --outcomes, or --assignments and --orders")
    report = report_of(study, features, worth=worth, shares=planned)
    if as_json:
        output.say_json(document_of(report, dealt, ordered))
    else:
        say_report(report, dealt, ordered)
    if dealt.groups.refusals.counts or (ordered and ordered.account.rejected):
        raise typer.Exit(Exit.FOUND)


def _refuse(owner: str, *options: object) -> None:
    """Refuse options that only the other kind of file understands."""
    if any(options):
        theirs = {"--outcomes": "--outcome and --before"}
        kind = theirs.get(owner, "--window, --windows, --from and --orders-map")
        raise typer.BadParameter(f"{kind} belong to {owner}")


def _tomorrow() -> date:
    """Give the last day an order can be of: somewhere it is tomorrow already."""
    return (utc_now() + timedelta(days=1)).date()


def _windows_of(window: int | None, windows: str) -> list[int]:
    """Read the windows, the shortest first."""
    if window and windows:
        raise typer.BadParameter("give --window or --windows, not both")
    try:
        days = (
            sorted({int(part) for part in windows.split(",")})
            if windows
            else [window or WINDOW_DAYS]
        )
    except ValueError:
        days = []
    if not days or days[0] < 1:
        raise typer.BadParameter(f"--windows {windows!r}: write days like 7,14,30,90")
    return days


def _pairs(text: str, option: str) -> Iterator[tuple[str, str]]:
    """Read `a=b,c=d`."""
    for part in re.split("[,，]", text) if text.strip() else ():
        name, sign, value = part.rpartition("=")
        if not sign or not name.strip():
            raise typer.BadParameter(
                f"{option} {part.strip()!r}: write it as NAME=VALUE,NAME=VALUE"
            )
        yield name.strip(), value.strip()


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight < inf:
        raise typer.BadParameter(f"--shares: {text!r} is not a number above 0")
    return weight
