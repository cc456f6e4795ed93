"""What a campaign did: each arm beside its control group, in one word and with all its numbers.

The natural rate (自然回购率) is the control group's, the stimulated rate (刺激响应率) the arm's;
the lift lies between. Customers count in the group they were assigned to, whatever reached them:
otherwise those who could be reached would be compared with everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tagging.counts import Share
from tagging.errors import GroupError
from tagging.measured.amounts import Amounts
from tagging.measured.break_even import BreakEven, break_even_of
from tagging.measured.cuped import Habit, sharpen
from tagging.measured.lifts import Lift, Measure, compare, compare_means
from tagging.measured.power import POWER, Needed, customers_needed, smallest_lift
from tagging.measured.questions import Question
from tagging.measured.sample_ratio import STOP_BELOW, sample_ratio_p
from tagging.measured.verdicts import Judged, judge, spell
from tagging.reasons import Because, Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said to a question."""

    question: Question
    judged: Judged
    break_even: BreakEven | None = None
    plain: Lift | None = None
    """Where the lift is without what customers did before: the same with it."""
    sharper: float = 1.0
    """Taking that out is worth so many times the customers."""


def answer(questions: Sequence[Question], *, worth: float | None = None) -> list[Answer]:
    """Answer all questions that were declared together, with one chance of error for them all.

    `worth` is the smallest lift that matters, see `judge`. Raises GroupError, with the name of the
    arm, where a group is empty.
    """
    compared = [_compare(each) for each in questions]
    unfinished = {place for place, each in enumerate(questions) if each.is_open}
    judged = judge([each.lift for each in compared], worth=worth, unfinished=unfinished)
    return [
        Answer(question, own, _break_even(question), each.plain, each.sharper)
        for question, own, each in zip(questions, judged, compared, strict=True)
    ]


def check_sample_ratio(counts: Mapping[str, int], shares: Mapping[str, float]) -> Because | None:
    """Say "stop and look" where groups are not as large as they were dealt; None if they are."""
    if sample_ratio_p(counts, shares) >= STOP_BELOW:
        return None
    whole, planned = sum(counts.values()), sum(shares.values())
    found = ", ".join(f"{group} {counts.get(group, 0) / whole:.1%}" for group in shares)
    meant = ", ".join(f"{group} {share / planned:.1%}" for group, share in shares.items())
    return Because(Reason.GROUPS_DIFFER, {"found": found, "planned": meant})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a campaign could show, said before it is sent."""

    needed: Needed
    smallest: float | None
    """The smallest lift that the contacts at hand show; None where not even 100 % would."""
    because: Because | None


def foresee(
    natural: float, lift: float, control_share: float, contacts: int = 0, power: float = POWER
) -> Outlook:
    """Say whether so many contacts can show a lift, and how many could.

    Raises RuleError where rates and shares make no sense.
    """
    needed = customers_needed(natural, lift, control_share=control_share, power=power)
    if not contacts:
        return Outlook(needed, None, None)
    control = round(contacts * control_share)
    smallest = smallest_lift(natural, treated=contacts - control, control=control, power=power)
    is_visible = contacts >= needed.contacts
    values: dict[str, str | int] = {
        "contacts": contacts,
        "natural": spell(natural, Measure.SHARE),
        "goal": spell(natural + lift, Measure.SHARE),
        "needed": needed.contacts,
        "needed_control": needed.control,
    }
    code = Reason.LIFT_VISIBLE if is_visible else Reason.LIFT_INVISIBLE
    return Outlook(needed, smallest, Because(code, values))


class _Compared(NamedTuple):
    lift: Lift
    plain: Lift | None = None
    sharper: float = 1.0


def _compare(question: Question) -> _Compared:
    try:
        match question.treated, question.control:
            case Share() as treated, Share() as control:
                return _Compared(compare(treated, control))
            case Amounts() as treated, Amounts() as control:
                return _Compared(compare_means(treated, control))
            case Habit() as treated, Habit() as control:
                return _compare_habits(treated, control)
    except GroupError as error:
        raise GroupError(f"{question.arm}: {error}") from None
    raise GroupError(f"{question.arm}: a share cannot be compared with a mean")


def _compare_habits(treated: Habit, control: Habit) -> _Compared:
    plain = compare_means(treated.now, control.now)
    sharp = sharpen(treated, control)
    return _Compared(compare_means(sharp.treated, sharp.control), plain, sharp.worth)


def _break_even(question: Question) -> BreakEven | None:
    match question.treated, question.control:
        case Share() as treated, Share() as control:
            return break_even_of(treated, control)
    return None
