from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.counts import Share
from tagging.errors import RuleError
from tagging.measured.amounts import Amounts
from tagging.measured.lifts import Measure, compare, compare_means
from tagging.measured.power import customers_needed
from tagging.measured.verdicts import Verdict, judge, spell
from tagging.reasons import Reason
from tests.tagging.measured.test_intervals import GROUPS


def verdict_of(treated, control, **options):
    return judge([compare(treated, control)], **options)[0]


@pytest.mark.parametrize(
    ("treated", "control", "verdict", "reason"),
    [
        (Share(1_800, 9_000), Share(100, 1_000), Verdict.EFFECTIVE, Reason.LIFTED),
        (Share(450, 9_000), Share(100, 1_000), Verdict.HARMFUL, Reason.HARMED),
        (Share(9_000, 90_000), Share(1_000, 10_000), Verdict.NO_DIFFERENCE, Reason.NOT_LIFTED),
        (Share(190, 1_800), Share(20, 200), Verdict.TOO_SMALL, Reason.TOO_FEW_TO_TELL),
        (Share(3, 1_800), Share(0, 200), Verdict.TOO_SMALL, Reason.TOO_FEW_ANSWERS),
    ],
)
def test_a_verdict_says_no_more_than_the_numbers_carry(treated, control, verdict, reason):
    judged = verdict_of(treated, control)

    assert (judged.verdict, judged.because.code) == (verdict, reason)


def test_groups_that_are_too_small_are_told_how_many_it_takes():
    judged = verdict_of(Share(190, 1_800), Share(20, 200))

    assert judged.needed == customers_needed(0.10, 0.02, control_share=0.1)
    assert judged.because.values["goal"] == "12.00%"
    assert judged.because.values["needed_control"] == judged.needed.control


@pytest.mark.parametrize(
    ("worth", "verdict"), [(0.02, "no_difference"), (0.005, "too_small_to_tell")]
)
def test_the_shop_says_which_lift_matters(worth, verdict):
    assert verdict_of(Share(900, 9_000), Share(900, 9_000), worth=worth).verdict == verdict


def test_a_lift_that_matters_is_above_0():
    with pytest.raises(RuleError, match="must be above 0, not 0"):
        judge([], worth=0)
    with pytest.raises(RuleError, match="must be above 0, not nan"):
        judge([], worth=nan)


def test_two_points_are_not_200_per_cent():
    with pytest.raises(RuleError, match="no share rises by 2: two points"):
        verdict_of(Share(900, 9_000), Share(900, 9_000), worth=2)


def test_twenty_questions_are_not_one():
    lucky, nothing = (
        compare(Share(130, 1_000), Share(100, 1_000)),
        compare(Share(100, 1_000), Share(100, 1_000)),
    )

    assert judge([lucky])[0].verdict is Verdict.EFFECTIVE
    assert judge([lucky] + [nothing] * 19)[0].verdict is Verdict.TOO_SMALL
    assert judge([lucky] + [nothing] * 19)[0].p_holm == pytest.approx(20 * lucky.p)


def test_while_a_window_is_open_only_the_interval_for_any_day_counts():
    likely = compare(Share(130, 1_000), Share(100, 1_000))
    sure, harm = (
        compare(Share(300, 1_000), Share(100, 1_000)),
        compare(Share(20, 1_000), Share(100, 1_000)),
    )

    judged = judge([likely, sure, harm], unfinished={0, 1, 2})

    assert [each.verdict for each in judged] == ["too_early_to_tell", "effective", "harmful"]
    assert judged[0].because.code is Reason.WINDOW_OPEN


def test_a_mean_is_judged_like_a_share():
    sure = compare_means(Amounts(500, 1_000, 12.0, 100.0), Amounts(500, 1_000, 10.0, 100.0))
    unsure = compare_means(Amounts(50, 100, 11.0, 100.0), Amounts(50, 100, 10.0, 100.0))
    nothing = compare_means(Amounts(0, 100, 0.0, 0.0), Amounts(0, 100, 0.0, 0.0))

    verdicts = judge([sure, unsure, nothing])

    assert [each.verdict for each in verdicts] == ["effective"] + ["too_small_to_tell"] * 2
    assert verdicts[1].needed.contacts > 200
    assert verdicts[2].because.code is Reason.TOO_FEW_ANSWERS


@given(st.lists(st.tuples(GROUPS, GROUPS), min_size=1, max_size=5))
def test_every_lift_gets_one_verdict_that_its_own_p_carries(groups):
    for judged in judge([compare(treated, control) for treated, control in groups]):
        is_sure = judged.verdict in (Verdict.EFFECTIVE, Verdict.HARMFUL)
        assert is_sure == (judged.p_holm < 0.05)
        assert judged.p_holm >= judged.lift.p


@pytest.mark.parametrize(
    ("rate", "measure", "spelt"),
    [(0.1828, Measure.SHARE, "18.28%"), (1234.5, Measure.MEAN, "1,234.5000")],
)
def test_a_rate_is_written_as_people_read_it(rate, measure, spelt):
    assert spell(rate, measure) == spelt
