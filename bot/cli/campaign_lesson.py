"""What a campaign teaches of uplift: the rows of two groups, and columns known before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cli.campaign_file import Campaign, control_name, group_column
from bot.cli.group_file import NO, YES
from bot.errors import ImportFileError

if TYPE_CHECKING:  # numpy waits until something is learned
    from tagging.counts import Share
    from tagging.moved.qini import Claims

IN_BOTH = "每位客户只能在一组；查清实际在哪一组后只保留一行"


@dataclass(frozen=True, slots=True)
class Lesson:
    """Two groups of a campaign; `rows` marks theirs in the file, the others go along with it."""

    outcome: str
    group: str
    arm: str
    control: str
    rows: "Claims"
    treated: "Claims"
    answered: "Claims"

    @property
    def shares(self) -> tuple["Share", "Share"]:
        """Count who answered, among the treated and in the control group."""
        from tagging.counts import Share

        groups = (self.treated, ~self.treated)
        treated, control = (
            Share(int((self.answered & group).sum()), int(group.sum())) for group in groups
        )
        return treated, control


def lesson_of(past: Campaign, outcome: str, arm: str, control: str) -> Lesson:
    """Take the rows of the arm and of the control group that say whether they answered.

    The others of these groups are refused, as is who stands in both.
    """
    group = group_column(past, arm)
    control = control_name(past, group, arm, control)
    _check(past, [outcome])
    rows = past.rows_of(group, {arm, control})
    rows &= ~_refuse_in_both(past, group, arm, control)
    said_of = past.cells(outcome)
    is_yes, is_no = (
        past.rows_of(outcome, [word for word in said_of.words if word.casefold() in spellings])
        for spellings in (YES, NO - {""})
    )
    for row in (rows & ~is_yes & ~is_no).nonzero()[0].tolist():
        said = said_of.word(row) or "空的"
        past.refusals.add(past.numbers[row], f"{outcome} 是 {said}", "有响应填 1，没有填 0")
    rows &= is_yes | is_no
    treated = past.rows_of(group, {arm})
    return Lesson(outcome, group, arm, control, rows, treated[rows], is_yes[rows])


def choose_columns(
    past: Campaign,
    future: Campaign,
    lesson: Lesson,
    wanted: Sequence[str],
    ignored: Sequence[str],
) -> tuple[list[str], dict[str, str]]:
    """Choose the columns to learn from, and say of the others why not.

    What is `wanted` is taken as it is. Raise ImportFileError where a file lacks a column.
    """
    from tagging.moved.leaks import find_leaks

    taken = {lesson.outcome, lesson.group, *past.roles.values(), ""}
    _check(past, [*wanted, *ignored])
    _check(future, wanted)
    if wanted:
        return [name for name in wanted if name not in taken], {}
    names = [name for name in past.columns if name not in taken]
    left_out = {
        name: f"is not in {future.path.name}" for name in names if name not in future.columns
    }
    if names and len(left_out) == len(names):
        raise ImportFileError(
            f"{future.path.name}: none of the columns to learn from is there: {', '.join(names)}"
        )
    left_out |= {name: "is to be ignored" for name in names if name in ignored}
    cells = {name: past.cells(name).of(lesson.rows) for name in names if name not in left_out}
    left_out |= dict(find_leaks(cells, lesson.answered))
    return [name for name in names if name not in left_out], left_out


def _check(campaign: Campaign, names: Sequence[str]) -> None:
    for name in names:
        if name not in campaign.columns:
            there = ", ".join(filter(None, campaign.columns))
            raise ImportFileError(f"{campaign.path.name}: no column {name!r}; found: {there}")


def _refuse_in_both(past: Campaign, group: str, arm: str, control: str) -> "Claims":
    """Refuse the rows of customers who stand in the arm and in the control group as well."""
    import numpy as np

    if "customer" not in past.roles:
        return np.zeros(len(past.numbers), bool)
    who = past.cells(past.roles["customer"])
    treated, natural = (past.rows_of(group, {name}) for name in (arm, control))
    twice = np.intersect1d(who.places[treated], who.places[natural])
    named = [place for place in twice.tolist() if who.words[place]]
    in_both = np.isin(who.places, named) & (treated | natural)
    for row in in_both.nonzero()[0].tolist():
        past.refusals.add(
            past.numbers[row], f"客户 {who.word(row)} 既在 {arm} 又在 {control}", IN_BOTH
        )
    return in_both
