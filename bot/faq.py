"""The questions that the shop's scripts answer, recognised in other words."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from persona.scripts import Script

if TYPE_CHECKING:  # numpy waits until a script names a question
    from tagging.matching import Match


class Faq:
    """What the scripts say they answer."""

    def __init__(self, scripts: Iterable[Script]) -> None:
        """Make the questions ready to be compared."""
        from tagging.matching import Entry, FaqMatcher

        self._matcher = FaqMatcher(
            Entry(script.key, question) for script in scripts for question in script.asks
        )

    def match(self, text: str) -> "Match":
        """Say which scripts may answer a text, and how surely."""
        return self._matcher.match(text)

    def script_asked_in(self, text: str) -> str:
        """Return the key of the script whose question this surely is; else nothing."""
        match = self.match(text)
        return match.top[0].id if match.decision == "answer" else ""


def open_faq(scripts: Sequence[Script]) -> Faq | None:
    """Gather the questions; None where no script names one."""
    return Faq(scripts) if any(script.asks for script in scripts) else None
