"""`zhanggui assign`: deal the customers of a campaign into a control group and its arms."""

import csv
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.bad_rows import name_bad_rows
from bot.cli.group_file import ZONE, Refusals
from bot.cli.options import Out
from bot.cli.out_file import STDOUT, check_folder, open_out, spare
from bot.cli.output import AsJson, Exit
from bot.cli.power import say_outlook
from bot.cli.progress import watched
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
NAMES = {"customer": ("customer", "customer_id", "客户", "客户编号", "买家会员名")}
OUT_COLUMNS = ("customer", "group", "slot", "campaign", "time")
STEP = 8192  # rows

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
    float, typer.Option(help="The share expected to buy anyway, to say what shows.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """How a campaign deals its customers."""

    campaign: str
    control_share: float
    arms: Mapping[str, float]
    holdout_share: float
    day: date

    def group_of(self, customer: str) -> str:
        """Deal one customer; who is held out this quarter is in no group of the campaign."""
        if self.holdout_share and is_held_out(
            customer, holdout_salt(self.day), self.holdout_share
        ):
            return HELD_OUT
        return group_of(customer, self.campaign, self.control_share, self.arms)

    def row_of(self, customer: str) -> tuple[str, str, int, str, date]:
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
    out: Out,
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
    to `zhanggui response --assignments` afterwards. Then it is said what a
    campaign of this size can show.
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
    deal.row_of("")  # refuses a deal that makes no sense before the file is read
    account = Account()
    table = read_table(customers)
    with closing(table.rows.file):
        place = map_columns(KIND, table.columns, _VOCABULARY, parse_map(columns))["customer"]
        _write(_customers_in(table, place, account), deal, out, account)
    name_bad_rows(customers, account.refusals.named, account.refusals.counts)
    if not account.groups:
        raise ImportFileError(f"{customers.name}: not a single customer to deal")
    if out != STDOUT:
        _say(deal, account, natural, as_json=as_json)
    if account.refusals.counts:
        raise typer.Exit(Exit.FOUND)


_VOCABULARY = Vocabulary(fields={KIND: NAMES}, needed={KIND: ("customer",)}, statuses={}, roles={})


def _arms_of(text: str) -> dict[str, float]:
    """Read the names of arms, with their weights if some are larger."""
    arms: dict[str, float] = {}
    for part in text.replace("，", ",").split(","):
        name, sign, weight = part.rpartition("=")
        try:
            arms[(name if sign else part).strip()] = float(weight) if sign else 1.0
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
    import numpy as np

    keys = array("q")
    for _, cells in table.rows:
        try:
            keys.append(hash(parse_customer(cells[place] if place < len(cells) else "")))
        except FieldError:
            continue
    values, counts = np.unique(np.asarray(keys), return_counts=True)
    return frozenset(values[counts > 1].tolist())


def _write(customers: Iterator[str], deal: Deal, out: Path, account: Account) -> None:
    with open_out(out) as write, watched(_steps(customers)) as steps:
        write(_csv([OUT_COLUMNS]))
        for step in steps:
            rows = [deal.row_of(customer) for customer in step]
            account.groups.update(group for _, group, *_ in rows)
            write(_csv(rows))


def _steps(customers: Iterator[str]) -> Iterator[list[str]]:
    while step := list(islice(customers, STEP)):
        yield step


def _csv(rows: Iterable[Iterable[object]]) -> str:
    cells = StringIO(newline="")
    csv.writer(cells, lineterminator="\n").writerows(rows)
    return cells.getvalue()


def _say(deal: Deal, account: Account, natural: float, *, as_json: bool) -> None:
    """Say how many are in each group, and what so many can show."""
    contacts = account.groups.total() - account.groups[HELD_OUT]
    outlook = _outlook_of(deal, contacts, natural)
    if as_json:
        output.say_json(
            {
                "campaign": deal.campaign,
                "rows": account.rows,
                "used": account.groups.total(),
                "left_out": {"repeated": account.repeated},
                "rejected": account.refusals.counts,
                "groups": account.groups,
                "natural": natural,
                "smallest_lift": outlook and outlook.smallest,
                "because": outlook and outlook.because and word(outlook.because),
            }
        )
        return
    output.say(
        f"rows {account.rows} = used {account.groups.total()} + left out {account.repeated} "
        f"(repeated) + rejected {account.refusals.counts.total()}"
    )
    for group in (CONTROL, *deal.arms, HELD_OUT):
        if account.groups[group]:
            output.say(f"  {group:<16} {account.groups[group]:>8}")
    if outlook:
        say_outlook(outlook)


def _outlook_of(deal: Deal, contacts: int, natural: float) -> Outlook | None:
    """Foresee a lift of a fifth in one arm; None where there is no control group."""
    share = 1 / len(deal.arms)
    whole = deal.control_share + (1 - deal.control_share) * share
    if not deal.control_share:
        return None
    lift = natural * WORTH_SEEING
    return foresee(natural, lift, deal.control_share / whole, round(contacts * whole))
