import pytest

from tagging.errors import GroupError
from tagging.measured.sample_ratio import sample_ratio_p


def test_groups_as_large_as_they_were_dealt_are_likely():
    assert sample_ratio_p({"control": 100, "treated": 900}, {"control": 0.1, "treated": 0.9}) == 1


@pytest.mark.parametrize(
    ("counts", "p"),
    [  # chi-square 3.841, 5.991 and 7.815 with 1, 2 and 3 degrees of freedom: 5 %
        ({"a": 5_098, "b": 4_902}, 0.05),
        ({"a": 1_000 + 54, "b": 1_000 - 54, "c": 1_000}, 0.054),
        ({"a": 2_500 + 99, "b": 2_500 - 99, "c": 2_500, "d": 2_500}, 0.0498),
    ],
)
def test_the_chance_is_that_of_chi_square(counts, p):
    assert sample_ratio_p(counts, dict.fromkeys(counts, 1)) == pytest.approx(p, abs=0.001)


def test_hundreds_of_groups_far_from_their_shares_are_told():
    groups = {f"店{number}": 10_000 * (number % 2) for number in range(400)}

    assert sample_ratio_p(groups, dict.fromkeys(groups, 1)) == 0


def test_a_hundred_customers_lost_from_one_group_are_seen():
    assert sample_ratio_p({"control": 1_000, "treated": 8_600}, {"control": 1, "treated": 9}) < 0.2
    assert (
        sample_ratio_p({"control": 1_000, "treated": 7_900}, {"control": 1, "treated": 9}) < 1e-3
    )


def test_a_group_that_was_not_dealt_is_named():
    with pytest.raises(GroupError, match="no share was planned for the group 礼"):
        sample_ratio_p({"control": 1, "礼": 2}, {"control": 1, "券": 1})


@pytest.mark.parametrize(("counts", "shares"), [({"a": 9}, {"a": 1}), ({}, {"a": 1, "b": 1})])
def test_one_group_or_nobody_has_no_ratio(counts, shares):
    with pytest.raises(GroupError, match="two groups"):
        sample_ratio_p(counts, shares)
