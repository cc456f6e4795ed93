from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.errors import PersonaError
from persona.materials import Dimension, Kind
from persona.mix import Mix, rank_by_need, seats_of

mixes = st.integers(0, 100).flatmap(
    lambda expert: st.integers(0, 100 - expert).map(
        lambda living: Mix(expert, living, 100 - expert - living)
    )
)


@pytest.mark.parametrize("shares", [(40, 30, 29), (40, 30, 31), (110, -5, -5)])
def test_a_mix_adds_up_to_a_hundred(shares):
    with pytest.raises(PersonaError, match="add up to 100"):
        Mix(*shares)


def test_ten_posts_are_four_three_and_three():
    assert list(seats_of(Mix(), 10).values()) == [4, 3, 3]


def test_expertise_opens_and_the_most_lacking_follows():
    assert rank_by_need(Mix(), {})[0] is Dimension.EXPERT
    assert rank_by_need(Mix(), {Dimension.EXPERT: 4, Dimension.LIVING: 3})[0] is Dimension.SELLING


@given(mixes, st.integers(0, 60))
def test_seats_are_all_given_and_within_one_of_their_share(mix, total):
    seats = seats_of(mix, total)

    assert sum(seats.values()) == total
    assert all(abs(seats[each] * 100 - mix.percent_of(each) * total) < 100 for each in Dimension)


@given(mixes)
def test_following_the_need_keeps_to_the_mix(mix):
    counts = Counter()
    for _ in range(30):
        counts[rank_by_need(mix, counts)[0]] += 1

    assert all(abs(counts[each] * 100 - mix.percent_of(each) * 30) <= 200 for each in Dimension)


def test_a_dimension_divides_equally_among_its_kinds_unless_told():
    usual, told = Mix(), Mix(parts={Kind.LIMITED_EVENT: 3, Kind.HONOUR: 0})

    assert usual.share_of(Kind.KNOWLEDGE) == pytest.approx(0.2)
    assert usual.share_of(Kind.LEISURE) == pytest.approx(0.1)
    assert told.share_of(Kind.LIMITED_EVENT) == pytest.approx(0.18)
    assert told.share_of(Kind.HONOUR) == 0


def test_parts_are_not_less_than_none():
    with pytest.raises(PersonaError, match="0 parts or more"):
        Mix(parts={Kind.WORK: -1})


@given(mixes)
def test_the_shares_of_the_nine_kinds_are_the_whole(mix):
    assert sum(mix.share_of(kind) for kind in Kind) == pytest.approx(1)
