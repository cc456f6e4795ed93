"""What was seen of each customer, in arrays, and the questions it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.counts import Share
from tagging.measured.amounts import Amounts, amounts_of
from tagging.measured.cuped import habit_of
from tagging.measured.questions import Question, Sample

CAP = 0.99
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of every customer; `before` is the same of the time before the campaign."""

    name: str
    values: Numbers
    is_share: bool = False
    """Done, 1, or not, 0; anything else is so much per head."""
    window_days: int | None = None
    is_open: bool = False
    before: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Observations:
    """Customers by their place: the group of each, as a place in `groups`, and their outcomes."""

    groups: Sequence[str]
    codes: NDArray[np.int32]
    outcomes: Sequence[Outcome]
    control: str = "control"

    @property
    def arms(self) -> list[str]:
        """Name the groups that got something, as they first stood in the file."""
        return [name for name in self.groups if name != self.control]

    def members(self, group: str) -> Mask:
        """Mark the customers of a group."""
        return np.asarray(self.codes == self.groups.index(group))


def questions_of(
    seen: Observations, among: Mask | None = None, *, campaign: str = "", layer: str = ""
) -> Iterator[Question]:
    """Ask of every arm every outcome, of all customers or of those marked."""
    everybody = np.ones(len(seen.codes), dtype=np.bool_) if among is None else among
    control = seen.members(seen.control) & everybody
    for arm in seen.arms:
        treated = seen.members(arm) & everybody
        if not treated.any():
            continue  # an arm of another campaign
        for outcome in seen.outcomes:
            yield Question(
                arm=arm,
                outcome=outcome.name,
                window_days=outcome.window_days,
                is_open=outcome.is_open,
                treated=sample_of(outcome, treated),
                control=sample_of(outcome, control),
                campaign=campaign,
                layer=layer,
            )


def sample_of(outcome: Outcome, members: Mask) -> Sample:
    """Sum up an outcome over the customers that are marked."""
    values = outcome.values[members]
    if outcome.is_share:
        return Share(int(values.sum()), len(values))
    if outcome.before is None:
        return _amounts(values)
    before = outcome.before[members]
    return habit_of(_amounts(values), _amounts(before), float(values @ before))


def is_done_or_not(values: Numbers) -> bool:
    """Tell whether nothing but 0 and 1 stands there."""
    return bool(((values == 0) | (values == 1)).all())


def capped(values: Numbers, among: Mask) -> Numbers:
    """Cut off what the top hundredth of those who gave anything gave more than the rest.

    One large order decides nothing then. The bound is that of both groups together.
    """
    given = values[among & (values > 0)]
    return np.minimum(values, np.quantile(given, CAP)) if len(given) else values


def _amounts(values: Numbers) -> Amounts:
    return amounts_of(
        count=int((values > 0).sum()),
        of=len(values),
        total=float(values.sum()),
        squares=float(values @ values),
    )
