import pytest
from hypothesis import given

from tagging.counts import Share
from tagging.measured.break_even import break_even_of
from tests.tagging.measured.test_intervals import GROUPS


@pytest.mark.parametrize(
    ("natural", "stimulated", "natural_part"),
    [  # MineThatData (Hillstrom 2008) by months since the last purchase: conversion, per 10,000
        (91, 162, 56),
        (90, 126, 71),
        (55, 92, 60),
        (34, 90, 38),
        (30, 83, 36),
    ],
)
def test_what_would_have_come_anyway_is_lost_to_a_discount(natural, stimulated, natural_part):
    even = break_even_of(Share(stimulated, 10_000), Share(natural, 10_000))

    assert even.value == pytest.approx(1 - natural_part / 100, abs=0.006)
    assert even.interval.low < even.value < even.interval.high


def test_a_discount_that_moves_nobody_never_pays():
    assert break_even_of(Share(50, 1_000), Share(50, 1_000)).value == 0
    assert break_even_of(Share(40, 1_000), Share(50, 1_000)).value < 0


def test_where_nobody_bought_there_is_nothing_to_divide():
    assert break_even_of(Share(0, 100), Share(5, 100)) is None
    assert break_even_of(Share(5, 100), Share(0, 0)) is None
    assert break_even_of(Share(5, 100), Share(0, 100)).value == 1


@given(GROUPS, GROUPS)
def test_no_discount_pays_more_than_the_margin(stimulated, natural):
    even = break_even_of(stimulated, natural)

    if even:
        assert even.interval.low <= even.value <= even.interval.high <= 1
