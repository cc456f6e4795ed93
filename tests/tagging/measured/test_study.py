from dataclasses import replace

import numpy as np
import pytest

from tagging.errors import GroupError
from tagging.measured.funnel import Step
from tagging.measured.lifts import Measure
from tagging.measured.observations import Observations, Outcome
from tagging.measured.study import Study, Words, pool_campaigns


def words(cells):
    names = list(dict.fromkeys(cells))
    return Words(np.array([names.index(cell) for cell in cells], np.int32), names)


def study(groups, outcomes, claims=None, **columns):
    codes = words(groups)
    names = codes.names if "control" in codes.names else [*codes.names, "control"]
    seen = Observations(names, codes.codes, outcomes)
    return Study(seen, {name: words(cells) for name, cells in columns.items()}, claims or {})


def bought(*values, window_days=None):
    return Outcome("bought", np.array(values, dtype=float), is_share=True, window_days=window_days)


def test_each_campaign_is_answered_by_its_own_control_group():
    both = study(
        ["券", "control"] * 4,
        [bought(1, 0, 1, 0, 0, 1, 0, 1)],
        campaign=["春"] * 4 + ["夏"] * 4,
    )

    spring, summer = both.answers()

    assert [spring.question.campaign, summer.question.campaign] == ["春", "夏"]
    assert (spring.judged.lift.lift, summer.judged.lift.lift) == (1, -1)
    [(question, pooled)] = pool_campaigns([spring, summer])
    assert (question.arm, pooled.campaigns, pooled.lift) == ("券", 2, 0)


def test_campaigns_are_pooled_when_their_window_is_over():
    rows = ["券", "control"] * 4, ["春"] * 4 + ["夏"] * 4
    ended = bought(1, 0, 1, 0, 0, 1, 0, 1, window_days=30)
    answers = [
        study(rows[0], [replace(ended, is_open=is_open)], campaign=rows[1]).answers()
        for is_open in (False, True)
    ]

    assert [len(pool_campaigns(own)) for own in answers] == [1, 0]


def test_windows_and_arms_of_an_outcome_share_one_chance_of_error_and_outcomes_do_not():
    chance = np.random.default_rng(1)
    groups = chance.choice(["券", "礼", "control"], 900).tolist()
    treated = np.array([group == "券" for group in groups])
    outcomes = [
        bought(*(chance.random(900) < 0.1 + 0.1 * treated), window_days=days) for days in (7, 30)
    ]
    spend = Outcome("spend", chance.gamma(1, 9, 900), window_days=7)

    answers = study(groups, [*outcomes, spend]).answers()

    own = [each for each in answers if each.question.outcome == "bought"]
    least = min(own, key=lambda each: each.judged.lift.p).judged
    assert least.p_holm == pytest.approx(4 * least.lift.p)
    other = [each.judged for each in answers if each.question.outcome == "spend"]
    assert min(each.p_holm for each in other) == pytest.approx(2 * min(e.lift.p for e in other))


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (
            ["券", "礼"],
            "campaign 春: no customer is in the control group 'control'.*found: 券, 礼",
        ),
        (["control", "control"], "campaign 春: everybody is in the control group"),
    ],
)
def test_a_campaign_without_one_of_its_groups_is_told(groups, sentence):
    with pytest.raises(GroupError, match=sentence):
        study(groups, [bought(1, 0)], campaign=["春", "春"]).answers()


def test_layers_are_answered_in_their_sequence_where_they_have_both_groups():
    own = study(
        ["券", "control", "券", "control", "券"],
        [bought(1, 0, 0, 1, 1), Outcome("spend", np.arange(5.0))],
        layer=["10", "10", "2", "2", "11"],
    )

    answers = own.by_layer()

    assert [each.question.layer for each in answers] == ["2", "10"]
    assert {each.judged.lift.measure for each in answers} == {Measure.SHARE}


def test_all_arms_of_a_layer_are_taken_together_first():
    own = study(["券", "礼", "control"], [bought(1, 0, 0)], layer=["due"] * 3)

    answers = own.by_layer()

    assert [(each.question.arm, each.judged.lift.treated) for each in answers] == [
        ("", 2),
        ("券", 1),
        ("礼", 1),
    ]


def test_without_layers_there_is_nothing_to_say_of_them():
    assert study(["券", "control"], [bought(1, 0)]).by_layer() == []


def test_customers_count_as_assigned_and_the_delivered_are_told_beside():
    delivered = {Step.DELIVERED: np.array([1, 0, 0], np.int8)}
    own = study(["券", "券", "control"], [bought(1, 1, 0)], delivered)

    [answer] = own.answers()

    assert answer.judged.lift.treated == 2
    assert own.delivered(answer.question) == 1
    assert study(["券", "control"], [bought(1, 0)]).delivered(answer.question) is None


def test_a_funnel_follows_the_treated_of_every_source():
    claims = {Step.DELIVERED: np.array([1, 1, 0, 0], np.int8)}
    own = study(["券"] * 3 + ["control"], [bought(1, 0, 0, 1)], claims, source=list("甲甲乙乙"))

    first, second = own.funnels()

    assert (first.source, first.customers) == (
        "甲",
        {Step.REACHED: 2, Step.DELIVERED: 2, Step.ORDERED: 1},
    )
    assert second.customers == {Step.REACHED: 1, Step.DELIVERED: 0, Step.ORDERED: 0}
    assert study(["券", "control"], [bought(1, 0)]).funnels() == []


def test_responders_are_described_beside_the_others_and_the_control_group():
    own = study(["券"] * 2 + ["control"], [bought(1, 0, 1)], city=["上海", "杭州", "上海"])

    [profile] = own.profiles(["city"])

    assert {group: shares["上海"].rate for group, shares in profile.shares.items()} == {
        "responders": 1,
        "non_responders": 0,
        "control": 1,
    }


def test_groups_are_counted_among_those_who_are_marked():
    own = study(["券", "券", "control"], [bought(1, 0, 1)])

    assert own.sizes(np.array([True, False, True])) == {"券": 1, "control": 1}
