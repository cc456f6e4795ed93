"""Customers dealt into groups, as a file says it: one array a column, every row accounted for."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from math import isfinite, nan
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.bulk.order_sums import NAMED_AT_MOST
from bot.cli.progress import watched
from bot.errors import ImportFileError
from bot.imports.columns import Vocabulary, map_columns
from bot.imports.fields import FieldError, clean, parse_moment, parse_words
from bot.imports.lines import parse_customer
from bot.imports.reader import Row, Table, read_table
from bot.imports.rows import BadRow
from tagging.holdout import HELD_OUT

KIND = "groups"
NAMES: Mapping[str, Sequence[str]] = {
    "customer": (
        *("customer", "customer_id", "row_id", "user_id", "id"),
        *("客户", "客户编号", "买家会员名"),
    ),
    "group": ("group", "arm", "segment", "treatment", "组别", "分组"),
    "time": ("time", "assigned_at", "分组时间", "发送时间"),
    "campaign": ("campaign", "活动"),
    "layer": ("layer", "分层"),
    "source": ("source", "来源", "渠道"),
    "delivered": ("delivered", "已送达", "是否送达"),
    "visited": ("visited", "已访问", "是否访问"),
}
TEXTS = ("campaign", "layer", "source")
CLAIMS = ("delivered", "visited")
YES = frozenset({"1", "1.0", "true", "yes", "是"})
NO = frozenset({"", "0", "0.0", "false", "no", "否"})
ZONE = ZoneInfo("Asia/Shanghai")  # matters only to a time that names its own zone
STEP = 8192  # rows
LOOKED_AT = 100  # rows, to tell columns of numbers from those of words


@dataclass(slots=True)
class Texts:
    """A column of words that repeat: each cell is the place of its word."""

    codes: "array[int]" = field(default_factory=lambda: array("i"))
    places: dict[str, int] = field(default_factory=dict)

    def extend(self, words: Iterable[str]) -> None:
        """Put words at the end of the column."""
        places = self.places
        self.codes.extend([places.setdefault(word, len(places)) for word in words])

    @property
    def names(self) -> list[str]:
        """List the words by their places."""
        return list(self.places)


@dataclass(slots=True)
class Refusals:
    """Rows that were not taken: all are counted, of each advice the first are named."""

    counts: Counter[str] = field(default_factory=Counter)
    named: list[BadRow] = field(default_factory=list)

    def add(self, number: int, reason: str, advice: str) -> None:
        """Count a row, and keep it where it is one of the first."""
        self.counts[advice] += 1
        if self.counts[advice] <= NAMED_AT_MOST:
            self.named.append(BadRow(number, reason, advice))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns a command reads beside the fields: numbers, and words to describe by."""

    outcomes: Sequence[str] = ()
    before: Sequence[str] = ()
    """Numbers of the time before."""
    features: Sequence[str] = ()
    is_any_number: bool = False
    """Without `outcomes` every other column of numbers is one."""


@dataclass(slots=True)
class Groups:
    """The rows that count, one entry in every column, in the sequence of the file."""

    places: Mapping[str, int]
    """Where each field stands in the file."""
    left_out: Counter[str] = field(default_factory=Counter)
    refusals: Refusals = field(default_factory=Refusals)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    keys: "array[int]" = field(default_factory=lambda: array("q"))
    """One number for each customer of a campaign; no entry where the file names no customers."""
    days: "array[int]" = field(default_factory=lambda: array("i"))
    """Ordinals; no entry where the file has no times."""
    group: Texts = field(default_factory=Texts)
    texts: dict[str, Texts] = field(default_factory=dict)
    """By field or feature."""
    claims: "dict[str, array[int]]" = field(default_factory=dict)
    """By field, 1 for yes."""
    outcomes: "dict[str, array[float]]" = field(default_factory=dict)


@contextmanager
def open_groups(path: Path, said: Mapping[str, str], wanted: Wanted) -> Iterator["GroupFile"]:
    """Open a file of customers in groups. Raise ImportFileError where it lacks a column."""
    table = read_table(path)
    try:
        places = map_columns(KIND, table.columns, _VOCABULARY, said)
        yield GroupFile(path, table, places, _numbers_of(path, table, places, wanted), wanted)
    finally:
        table.rows.file.close()


_VOCABULARY = Vocabulary(fields={KIND: NAMES}, needed={KIND: ("group",)}, statuses={}, roles={})


@dataclass(frozen=True, slots=True)
class GroupFile:
    """An open file; it can be read more than once."""

    path: Path
    table: Table
    places: Mapping[str, int]
    outcomes: Mapping[str, int]
    """The columns of numbers."""
    wanted: Wanted

    def read(self) -> Groups:
        """Read every row: it counts, is left out, or is refused with a reason."""
        groups = Groups(self.places)
        groups.texts = {name: Texts() for name in self._texts()}
        groups.claims = {name: array("b") for name in CLAIMS if name in self.places}
        groups.outcomes = {name: array("d") for name in self.outcomes}
        with watched(self._steps()) as steps:
            for step in steps:
                self._take(groups, step)
        return groups

    def _steps(self) -> Iterator[list[Row]]:
        rows = iter(self.table.rows)
        while step := list(islice(rows, STEP)):
            yield step

    def _texts(self) -> dict[str, int]:
        """Find the columns of words, those to describe customers by included."""
        fields = {name: self.places[name] for name in TEXTS if name in self.places}
        return fields | {
            name: _place_of(self.path, self.table, name) for name in self.wanted.features
        }

    def _take(self, groups: Groups, step: Sequence[Row]) -> None:
        """Enter rows into every column, all at once; where one of them is bad, one by one."""
        try:
            self._enter(groups, step)
        except FieldError as error:
            if len(step) == 1:
                groups.refusals.add(step[0][0], error.reason, error.advice)
                return
            for row in step:
                self._take(groups, [row])

    def _enter(self, groups: Groups, step: Sequence[Row]) -> None:
        """Enter rows into every column. Raise FieldError, and enter nothing, where one is bad."""
        _check_width(step, len(self.table.columns))
        names = [_group_of(_cell(cells, self.places["group"])) for _, cells in step]
        kept = [row for row, name in zip(step, names, strict=True) if name != HELD_OUT]

        def column(place: int) -> list[str]:
            return [_cell(cells, place) for _, cells in kept]

        keys = self._keys(column)
        days = [_day_of(text) for text in column(self.places["time"])] if self._has("time") else ()
        outcomes = {name: _numbers(column(at), name) for name, at in self.outcomes.items()}
        claims = {
            name: [_claim(text, name) for text in column(self.places[name])]
            for name in groups.claims
        }
        groups.left_out[HELD_OUT] += len(step) - len(kept)
        groups.numbers.extend(number for number, _ in kept)
        groups.group.extend(name for name in names if name != HELD_OUT)
        groups.keys.extend(keys)
        groups.days.extend(days)
        for name, at in self._texts().items():
            groups.texts[name].extend(map(clean, column(at)))
        for name, values in outcomes.items():
            groups.outcomes[name].extend(values)
        for name, said in claims.items():
            groups.claims[name].extend(said)

    def _has(self, name: str) -> bool:
        return name in self.places

    def _keys(self, column: Callable[[int], list[str]]) -> Iterable[int]:
        """Give each customer of a campaign a number of their own."""
        if not self._has("customer"):
            return ()
        customers = map(parse_customer, column(self.places["customer"]))
        if not self._has("campaign"):
            return list(map(hash, customers))
        return list(
            map(hash, zip(customers, map(clean, column(self.places["campaign"])), strict=True))
        )

    def customers(self) -> Iterator[tuple[int, str]]:
        """Read again who stands in which row; rows without a customer are passed over."""
        place = self.places["customer"]
        for number, cells in self.table.rows:
            try:
                yield number, parse_customer(cells[place] if place < len(cells) else "")
            except FieldError:
                continue


def _numbers_of(
    path: Path, table: Table, places: Mapping[str, int], wanted: Wanted
) -> dict[str, int]:
    """Find the columns of numbers."""
    said = {name: _place_of(path, table, name) for name in (*wanted.outcomes, *wanted.before)}
    if wanted.outcomes or not wanted.is_any_number:
        return said
    taken = {*places.values(), *said.values()}
    taken |= {_place_of(path, table, name) for name in wanted.features}
    first = [cells for _, cells in islice(table.rows, LOOKED_AT)]
    found = {
        name: place
        for place, name in enumerate(table.columns)
        if name and place not in taken and _are_numbers([_cell(cells, place) for cells in first])
    }
    if not found:
        raise ImportFileError(f"{path.name}: no column of numbers to take as an outcome")
    if twins := [name for name in found if table.columns.count(name) > 1]:
        raise ImportFileError(f"{path.name}: more than one column is called {twins[0]!r}")
    return found | said


def _place_of(path: Path, table: Table, name: str) -> int:
    if name not in table.columns:
        there = ", ".join(filter(None, table.columns))
        raise ImportFileError(f"{path.name}: there is no column {name!r}; found: {there}")
    return table.columns.index(name)


def _check_width(step: Sequence[Row], width: int) -> None:
    """Refuse a row that is wider than the header: its cells stand in the wrong columns."""
    for _, cells in step:
        if len(cells) > width and any(cells[width:]):
            reason = f"有 {len(cells)} 列，表头只有 {width} 列"
            raise FieldError(reason, "检查这一行的引号和分隔符")


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


@lru_cache(maxsize=1 << 10)
def _group_of(text: str) -> str:
    name = parse_words(text, "组别")
    if not name:
        raise FieldError("组别为空", "补上组别后重新计算")
    return name


@lru_cache(maxsize=1 << 14)
def _day_of(text: str) -> int:
    return parse_moment(text, ZONE, "分组时间").astimezone(ZONE).toordinal()


def _numbers(texts: Sequence[str], name: str) -> list[float]:
    try:
        numbers = list(map(float, texts))
    except ValueError:
        numbers = list(map(_number, texts))
    if not all(map(isfinite, numbers)):
        text = clean(texts[0])  # the row that is looked at alone
        what = f"{name} 不是数字：{text}" if text else f"{name} 为空"
        raise FieldError(what, "填上 0、1 或金额这样的数字，没有响应填 0")
    return numbers


def _are_numbers(cells: Sequence[str]) -> bool:
    """Tell whether most cells that say anything say a number."""
    told = [cell for cell in cells if clean(cell)]
    return 2 * sum(isfinite(_number(cell)) for cell in told) > len(told)


def _number(text: str) -> float:
    """Read a number, or yes and no as 1 and 0; nan where it is neither."""
    try:
        return float(text)
    except ValueError:
        word = clean(text).lower()
        return 1.0 if word in YES else 0.0 if word in NO - {""} else nan


def _claim(text: str, name: str) -> int:
    word = clean(text).lower()
    if word in NO:
        return 0
    if word not in YES:
        raise FieldError(f"{name} 看不懂：{clean(text)}", "写 1 或 0")
    return 1
