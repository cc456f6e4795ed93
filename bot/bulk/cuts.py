"""The exact cut points of a shop whose customers lie in many buckets, without sorting them.

Each bucket counts its buyers in bins of values, the same everywhere, and shows a few of its
buyers. From the counts follows in which bin a part ends and at which place of it; from those
shown, between which customers that place lies when many share a bin. What lies between is then
fetched and counted, so the answer is that of NTILE however well or badly the few were chosen.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil, floor, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagging.scores import Bound, CutPoints, ends_of

FEW = 4_096
"""So many buyers of a bin are fetched without further ado."""
DEVIATIONS = 5
"""How far the place may lie from where the buyers that were shown put it."""
SPARE_BITS = 41
"""Of the 52 bits behind the first digit of a double; the 11 that stay make about 2,000 bins
from any value to its double, and give whole numbers below 4,096 a bin each."""

SCORED = ("recency", "frequency", "money")
Numbers = NDArray[np.int64]
Buyers = Mapping[str, NDArray[Any]]
"""Columns: `customer`, and the values they are scored by."""
Ranked = tuple[Numbers, NDArray[Any]]
"""Values, and the customers who have them."""


class Bins(NamedTuple):
    """How many buyers have a value from `lows` to `highs`, bin by bin and ascending."""

    lows: Numbers
    highs: Numbers
    counts: Numbers


class Summary(NamedTuple):
    """What the other buckets need to know of one."""

    span_days: int
    gaps: int
    bins: Mapping[str, Bins]
    shown: Buyers


@dataclass(frozen=True, slots=True)
class Bracket:
    """Where a part ends: at the buyer in the `place` of those with values from `low` to `high`.

    Who is looked for comes behind `after` and not behind `until`, where these are set.
    """

    scored: str
    low: int
    high: int
    place: int
    after: Bound | None = None
    until: Bound | None = None


class Look(NamedTuple):
    """What a bucket has in a bracket: how many up to `after`, and who comes behind."""

    before: int
    inside: Ranked


Looker = Callable[[Sequence[Bracket]], Iterable[Sequence[Look]]]
"""Asks every bucket for its look at every bracket."""


def bins_of(values: Numbers) -> Bins:
    """Count values in bins."""
    ranked = np.sort(values)
    starts = _starts_of(ranked)
    ends = np.append(starts, len(ranked))[1:]
    return Bins(ranked[starts], ranked[ends - 1], ends - starts)


def inside_of(bracket: Bracket, buyers: Buyers) -> Ranked:
    """Return the buyers in a bracket."""
    values, customers = buyers[bracket.scored], buyers["customer"]
    inside = (bracket.low <= values) & (values <= bracket.high)
    if bracket.after:
        inside &= ~_upto(bracket.after, values, customers)
    if bracket.until:
        inside &= _upto(bracket.until, values, customers)
    return values[inside], customers[inside]


def find_cuts(summaries: Sequence[Summary], look: Looker) -> CutPoints:
    """Find the cut points of all buyers together."""
    brackets = [bracket for scored in SCORED for bracket in _brackets_of(scored, summaries)]
    bounds = dict(zip(brackets, _bounds_in(brackets, look), strict=True))
    missed = [bracket for bracket, bound in bounds.items() if bound is None]
    if missed:  # those shown misled us
        whole = [replace(bracket, after=None, until=None) for bracket in missed]
        bounds.update(zip(missed, _bounds_in(whole, look), strict=True))
    return CutPoints(**{scored: _cuts_in(scored, brackets, bounds) for scored in SCORED})


def _cuts_in(
    scored: str, brackets: Iterable[Bracket], bounds: Mapping[Bracket, Bound | None]
) -> tuple[Bound, ...]:
    found = (bounds[bracket] for bracket in brackets if bracket.scored == scored)
    return tuple(bound for bound in found if bound is not None)


def _joined(each: Iterable[Bins]) -> Bins:
    """Put together what is in the same bin."""
    lows, highs, counts = (np.concatenate(column) for column in zip(*each, strict=True))
    order = np.argsort(lows)
    starts = _starts_of(lows[order])
    if not len(starts):
        return Bins(lows, highs, counts)
    return Bins(
        lows[order][starts],
        np.maximum.reduceat(highs[order], starts),
        np.add.reduceat(counts[order], starts),
    )


def _starts_of(ranked: Numbers) -> NDArray[np.intp]:
    """Return where a bin begins among values that ascend."""
    codes = _code_of(ranked)
    return np.flatnonzero(np.diff(codes, prepend=codes[:1] - 1))


def _code_of(values: Numbers) -> Numbers:
    """Give the number of each value's bin: its first binary digits as a double."""
    codes = np.abs(values).astype(np.float64).view(np.int64) >> SPARE_BITS
    return np.where(values < 0, -codes, codes)


def _brackets_of(scored: str, summaries: Sequence[Summary]) -> list[Bracket]:
    """Bracket where the parts end but the last."""
    bins = _joined(summary.bins[scored] for summary in summaries)
    upto = np.cumsum(bins.counts)
    brackets: list[Bracket] = []
    for end in ends_of(int(upto[-1])) if len(upto) else ():
        at = int(np.searchsorted(upto, end))
        place = end - int(upto[at] - bins.counts[at])
        bracket = Bracket(scored, int(bins.lows[at]), int(bins.highs[at]), place)
        count = int(bins.counts[at])
        brackets.append(bracket if count <= FEW else _narrowed(bracket, count, summaries))
    return brackets


def _narrowed(bracket: Bracket, count: int, summaries: Iterable[Summary]) -> Bracket:
    """Bracket a place among `count` buyers by those of them that were shown."""
    shown = _sorted(inside_of(bracket, summary.shown) for summary in summaries)
    share = bracket.place / count
    middle = share * len(shown)
    margin = DEVIATIONS * sqrt(len(shown) * share * (1 - share)) + DEVIATIONS
    first, last = floor(middle - margin), ceil(middle + margin)
    return replace(
        bracket,
        after=shown[first] if first >= 0 else None,
        until=shown[last] if last < len(shown) else None,
    )


def _bounds_in(brackets: Sequence[Bracket], look: Looker) -> list[Bound | None]:
    """Find who stands in the place of each bracket; None where it lies outside."""
    if not brackets:
        return []
    return [
        _bound_in(bracket, looks)
        for bracket, looks in zip(brackets, zip(*look(brackets), strict=True), strict=True)
    ]


def _bound_in(bracket: Bracket, looks: Sequence[Look]) -> Bound | None:
    found = _sorted(one.inside for one in looks)
    place = bracket.place - sum(one.before for one in looks)
    return found[place - 1] if 0 < place <= len(found) else None


def _sorted(each: Iterable[Ranked]) -> list[Bound]:
    pairs = (zip(values.tolist(), customers.tolist(), strict=True) for values, customers in each)
    return sorted(chain.from_iterable(pairs))


def _upto(bound: Bound, values: Numbers, customers: NDArray[Any]) -> NDArray[np.bool_]:
    last, customer = bound
    upto: NDArray[np.bool_] = (values < last) | ((values == last) & (customers <= customer))
    return upto
