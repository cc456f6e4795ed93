import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import (
    Direction,
    Found,
    Read,
    Share,
    count_concerns,
    direction_of,
    is_returning,
)
from tagging.stances import Stance

SHARES = st.integers(0, 5000).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))
NEW, OLD = False, True  # customers


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (10, 100, 0.0552, 0.1744),  # as worked out in textbooks
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 2, 0.0945, 0.9055),
    ],
)
def test_the_interval_is_wilsons(count, of, low, high):
    bounds = Share(count, of).bounds

    assert bounds == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_there_is_no_rate_and_every_rate_is_possible():
    assert Share(0, 0).rate is None
    assert Share(0, 0).bounds == (0.0, 1.0)


@given(SHARES)
def test_the_interval_holds_the_rate_and_stays_between_nothing_and_all(share):
    low, high = share.bounds

    assert 0 <= low <= (share.rate or low) <= high <= 1


@given(SHARES, st.integers(2, 50))
def test_the_same_rate_of_more_texts_is_surer(share, times):
    if share.of:
        low, high = share.bounds
        more_low, more_high = Share(share.count * times, share.of * times).bounds

        assert more_high - more_low < high - low


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        (Share(90, 1000), Share(30, 1000), Direction.RISING),
        (Share(30, 1000), Share(90, 1000), Direction.FALLING),
        (Share(9, 100), Share(3, 100), Direction.STEADY),  # too few to tell
        (Share(9, 100), Share(0, 0), Direction.STEADY),
    ],
)
def test_a_share_rises_or_falls_only_beyond_chance(now, before, direction):
    assert direction_of(now, before) is direction


@pytest.mark.parametrize(
    ("orders", "is_review", "returns"),
    [(0, False, False), (1, False, True), (1, True, False), (2, True, True)],
)
def test_who_had_paid_before_what_they_write_about_returns(orders, is_review, returns):
    assert is_returning(orders, is_review=is_review) is returns


FOUND = [
    Found("尺码大小", Stance.ASKS, 0, NEW, 3),
    Found("尺码大小", Stance.ASKS, 0, OLD, 1),
    Found("尺码大小", Stance.ASKS, 1, None, 2),
    Found("尺码大小", Stance.ASKS, 2, NEW, 5),
    Found("质量", Stance.COMPLAINS, 1, OLD, 1),
]
READ = [Read(0, NEW, 10), Read(0, OLD, 4), Read(1, None, 6), Read(2, NEW, 20)]


def test_a_period_is_counted_beside_the_one_before_new_and_returning_customers_apart():
    asked, blamed = count_concerns(FOUND, READ, weeks=2)

    assert (asked.concern, asked.stance) == ("尺码大小", Stance.ASKS)
    assert asked.all == Share(6, 20)
    assert (asked.new, asked.returning) == (Share(3, 10), Share(1, 4))
    assert asked.weekly == (Share(2, 6), Share(4, 14))
    assert asked.before == Share(5, 20)
    assert asked.direction is Direction.STEADY
    assert blamed.all == Share(1, 20)


def test_nothing_found_is_nothing_counted():
    assert count_concerns([], READ, weeks=4) == []
