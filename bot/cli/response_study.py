"""Group files and order files turned into a study: what every customer did, in arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.bulk.order_book import OrderBook, open_orders
from bot.bulk.order_sums import Account
from bot.bulk.responses import (
    OrderCounts,
    Since,
    assign,
    baskets_of,
    count_orders,
    orders_since,
)
from bot.cli.bad_rows import name_bad_rows
from bot.cli.campaign_file import CONTROLS
from bot.cli.group_file import GroupFile, Groups, Wanted, open_groups
from bot.cli.progress import busy
from bot.cli.two_arms import keep_one_each
from bot.errors import ImportFileError
from tagging.holdout import CONTROL
from tagging.measured.baskets import Buyers, ProductShare, compare_baskets
from tagging.measured.funnel import Step
from tagging.measured.observations import Mask, Observations, Outcome, capped, is_done_or_not
from tagging.measured.study import Study, Words

BOUGHT, ORDERS, SPEND, SPEND_CAPPED = "bought", "orders", "spend_fen", "spend_capped_fen"
MONEY = frozenset({"amount", "line_amount", "unit_price"})
ANSWERED, SILENT, NATURAL = range(3)
"""Sides of a basket: treated who bought, treated who did not, control customers who bought."""
LOOKED_AT = 10_000
"""Customers whose baskets are opened, on each side: shares of more are no surer to the eye."""
Baskets = Mapping[str, Sequence[ProductShare]]


@dataclass(frozen=True, slots=True)
class Dealt:
    """The rows of a group file that count."""

    groups: Groups
    keep: Mask

    @property
    def used(self) -> int:
        """How many rows count."""
        return int(self.keep.sum())

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.used + self.groups.left_out.total() + self.groups.refusals.counts.total()

    def study(self, outcomes: Sequence[Outcome], control: str) -> Study:
        """Put outcomes beside groups; a control group without a name is found by a usual one."""
        groups = self.groups
        names = groups.group.names
        usual = [name for name in names if name.casefold() in CONTROLS]
        control = control or (usual[0] if len(usual) == 1 else CONTROL)
        codes = np.asarray(groups.group.codes)[self.keep]
        seen = Observations(
            names if control in names else [*names, control], codes, outcomes, control
        )
        words = {
            name: Words(np.asarray(column.codes)[self.keep], column.names)
            for name, column in groups.texts.items()
        }
        claims = {Step(name): np.asarray(said)[self.keep] for name, said in groups.claims.items()}
        return Study(seen, words, claims)


@dataclass(frozen=True, slots=True)
class Ordered:
    """What an order file told beside the study."""

    account: Account
    counts: OrderCounts
    assigned_from: date
    is_assumed: bool
    """No time of assignment was told, so the day of the first order is taken."""
    baskets: Baskets


@dataclass(frozen=True, slots=True)
class Sources:
    """Two files, and what the operator said of their columns."""

    assignments: Path
    orders: Path
    said: Mapping[str, str]
    orders_said: Mapping[str, str]
    start: date | None = None
    """The day of the assignment, where no column says it."""
    latest: date | None = None
    """An order of a later day cannot be."""


def study_outcomes(
    path: Path, said: Mapping[str, str], control: str, wanted: Wanted, before: Mapping[str, str]
) -> tuple[Study, Dealt]:
    """Read a file that holds the outcomes itself; `before` names a column for an outcome."""
    with open_groups(path, said, wanted) as file:
        dealt = _deal(file)
    values = {
        name: np.asarray(column)[dealt.keep] for name, column in dealt.groups.outcomes.items()
    }
    if unknown := sorted(before.keys() - values.keys()):
        raise ImportFileError(f"--before: {unknown[0]!r} is not an outcome of {path.name}")
    outcomes = [
        Outcome(
            name,
            own,
            is_share=name not in before and is_done_or_not(own),
            before=values[before[name]] if name in before else None,
        )
        for name, own in values.items()
        if name not in before.values()
    ]
    return dealt.study(outcomes, control), dealt


def study_orders(
    sources: Sources, control: str, wanted: Wanted, windows: Sequence[int]
) -> tuple[Study, Dealt, Ordered]:
    """Read who was assigned when, and what they ordered since."""
    with open_groups(sources.assignments, sources.said, wanted) as file:
        if "customer" not in file.places:
            raise ImportFileError(
                f"{sources.assignments.name}: no column for customer, so no order can be found; "
                "name it by --map customer=COLUMN"
            )
        dealt = _deal(file)
        with (
            busy(f"reading {sources.orders.name}"),
            open_orders(sources.orders, sources.orders_said, latest=sources.latest) as book,
        ):
            name_bad_rows(sources.orders, book.account.bad_rows, book.account.rejected)
            first = sources.start or book.account.first_day
            assert first is not None  # a book without orders is refused
            days = _days_of(dealt, first)
            numbers = np.asarray(dealt.groups.numbers)[dealt.keep]
            assign(book, _assigned(file, numbers, days))
            counts = count_orders(book, max(windows))
            since = orders_since(book, windows, dealt.used)
            outcomes = _outcomes_of(book, since, windows, days)
            study = dealt.study(outcomes, control)
            is_assumed = sources.start is None and "time" not in file.places
            ordered = Ordered(
                counts=counts,
                assigned_from=date.fromordinal(int(days.min())),
                is_assumed=is_assumed,
                baskets=_baskets_of(book, study, windows[0]) if "product" in book.fields else {},
                account=book.account,
            )
    return study, dealt, ordered


def _deal(file: GroupFile) -> Dealt:
    """Read the rows that count, and name the bad ones; there must be one that counts."""
    groups = file.read()
    dealt = Dealt(groups, keep_one_each(file, groups))
    del groups.keys[:]  # nobody asks again, and a million customers are eight megabytes
    name_bad_rows(file.path, groups.refusals.named, groups.refusals.counts)
    if not dealt.used:
        raise ImportFileError(f"{file.path.name}: none of its {dealt.rows} rows can be used")
    return dealt


def _days_of(dealt: Dealt, start: date) -> NDArray[np.int32]:
    """Give the day of each assignment; without times it is the same for all."""
    if "time" in dealt.groups.places:
        return np.asarray(dealt.groups.days)[dealt.keep]
    return np.full(dealt.used, start.toordinal(), dtype=np.int32)


def _assigned(
    file: GroupFile, numbers: NDArray[np.int64], days: NDArray[np.int32]
) -> Iterator[tuple[int, str, int]]:
    """Read again who stands in the rows that count; only the engine holds so many names."""
    wanted = zip(numbers.tolist(), days.tolist(), strict=True)
    place, (number, day) = 0, next(wanted, (0, 0))
    for row, customer in file.customers():
        if row == number:
            yield place, customer, day
            place, (number, day) = place + 1, next(wanted, (0, 0))


def _outcomes_of(
    book: OrderBook, since: Since, windows: Sequence[int], days: NDArray[np.int32]
) -> list[Outcome]:
    """Make outcomes of orders: who bought, how often, and for how much, per window."""
    everybody = np.ones(len(days), dtype=np.bool_)
    spend_before = capped(since.spend_before_fen, everybody)
    last = book.last_day.toordinal() if book.last_day else 0
    outcomes: list[Outcome] = []
    for window in windows:
        orders, spend = since.orders[window], since.spend_fen[window]
        parts = [
            Outcome(BOUGHT, (orders > 0).astype(np.float64), is_share=True),
            Outcome(ORDERS, orders, before=since.orders_before),
        ]
        if MONEY & book.fields:
            parts += [
                Outcome(SPEND, spend),
                Outcome(SPEND_CAPPED, capped(spend, everybody), before=spend_before),
            ]
        is_open = int(days.max()) + window - 1 > last
        outcomes += [replace(part, window_days=window, is_open=is_open) for part in parts]
    return outcomes


def _baskets_of(book: OrderBook, study: Study, window: int) -> Baskets:
    """Compare what was bought before by who answered and who did not, and since by both groups."""
    treated, responded = study.treated, study.responded
    sides = {
        ANSWERED: _some_of(treated & responded),
        SILENT: _some_of(treated & ~responded),
        NATURAL: _some_of(~treated & responded),
    }
    looked_at = ((place, side) for side, places in sides.items() for place in places.tolist())
    before, within = baskets_of(book, looked_at, window)

    def buyers(basket: Mapping[int, Mapping[str, int]], side: int) -> Buyers:
        return Buyers(len(sides[side]), basket.get(side, {}))

    return {
        "before": compare_baskets(buyers(before, ANSWERED), buyers(before, SILENT)),
        "within": compare_baskets(buyers(within, ANSWERED), buyers(within, NATURAL)),
    }


def _some_of(members: Mask) -> NDArray[np.intp]:
    """Give the places of those who are marked, or of every so manieth where they are many."""
    places = np.flatnonzero(members)
    return places[:: 1 + len(places) // LOOKED_AT]
