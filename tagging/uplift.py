"""Order customers by how much a message moves them, not by how likely they buy."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tagging.errors import ModelError
from tagging.moved.class_transformation import teach_class_transformation
from tagging.moved.features import Cells, Encoding, learn_encoding
from tagging.moved.qini import Claims, Numbers
from tagging.moved.shrunk import teach_shrunk
from tagging.moved.trial import Scorer, Teach, Trial, try_out
from tagging.moved.two_models import teach_two_models
from tagging.reasons import Because, Reason

ANSWERS_NEEDED = 30
"""In each group; with fewer a model would learn single customers by heart."""
TRIED_AT_MOST = 100_000
"""So many customers measure Qini closely; more only take longer."""


class Method(StrEnum):
    """The models; the first is the best on average (docs/accuracy.md)."""

    SHRUNK = "shrunk"
    TWO_MODELS = "two_models"
    CLASS_TRANSFORMATION = "class_transformation"


_TEACHERS: Mapping[Method, Teach] = {
    Method.SHRUNK: teach_shrunk,
    Method.TWO_MODELS: teach_two_models,
    Method.CLASS_TRANSFORMATION: teach_class_transformation,
}


@dataclass(frozen=True, slots=True)
class UpliftModel:
    """What was learned: how columns become numbers, and what these say of the uplift."""

    method: Method
    encoding: Encoding
    scorer: Scorer

    def scores(self, columns: Mapping[str, Cells]) -> Numbers:
        """Give each customer's uplift, -1 to 1: chance of an answer with less that without."""
        return self.scorer.scores(self.encoding.encode(columns))


def teach_uplift(
    columns: Mapping[str, Cells],
    treated: Claims,
    outcome: Claims,
    method: Method = Method.SHRUNK,
) -> UpliftModel:
    """Learn the uplift from a campaign whose control group was drawn by lot.

    Raises ModelError where answers are too few or no column tells customers apart.
    """
    encoding = _encoding_of(columns, treated, outcome)
    scorer = _TEACHERS[method](encoding.encode(columns), treated, outcome)
    return UpliftModel(method, encoding, scorer)


def try_uplift(
    columns: Mapping[str, Cells], treated: Claims, outcome: Claims
) -> dict[Method, Trial]:
    """Measure every method on customers it has not learned from. Raises ModelError as above."""
    rows = _encoding_of(columns, treated, outcome).encode(columns)
    some: NDArray[np.intp] = np.linspace(
        0, len(rows) - 1, min(len(rows), TRIED_AT_MOST), dtype=np.intp
    )
    rows, treated, outcome = rows[some], treated[some], outcome[some]
    return {method: try_out(teach, rows, treated, outcome) for method, teach in _TEACHERS.items()}


def because_of(trial: Trial) -> Because:
    """Say whether the order is worth following."""
    values: dict[str, str | int] = {"qini": f"{trial.qini:.3f}", "error": f"{trial.error:.3f}"}
    return Because(Reason.MOVED_UNLIKE if trial.is_order else Reason.MOVED_ALIKE, values)


def _encoding_of(columns: Mapping[str, Cells], treated: Claims, outcome: Claims) -> Encoding:
    counts = [int((outcome & group).sum()) for group in (treated, ~treated)]
    silent = [int((~outcome & group).sum()) for group in (treated, ~treated)]
    if min(*counts, *silent) < ANSWERS_NEEDED:
        raise ModelError(
            f"{counts[0]} of {treated.sum()} treated and {counts[1]} of {(~treated).sum()} "
            f"control customers answered: an uplift model needs {ANSWERS_NEEDED} with and "
            "without an answer in each group"
        )
    encoding = learn_encoding(columns)
    if not encoding.parts:
        raise ModelError("no column tells customers apart, so nobody can be told to be moved more")
    return encoding
