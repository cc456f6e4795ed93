"""Columns that only came after the message: to learn from them would be to learn the answer."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from tagging.moved.features import Cells

AFTERWARDS = frozenset(
    {
        *("visit", "visited", "conversion", "converted", "spend", "response", "responded"),
        *("response_att", "outcome", "exposure", "opened", "clicked", "redeemed"),
        *("delivered", "到店", "下单", "成交", "转化", "消费", "响应", "核销", "送达"),
    }
)
"""Names that outcomes of a campaign usually bear."""
HARDLY_CHANCE = log(1e-6)


class Leak(StrEnum):
    """Why a column is kept out."""

    NAMED_SO = "named like an outcome"
    ONLY_WITH_OUTCOME = "is 0 wherever the outcome is 0"
    ALWAYS_WITH_OUTCOME = "is never 0 where the outcome is 1"


def find_leaks(
    columns: Mapping[str, Cells], outcome: NDArray[np.bool_]
) -> Iterator[tuple[str, Leak]]:
    """Find columns that hold the outcome, a part of it, or what it is a part of."""
    for name, cells in columns.items():
        if name.strip().casefold() in AFTERWARDS:
            yield name, Leak.NAMED_SO
        elif (values := cells.numbers) is not None:
            is_set = np.nan_to_num(values) != 0
            if _is_within(is_set, outcome):
                yield name, Leak.ONLY_WITH_OUTCOME
            elif _is_within(outcome, is_set):
                yield name, Leak.ALWAYS_WITH_OUTCOME


def _is_within(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> bool:
    """Tell whether one claim never holds without the other, and hardly by chance."""
    share = float(whole.mean())
    if not 0 < share < 1 or bool((part & ~whole).any()):
        return False
    return float(part.sum()) * log(share) < HARDLY_CHANCE
