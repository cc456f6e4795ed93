import numpy as np
import pytest

from tagging.moved.leaks import Leak, find_leaks
from tests.tagging.moved.campaigns import cells_of

BOUGHT = np.arange(1_000) % 5 == 0


@pytest.mark.parametrize(
    ("name", "values", "leak"),
    [
        ("Visit", np.arange(1_000) % 7, Leak.NAMED_SO),
        ("paid", BOUGHT * 12.5, Leak.ONLY_WITH_OUTCOME),
        ("in_shop", BOUGHT | (np.arange(1_000) % 10 == 1), Leak.ALWAYS_WITH_OUTCOME),
    ],
)
def test_what_came_after_the_message_is_found(name, values, leak):
    cells = cells_of(np.asarray(values, float))

    assert list(find_leaks({name: cells}, BOUGHT)) == [(name, leak)]


@pytest.mark.parametrize(
    "values",
    [
        np.arange(1_000) % 7,  # known before
        np.arange(1_000) == 5,  # one buyer had it: chance
        np.ones(1_000, int),  # everybody has it
        np.zeros(1_000, int),
        ["上海", "杭州"] * 500,
    ],
)
def test_what_was_known_before_is_not(values):
    assert list(find_leaks({"before": cells_of(values)}, BOUGHT)) == []
