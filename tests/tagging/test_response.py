import pytest

from tagging.counts import Share
from tagging.errors import GroupError, RuleError
from tagging.measured.amounts import Amounts
from tagging.measured.cuped import Habit
from tagging.measured.questions import Question
from tagging.measured.verdicts import Verdict
from tagging.reasons import Reason
from tagging.response import answer, check_sample_ratio, foresee


def ask(treated, control, **more):
    return Question(arm="券", outcome="bought", treated=treated, control=control, **more)


def given_reasons():
    """Every reason that reading a campaign, or foreseeing one, gives."""
    groups = (
        (Share(1_800, 9_000), Share(100, 1_000)),
        (Share(450, 9_000), Share(100, 1_000)),
        (Share(9_000, 90_000), Share(1_000, 10_000)),
        (Share(190, 1_800), Share(20, 200)),
        (Share(3, 1_800), Share(0, 200)),
    )
    for treated, control in groups:
        yield answer([ask(treated, control)])[0].judged.because
    yield answer([ask(*groups[3], is_open=True)])[0].judged.because
    yield check_sample_ratio({"control": 1, "treated": 99}, {"control": 1, "treated": 1})
    for contacts in (2_000, 40_000):
        yield foresee(0.20, 0.02, 0.1, contacts).because


def test_a_coupon_that_moved_buyers_is_effective_and_says_which_discount_pays():
    [told] = answer([ask(Share(1_800, 9_000), Share(100, 1_000))])

    assert told.judged.verdict is Verdict.EFFECTIVE
    assert told.break_even.value == pytest.approx(0.5)
    assert (told.plain, told.sharper) == (None, 1)


def test_all_that_was_declared_together_is_answered_together():
    likely = ask(Share(130, 1_000), Share(100, 1_000))

    assert answer([likely])[0].judged.verdict is Verdict.EFFECTIVE
    assert {each.judged.verdict for each in answer([likely] * 3)} == {Verdict.TOO_SMALL}


def test_an_open_window_is_too_early():
    likely = ask(Share(130, 1_000), Share(100, 1_000), is_open=True)

    assert answer([likely])[0].judged.verdict is Verdict.TOO_EARLY


def test_a_habit_makes_the_lift_sharper_and_the_plain_one_stays_beside():
    now, before = Amounts(50, 100, 12.0, 100.0), Amounts(50, 100, 10.0, 100.0)
    then = Amounts(90, 100, 30.0, 400.0)
    treated, control = Habit(now, then, 160.0), Habit(before, then, 160.0)

    [told] = answer([ask(treated, control)])

    assert told.plain.lift == told.judged.lift.lift == 2
    assert told.sharper == pytest.approx(1 / (1 - 0.8**2))
    assert told.judged.lift.p < 0.05 < told.plain.p
    assert told.break_even is None


@pytest.mark.parametrize(
    ("treated", "control", "sentence"),
    [
        (Share(1, 9), Share(0, 0), "券: there is no control customer"),
        (Share(1, 9), Amounts(1, 9, 1.0, 1.0), "券: a share cannot be compared with a mean"),
    ],
)
def test_the_arm_that_cannot_be_judged_is_named(treated, control, sentence):
    with pytest.raises(GroupError, match=sentence):
        answer([ask(treated, control)])


def test_groups_that_are_not_as_they_were_dealt_stop_the_reading():
    shares = {"control": 0.1, "treated": 0.9}

    assert check_sample_ratio({"control": 1_000, "treated": 9_000}, shares) is None
    warning = check_sample_ratio({"control": 1_000, "treated": 7_900}, shares)
    assert warning.code is Reason.GROUPS_DIFFER
    assert warning.values == {
        "found": "control 11.2%, treated 88.8%",
        "planned": "control 10.0%, treated 90.0%",
    }


def test_two_thousand_contacts_are_told_to_pool():
    outlook = foresee(0.20, 0.02, 0.1, contacts=2_000)

    assert outlook.because.code is Reason.LIFT_INVISIBLE
    assert (outlook.needed.control, outlook.needed.treated) == (3_615, 32_537)
    assert outlook.smallest == pytest.approx(0.0894, abs=1e-4)


@pytest.mark.parametrize(
    ("contacts", "code"), [(36_152, "lift_visible"), (36_151, "lift_invisible")]
)
def test_a_campaign_is_large_enough_from_the_number_that_it_takes(contacts, code):
    assert foresee(0.20, 0.02, 0.1, contacts).because.code == code


def test_without_contacts_only_the_need_is_told():
    outlook = foresee(0.20, 0.02, 0.5)

    assert (outlook.needed.control, outlook.because, outlook.smallest) == (6_507, None, None)
    with pytest.raises(RuleError, match="control share"):
        foresee(0.20, 0.02, 0)
