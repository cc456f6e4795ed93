import pytest

from tagging.measured.funnel import Drop, Funnel, Step, funnels_of


def test_a_funnel_shows_after_which_step_most_are_lost():
    funnel = Funnel(
        "直播",
        {Step.REACHED: 1_000, Step.DELIVERED: 900, Step.VISITED: 90, Step.ORDERED: 45},
    )

    assert funnel.worst == Drop(Step.DELIVERED, 810, 900)


def test_a_step_that_nobody_noted_is_passed_over():
    assert Funnel("", {Step.REACHED: 10, Step.ORDERED: 4}).worst == Drop(Step.REACHED, 6, 10)


@pytest.mark.parametrize("ordered", [9, 12])
def test_who_orders_without_a_visit_is_not_lost(ordered):
    funnel = Funnel("门店", {Step.REACHED: 9, Step.VISITED: 9, Step.ORDERED: ordered})

    assert funnel.worst is None


def test_the_largest_source_comes_first():
    funnels = funnels_of({"门店": {Step.REACHED: 3}, "直播": {Step.REACHED: 7}, "": {}})

    assert [each.source for each in funnels] == ["直播", "门店", ""]
