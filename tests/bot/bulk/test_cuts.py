import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bulk import cuts
from bot.bulk.cuts import SCORED, Look, Summary, bins_of, find_cuts, inside_of
from tagging.scores import CutPoints, ends_of

VALUES = st.sampled_from([-7, 0, 1, 2, 3]) | st.integers(-5_000, 5_000_000)
BUYERS = st.dictionaries(
    st.text("abé😀", min_size=1, max_size=4), st.tuples(VALUES, VALUES, VALUES), max_size=40
)


def dealt_out(buyers, buckets):
    """Deal buyers out to buckets, as arrays of customers and of what they are scored by."""
    dealt = [sorted(buyers)[number::buckets] for number in range(buckets)]
    return [
        {"customer": np.array(names, dtype=object)}
        | {
            scored: np.array([buyers[name][place] for name in names], dtype=np.int64)
            for place, scored in enumerate(SCORED)
        }
        for names in dealt
    ]


def summed_up(bucket, every):
    shown = {name: column[::every] for name, column in bucket.items()}
    return Summary(0, 0, {scored: bins_of(bucket[scored]) for scored in SCORED}, shown)


def look_of(bucket, bracket):
    pairs = zip(bucket[bracket.scored].tolist(), bucket["customer"], strict=True)
    before = [
        pair
        for pair in pairs
        if bracket.after and bracket.low <= pair[0] and pair <= bracket.after
    ]
    return Look(len(before), inside_of(bracket, bucket))


def found_in(buckets, every):
    def look(brackets):
        return [[look_of(bucket, bracket) for bracket in brackets] for bucket in buckets]

    return find_cuts([summed_up(bucket, every) for bucket in buckets], look)


def sorted_out(buyers):
    """Find the cut points by sorting everybody."""
    ranked = {
        scored: sorted((values[place], name) for name, values in buyers.items())
        for place, scored in enumerate(SCORED)
    }
    ends = ends_of(len(buyers)) if buyers else ()
    return CutPoints(**{name: tuple(row[end - 1] for end in ends) for name, row in ranked.items()})


@given(BUYERS, st.integers(1, 4), st.integers(1, 3), st.sampled_from([0, 3, 4_096]))
def test_the_cut_points_are_those_of_sorting_everybody(buyers, buckets, every, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuts, "FEW", few)
        patch.setattr(cuts, "DEVIATIONS", 0.1)

        assert found_in(dealt_out(buyers, buckets), every) == sorted_out(buyers)


def test_of_many_who_tie_only_those_near_the_cut_are_fetched():
    buyers = {f"c{number:05}": (0, 1, 500) for number in range(60_000)}
    buckets = dealt_out(buyers, 3)
    fetched = []

    def look(brackets):
        looks = [[look_of(bucket, bracket) for bracket in brackets] for bucket in buckets]
        fetched.extend(len(one.inside[0]) for own in looks for one in own)
        return looks

    found = find_cuts([summed_up(bucket, 64) for bucket in buckets], look)

    assert found == sorted_out(buyers)
    assert sum(fetched) < 12 * 0.3 * 60_000


@given(st.lists(st.integers(-(2**40), 2**40), min_size=1))
def test_bins_keep_the_sequence_and_lose_nobody(values):
    bins = bins_of(np.array(values, dtype=np.int64))

    assert bins.counts.sum() == len(values)
    assert (bins.lows <= bins.highs).all()
    assert (bins.highs[:-1] < bins.lows[1:]).all()
    assert (bins.lows[0], bins.highs[-1]) == (min(values), max(values))


def test_small_numbers_have_a_bin_each():
    bins = bins_of(np.arange(-4_000, 4_000))

    assert (bins.lows == bins.highs).all()
    assert (bins.counts == 1).all()
