import json

import numpy as np

from bot.cli.response_report import (
    answer_of,
    basket_of,
    funnel_of,
    profile_of,
    report_of,
)
from tagging.counts import Share
from tagging.measured.amounts import Amounts
from tagging.measured.baskets import ProductShare
from tagging.measured.funnel import Funnel, Step
from tagging.measured.observations import Observations, Outcome
from tagging.measured.profiles import Profile
from tagging.measured.questions import Question
from tagging.measured.study import Study, Words
from tagging.response import answer


def test_an_answer_has_the_keys_of_the_contract_and_is_json():
    question = Question(arm="券", outcome="bought", treated=Share(60, 200), control=Share(20, 200))

    told = answer_of(answer([question])[0], delivered=180)

    assert set(told) >= {
        *("arm", "outcome", "window", "treated", "treated_yes", "control", "control_yes"),
        *("stimulated_rate", "natural_rate", "lift", "interval", "p", "p_holm", "verdict"),
    }
    assert (told["delivered"], told["because"][:2]) == (180, "有效")
    assert json.loads(json.dumps(told))["interval_any_day"][0] < told["interval"][0]


def test_what_is_endless_or_unknown_is_null():
    one = Amounts(1, 1, 9.0, 0.0)
    question = Question(arm="", outcome="spend", treated=one, control=one)

    told = answer_of(answer([question])[0])

    assert (told["arm"], told["layer"], told["break_even"]) == (None, None, None)
    assert told["interval"] == told["interval_any_day"] == [None, None]


def test_counts_stay_counts_in_baskets_profiles_and_funnels():
    [milk] = basket_of([ProductShare("奶粉", Share(2, 9), Share(0, 7))])
    city = profile_of(Profile("city", None, {"responders": {"上海": Share(3, 4)}}))
    age = profile_of(Profile("age", {"responders": {0.5: 30.0}}, None))
    way = funnel_of(Funnel("", {Step.REACHED: 9, Step.ORDERED: 2}))

    assert milk == {
        "product": "奶粉",
        "responders": {"count": 2, "of": 9},
        "others": {"count": 0, "of": 7},
        "ratio": None,
    }
    assert city["shares"] == {"responders": {"上海": {"count": 3, "of": 4}}}
    assert age["quantiles"] == {"responders": {0.5: 30.0}}
    assert (way["source"], way["delivered"], way["worst_lost"]) == (None, None, 7)


def test_a_report_asks_a_study_everything():
    outcome = Outcome("bought", np.array([1.0, 0, 1, 0]), is_share=True)
    seen = Observations(["券", "control"], np.array([0, 0, 1, 1], np.int32), [outcome])

    report = report_of(Study(seen), [], worth=None, shares={"control": 1, "券": 1})

    assert [each.question.arm for each in report.answers] == ["券"]
    assert (report.delivered, report.layers, report.pooled, report.funnels) == ([None], [], [], [])
    assert report.ratios[0].warning is None


def test_the_groups_of_each_campaign_are_checked_by_what_was_dealt_in_it():
    outcome = Outcome("bought", np.zeros(80), is_share=True)
    groups = np.array([0, 1] * 20 + [2, 2, 2, 1] * 10, np.int32)
    seen = Observations(["券", "control", "礼"], groups, [outcome])
    study = Study(seen, {"campaign": Words(np.repeat([0, 1], 40).astype(np.int32), ["春", "夏"])})

    report = report_of(study, [], worth=None, shares={"control": 1, "券": 1, "礼": 97})

    assert [each.warning is None for each in report.ratios] == [True, False]
