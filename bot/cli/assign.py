"""`zhanggui assign`: deal the customers of a campaign into a control group and its arms."""

import csv
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.bad_rows import name_bad_rows
from bot.cli.group_file import NAMES, ZONE, Refusals
from bot.cli.options import Out
from bot.cli.out_file import STDOUT, check_folder, open_out, spare
from bot.cli.output import AsJson, Exit
from bot.cli.power import lines_of
from bot.cli.progress import watched
from bot.cli.two_arms import repeated_in
from bot.clock import utc_now
from bot.errors import ImportFileError
from bot.imports.columns import Vocabulary, map_columns, parse_map
from bot.imports.fields import FieldError
from bot.imports.lines import parse_customer
from bot.imports.reader import Table, read_table
from bot.reasons import word
from tagging.holdout import (
    CONTROL,
    CONTROL_SHARE,
    HELD_OUT,
    TREATED,
    group_of,
    holdout_salt,
    is_held_out,
    slot_of,
)
from tagging.measured.verdicts import WORTH_SEEING
from tagging.response import Outlook, foresee

KIND = "customers"
OUT_COLUMNS = ("customer", "group", "slot", "campaign", "time")
STEP = 8192  # rows
Row = tuple[str, str, int, str, date]
"""In the sequence of OUT_COLUMNS."""

Customers = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="A file with a column customer.")
]
Campaign = Annotated[str, typer.Option(help="Its name decides who is in which group.")]
ControlShare = Annotated[float, typer.Option(help="The share left without it.")]
Arms = Annotated[str, typer.Option(help='Names of the arms, with weights if uneven: "a=2,b=1".')]
Holdout = Annotated[
    float, typer.Option(help="The share that gets nothing at all this quarter: 0.05.")
]
On = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; default: today.")
]
Columns = Annotated[str, typer.Option("--map", help='"customer=买家会员名".')]
Natural = Annotated[
    float,
    typer.Option(min=0.0001, max=0.8, help="The share expected to buy anyway, to say what shows."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """How a campaign deals its customers."""

    campaign: str
    control_share: float
    arms: Mapping[str, float]
    holdout_share: float
    day: date

    def check(self) -> None:
        """Raise RuleError where it makes no sense, before a file is read."""
        is_held_out("", holdout_salt(self.day), self.holdout_share)
        group_of("", self.campaign, self.control_share, self.arms)

    def group_of(self, customer: str) -> str:
        """Deal one customer; who is held out this quarter is in no group of the campaign."""
        if self.holdout_share and is_held_out(
            customer, holdout_salt(self.day), self.holdout_share
        ):
            return HELD_OUT
        return group_of(customer, self.campaign, self.control_share, self.arms)

    def row_of(self, customer: str) -> Row:
        """Write a customer down, in OUT_COLUMNS."""
        slot = slot_of(self.campaign, customer)
        return customer, self.group_of(customer), slot, self.campaign, self.day


@dataclass(slots=True)
class Account:
    """What became of the rows."""

    groups: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    refusals: Refusals = field(default_factory=Refusals)

    @property
    def rows(self) -> int:
        """Count the rows of the file."""
        return self.groups.total() + self.repeated + self.refusals.counts.total()


def assign(
    customers: Customers,
    *,
    campaign: Campaign,
    out: Out = STDOUT,
    control: ControlShare = CONTROL_SHARE,
    arms: Arms = TREATED,
    holdout: Holdout = 0.0,
    on: On = None,
    columns: Columns = "",
    natural: Natural = 0.1,
    as_json: AsJson = False,
) -> None:
    """Deal the customers of a campaign into a control group and its arms, for good.

    The group follows from the campaign's name and the customer alone (MD5,
    10,000 slots): dealt again it is the same, whatever else the file holds.
    With --holdout some get nothing all quarter and are in no group of it
    (held_out). A customer who stands there twice is dealt once.

    --out is CSV: customer, group, slot, campaign, time; keep it, and give it
    to `zhanggui response --assignments` afterwards. Then it is said, on
    stderr where the rows go to stdout, what a campaign of this size can show.
    With --json and no --out the document holds the rows.
    """
    spare(out, customers)
    if out != STDOUT:
        check_folder(out)
    deal = Deal(
        campaign=campaign.strip(),
        control_share=control,
        arms=_arms_of(arms),
        holdout_share=holdout,
        day=on.date() if on else utc_now().astimezone(ZONE).date(),
    )
    deal.check()
    account, dealt = Account(), list[Row]()
    table = read_table(customers)
    with closing(table.rows.file):
        place = map_columns(KIND, table.columns, _VOCABULARY, parse_map(columns))["customer"]
        steps = _deal_all(_customers_in(table, place, account), deal, account)
        if as_json and out == STDOUT:
            dealt = [row for step in steps for row in step]
        else:
            _write(steps, out)
    name_bad_rows(customers, account.refusals.named, account.refusals.counts)
    if not account.groups:
        raise ImportFileError(f"{customers.name}: not a single customer to deal")
    outlook = _outlook_of(deal, account, natural)
    if as_json:
        rows = [dict(zip(OUT_COLUMNS, row, strict=True)) for row in dealt]
        output.say_json(
            _document_of(deal, account, outlook) | ({"assigned": rows} if rows else {})
        )
    for line in () if as_json else _lines_of(deal, account, outlook):
        (output.complain if out == STDOUT else output.say)(line)
    if account.refusals.counts:
        raise typer.Exit(Exit.FOUND)


_FIELDS = {KIND: {"customer": NAMES["customer"]}}
_VOCABULARY = Vocabulary(fields=_FIELDS, needed={KIND: ("customer",)}, statuses={}, roles={})


def _arms_of(text: str) -> dict[str, float]:
    """Read the names of arms, with their weights if some are larger."""
    arms: dict[str, float] = {}
    for part in text.replace("，", ",").split(","):
        before, sign, weight = part.rpartition("=")
        name = (before if sign else part).strip()
        if name in arms:
            raise typer.BadParameter(f"--arms: {name!r} stands there twice")
        try:
            arms[name] = float(weight) if sign else 1.0
        except ValueError:
            raise typer.BadParameter(f"--arms {part.strip()!r}: write it as a=2,b=1") from None
    return arms


def _customers_in(table: Table, place: int, account: Account) -> Iterator[str]:
    """Give every customer once; only those who may stand there twice are remembered by name."""
    suspects = _suspects_in(table, place)
    seen = set[str]()
    for number, cells in table.rows:
        try:
            customer = parse_customer(cells[place] if place < len(cells) else "")
        except FieldError as error:
            account.refusals.add(number, error.reason, error.advice)
            continue
        if hash(customer) in suspects:
            if customer in seen:
                account.repeated += 1
                continue
            seen.add(customer)
        yield customer


def _suspects_in(table: Table, place: int) -> frozenset[int]:
    """Find the hashes that stand there more than once."""
    keys = array("q")
    for _, cells in table.rows:
        try:
            keys.append(hash(parse_customer(cells[place] if place < len(cells) else "")))
        except FieldError:
            continue
    return frozenset(repeated_in(keys).tolist())


def _deal_all(customers: Iterator[str], deal: Deal, account: Account) -> Iterator[list[Row]]:
    """Deal everybody, a step at a time, and count the groups on the way."""
    while step := list(islice(customers, STEP)):
        rows = [deal.row_of(customer) for customer in step]
        account.groups.update(group for _, group, *_ in rows)
        yield rows


def _write(dealt: Iterator[list[Row]], out: Path) -> None:
    first = list(islice(dealt, 1))
    if not first:
        return  # nobody to deal is refused, and leaves no file behind
    with open_out(out) as write, watched(chain(first, dealt)) as steps:
        write(_csv([OUT_COLUMNS]))
        for rows in steps:
            write(_csv(rows))


def _csv(rows: Iterable[Iterable[object]]) -> str:
    cells = StringIO(newline="")
    csv.writer(cells, lineterminator="\n").writerows(rows)
    return cells.getvalue()


def _document_of(deal: Deal, account: Account, outlook: Outlook | None) -> dict[str, object]:
    return {
        "campaign": deal.campaign,
        "rows": account.rows,
        "used": account.groups.total(),
        "left_out": {"repeated": account.repeated},
        "rejected": account.refusals.counts,
        "groups": account.groups,
        "smallest_lift": outlook and outlook.smallest,
        "because": outlook and outlook.because and word(outlook.because),
    }


def _lines_of(deal: Deal, account: Account, outlook: Outlook | None) -> Iterator[str]:
    """Write for people how many are in each group, and what so many can show."""
    yield (
        f"rows {account.rows} = used {account.groups.total()} + left out {account.repeated} "
        f"(repeated) + rejected {account.refusals.counts.total()}"
    )
    for group in (CONTROL, *deal.arms, HELD_OUT):
        if account.groups[group]:
            yield f"  {group:<16} {account.groups[group]:>8}"
    if outlook:
        if len(deal.arms) > 1:
            yield "the smallest arm beside the control group:"
        yield from lines_of(outlook)


def _outlook_of(deal: Deal, account: Account, natural: float) -> Outlook | None:
    """Foresee a lift of a fifth in the smallest arm; None where there is no control group."""
    if not deal.control_share:
        return None
    share = (1 - deal.control_share) * min(deal.arms.values()) / sum(deal.arms.values())
    contacts = (account.groups.total() - account.groups[HELD_OUT]) * (deal.control_share + share)
    control_share = deal.control_share / (deal.control_share + share)
    return foresee(natural, natural * WORTH_SEEING, control_share, round(contacts))
