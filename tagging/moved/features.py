"""Numbers of a file's columns: logarithms of what is skewed, bends, and one number a word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, nan

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

BENT_FROM = 6
"""So many different numbers may make a bend; fewer are steps."""
RARE = 30
"""A word that stands in fewer rows tells nothing of its own."""
WORDS_AT_MOST = 50
FARTHEST = 4.0
"""Deviations from the mean: nobody is farther out than this."""
LARGEST = 1e100
"""What is not below it cannot be squared and added up, and is a word."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A column of a file: its different words, and which of them stands in each row."""

    words: Sequence[str]
    places: NDArray[np.int32]

    @property
    def numbers(self) -> Numbers | None:
        """Give the column as numbers, empty cells as nan; None where a word is none."""
        parsed = np.array([_number(word) for word in self.words])
        is_blank = np.array([not word.strip() for word in self.words], dtype=np.bool_)
        if np.isnan(parsed[~is_blank]).any() or is_blank.all():
            return None
        return parsed[self.places]

    def word(self, row: int) -> str:
        """Give one cell."""
        return self.words[int(self.places[row])]

    def of(self, rows: NDArray[np.bool_]) -> "Cells":
        """Keep some rows, and the words that stand in them."""
        kept, places = np.unique(self.places[rows], return_inverse=True)
        return Cells([self.words[place] for place in kept], places.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of numbers; `bend` is the middle and spread of its square."""

    name: str
    is_skewed: bool
    middle: float
    spread: float
    bend: tuple[float, float] | None

    def of(self, cells: Cells) -> Iterator[Numbers]:
        """Give the standardised number and its bend; what is missing or no number is usual."""
        values = np.array([_number(word) for word in cells.words])[cells.places]
        values = _unskewed(values) if self.is_skewed else values
        values = _standard(values, self.middle, self.spread)
        yield values
        if self.bend:
            yield (values**2 - self.bend[0]) / self.bend[1]


@dataclass(frozen=True, slots=True)
class Choice:
    """A column of words: how large a share of the rows each of them has."""

    name: str
    shares: Mapping[str, float]

    def of(self, cells: Cells) -> Iterator[Numbers]:
        """Give a standardised claim for each word; a word never seen is none of them."""
        is_known = np.array([word in self.shares for word in cells.words])[cells.places]
        for word, share in self.shares.items():
            is_it = np.array([each == word for each in cells.words])[cells.places]
            yield (is_it - share) / np.sqrt(share * (1 - share)) * is_known


@dataclass(frozen=True, slots=True)
class Encoding:
    """How columns become numbers, and which were left out because they say nothing new."""

    parts: tuple[Amount | Choice, ...]
    idle: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Name the columns that are used."""
        return [part.name for part in self.parts]

    def encode(self, columns: Mapping[str, Cells]) -> Numbers:
        """Make a row of standardised numbers for each customer."""
        return np.column_stack(
            [each for part in self.parts for each in part.of(columns[part.name])]
        )


def learn_encoding(columns: Mapping[str, Cells]) -> Encoding:
    """Learn from a file how its columns become numbers.

    Left out are columns that are the same for all, or different for each (a customer's number or
    name), and words that only cut another column of numbers into bands.
    """
    numbers = {
        name: values for name, cells in columns.items() if (values := cells.numbers) is not None
    }
    parts: list[Amount | Choice] = []
    for name, cells in columns.items():
        part = _amount(name, numbers[name]) if name in numbers else _choice(name, cells)
        is_said = isinstance(part, Choice) and any(
            _is_banded(cells, values) for values in numbers.values()
        )
        if part and not is_said:
            parts.append(part)
    used = {part.name for part in parts}
    return Encoding(tuple(parts), tuple(name for name in columns if name not in used))


def _amount(name: str, values: Numbers) -> Amount | None:
    known = values[~np.isnan(values)]
    count = len(np.unique(known))
    is_number_of_customer = count == len(known) >= RARE and not (known % 1).any()
    if count < 2 or is_number_of_customer:  # noqa: PLR2004 - the same for all
        return None
    may_bend = count >= BENT_FROM
    is_skewed = may_bend and known.min() >= 0 and _is_tamed_by_logarithm(known)
    values, known = (_unskewed(values), _unskewed(known)) if is_skewed else (values, known)
    middle, spread = float(known.mean()), float(known.std())
    if not spread:
        return None
    squares = _standard(values, middle, spread) ** 2
    bend = (float(squares.mean()), float(squares.std())) if may_bend else None
    return Amount(name, bool(is_skewed), middle, spread, bend)


def _choice(name: str, cells: Cells) -> Choice | None:
    counts = np.bincount(cells.places, minlength=len(cells.words))
    commonest = np.argsort(-counts, kind="stable")[:WORDS_AT_MOST]
    everybody = len(cells.places)
    shares = {
        cells.words[place]: float(counts[place]) / everybody
        for place in commonest
        if RARE <= counts[place] < everybody
    }
    return Choice(name, shares) if shares else None


def _is_banded(cells: Cells, values: Numbers) -> bool:
    """Tell whether each word covers a stretch of the numbers that no other word reaches into."""
    known = ~np.isnan(values)
    least = np.full(len(cells.words), np.inf)
    most = np.full(len(cells.words), -np.inf)
    np.minimum.at(least, cells.places[known], values[known])
    np.maximum.at(most, cells.places[known], values[known])
    order = [place for place in np.argsort(least, kind="stable") if np.isfinite(least[place])]
    return len(order) > 1 and all(most[low] < least[high] for low, high in pairwise(order))


def _standard(values: Numbers, middle: float, spread: float) -> Numbers:
    return np.nan_to_num(np.clip((values - middle) / spread, -FARTHEST, FARTHEST))


def _is_tamed_by_logarithm(values: Numbers) -> bool:
    return abs(_skew(_unskewed(values))) < abs(_skew(values))


def _skew(values: Numbers) -> float:
    spread = values.std()
    return float((((values - values.mean()) / spread) ** 3).mean()) if spread else inf


def _unskewed(values: Numbers) -> Numbers:
    return np.log1p(np.maximum(values, 0.0))


def _number(word: str) -> float:
    """Read a number; nan where there is none."""
    try:
        value = float(word)
    except ValueError:
        return nan
    return value if abs(value) < LARGEST else nan
