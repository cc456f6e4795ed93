"""What a shop wants to know of a campaign, declared before anything is sent."""

from dataclasses import dataclass

from tagging.counts import Share
from tagging.measured.amounts import Amounts
from tagging.measured.cuped import Habit

Sample = Share | Amounts | Habit
"""What a group did: how many of it, how much per head, or that beside what it did before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Ask whether an arm changed an outcome, within so many days."""

    arm: str
    outcome: str
    treated: Sample
    control: Sample
    window_days: int | None = None
    is_open: bool = False
    """The window is not over yet for all customers."""
    campaign: str = ""
    layer: str = ""
