"""A past campaign as a file: who was in which group, what they did, and what was known before."""

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.bad_rows import name_bad_rows
from bot.cli.group_file import NAMES, Refusals, Texts
from bot.cli.progress import watched
from bot.errors import ImportFileError
from bot.imports.columns import Vocabulary, map_columns
from bot.imports.fields import clean
from bot.imports.reader import Row, read_table

if TYPE_CHECKING:  # numpy waits until something is learned
    from tagging.moved.features import Cells
    from tagging.moved.qini import Claims

KIND = "campaign"
CONTROLS = frozenset(
    {
        "control",
        "no e-mail",
        "no email",
        "no message",
        "none",
        "nothing",
        "holdout",
        "对照",
        "对照组",
    }
)
"""What a group that got nothing is usually called."""
STEP = 8192  # rows
_FIELDS = {role: NAMES[role] for role in ("customer", "group")}
_VOCABULARY = Vocabulary(fields={KIND: _FIELDS}, needed={KIND: ()}, statuses={}, roles={})


@dataclass(frozen=True, slots=True)
class Campaign:
    """The columns of a file by their names; `roles` names those that hold customer and group."""

    path: Path
    columns: Mapping[str, Texts]
    roles: Mapping[str, str]
    numbers: Sequence[int]
    """Where each row stands in the file."""
    ragged: int
    """So many rows more were refused, because they do not fit the header."""
    refusals: Refusals

    def cells(self, name: str) -> "Cells":
        """Give a column as words and their places."""
        import numpy as np

        from tagging.moved.features import Cells

        column, places = self.columns[name], dict[str, int]()
        cleaned = [places.setdefault(clean(word), len(places)) for word in column.names]
        return Cells(list(places), np.array(cleaned, np.int32)[np.array(column.codes, np.intp)])

    def rows_of(self, name: str, words: Container[str]) -> "Claims":
        """Tell which rows of a column hold one of these words."""
        import numpy as np

        cells = self.cells(name)
        return np.array([word in words for word in cells.words], bool)[cells.places]

    @property
    def rows(self) -> int:
        """Count all rows, those that were refused too."""
        return len(self.numbers) + self.ragged

    def customer_column(self) -> str:
        """Name the column of customers; raise ImportFileError where there is none."""
        if "customer" not in self.roles:
            raise ImportFileError(
                f"{self.path.name}: no column for customer; found: {', '.join(self.columns)}; "
                "name it by --map customer=COLUMN"
            )
        return self.roles["customer"]

    def name_refusals(self) -> int:
        """Name the refused rows on stderr, of many alike the first; return how many there are."""
        name_bad_rows(self.path, self.refusals.named, self.refusals.counts)
        return self.refusals.counts.total()


def read_campaign(path: Path, said: Mapping[str, str]) -> Campaign:
    """Read a whole file, its columns as they are; raise ImportFileError where that cannot be.

    Rows with more cells than the header are refused; what is missing at the end is empty.
    """
    table = read_table(path)
    with closing(table.rows.file):
        places = map_columns(KIND, table.columns, _VOCABULARY, said)
        columns = [Texts() for _ in table.columns]
        refusals, numbers = Refusals(), list[int]()
        with watched(_steps(iter(table.rows))) as steps:
            for step in steps:
                whole = list(_whole(step, len(columns), refusals))
                numbers += [number for number, _ in whole]
                cells = zip(*(cells for _, cells in whole), strict=True)
                for column, words in zip(columns, cells, strict=False):
                    column.extend(words)
    if not numbers:
        raise ImportFileError(f"{path.name}: there is not a single row below its header")
    named = dict(zip(table.columns, columns, strict=True))
    roles = {role: table.columns[place] for role, place in places.items()}
    return Campaign(path, named, roles, numbers, refusals.counts.total(), refusals)


def group_column(campaign: Campaign, arm: str) -> str:
    """Find the column that holds the groups: the one said or named so, else the one with the arm.

    Raise ImportFileError where it does not hold the arm, or several could be meant.
    """
    likely = campaign.roles.get("group")
    if likely:
        names = sorted(campaign.cells(likely).words)
        if arm not in names:
            raise ImportFileError(
                f"{campaign.path.name}: nobody is in the arm {arm!r}; {likely} has "
                f"{_listed(names)}"
            )
        return likely
    found = [name for name in campaign.columns if arm in campaign.cells(name).words]
    if len(found) != 1:
        raise ImportFileError(
            f"{campaign.path.name}: {'no' if not found else 'more than one'} column holds the arm "
            f"{arm!r}; say --map group=COLUMN"
        )
    return found[0]


def control_name(campaign: Campaign, group: str, arm: str, said: str) -> str:
    """Name the control group: the one said, else the only one that bears a usual name."""
    names = sorted(set(campaign.cells(group).words) - {arm, ""})
    likely = [name for name in names if (name == said if said else name.casefold() in CONTROLS)]
    if len(likely) != 1:
        raise ImportFileError(
            f"{campaign.path.name}: which group got nothing? Say --control NAME, one of "
            f"{_listed(names)}"
        )
    return likely[0]


def _listed(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(map(repr, names[:most])) + (" …" if len(names) > most else "")


def _steps(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while step := list(islice(rows, STEP)):
        yield step


def _whole(step: Sequence[Row], width: int, refusals: Refusals) -> Iterator[Row]:
    for number, cells in step:
        if len(cells) > width:
            refusals.add(number, f"有 {len(cells)} 格，表头只有 {width} 格", "改成一样多的格子")
        else:
            yield number, cells + [""] * (width - len(cells))
