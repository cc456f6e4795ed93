"""A place in a text that somebody should look at, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from persona.reasons import Because, Reason


class WordLevel(StrEnum):
    """How much a hit weighs: stop, ask the author, or only mention it; the strictest first."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


REASONS = {
    WordLevel.BLOCK: Reason.WORD_BLOCKED,
    WordLevel.WARN: Reason.WORD_DOUBTED,
    WordLevel.HINT: Reason.WORD_HINTED,
}


@dataclass(frozen=True, slots=True)
class WordHit:
    """What was found: `start` and `end` are places in the text as it was given."""

    word: str
    """As it stands in the text."""
    category: str
    level: WordLevel
    law: str
    article: str
    start: int
    end: int
    because: Because
    may_be_fine: Because | None = None
    """Under which condition it is lawful; None where there is hardly one."""
    fine_range: str = ""
    """What the law's penalty article threatens; empty where it names no sum."""
    instead: Because | None = None
    """A neutral way to say it; None where it should simply go."""


def strictest(hits: Iterable[WordHit]) -> WordLevel | None:
    """Return the strictest level among hits; None where there is none."""
    levels = {hit.level for hit in hits}
    return next((level for level in WordLevel if level in levels), None)


def weaker(one: WordLevel, other: WordLevel | None) -> WordLevel | None:
    """Return the level that weighs less; None weighs nothing."""
    return other and max(one, other, key=list(WordLevel).index)
