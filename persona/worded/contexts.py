"""What a word means where it stands: a tip, a size, a denial; and what some goods may say."""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from persona.errors import PersonaError
from persona.worded.facts import GoodsClass
from persona.worded.hits import WordLevel

WINDOW = 24  # letters of a clause that a pattern reads on each side of a word
_ENDS = re.compile("[\n。！？!?；;]")
_SIDES = ("before", "after", "near", "unless", "text", "answer")


@dataclass(frozen=True, slots=True)
class Context:
    """A place in which words of some kind weigh less, or nothing; None is nothing."""

    name: str
    level: WordLevel | None
    words: frozenset[str]
    categories: frozenset[str]
    classes: frozenset[GoodsClass]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    near: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    text: re.Pattern[str] | None
    answer: re.Pattern[str] | None
    carries: bool
    """Whether the next word in the same breath stands in it too (不能治疗失眠)."""

    def is_about(self, word: str, category: str) -> bool:
        """Say whether it speaks of this word; without words and categories, of every word."""
        if word in self.words or category in self.categories:
            return True
        return not self.words and not self.categories

    def is_around(self, place: "Place") -> bool:
        """Say whether what is farther than the next letters fits."""
        return (
            (self.answer is None or self.answer.match(place.answer) is not None)
            and (self.text is None or place.text.has(self.text))
            and (self.near is None or place.sentence.has(self.near))
            and (self.unless is None or not place.sentence.has(self.unless))
        )


class Stretch:
    """A sentence or a whole text; what was asked of it is remembered."""

    __slots__ = ("_answers", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._answers: dict[int, bool] = {}

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Say whether a pattern of the table stands in it."""
        key = id(pattern)  # a pattern's own hash is dear, and the table outlives the text
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = pattern.search(self.text) is not None
        return answer


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a word, folded: in its clause, behind its sentence, in its text."""

    before: str
    after: str
    answer: str
    sentence: Stretch
    text: Stretch


class Surroundings:
    """A folded text, cut into sentences once; which word stands where is remembered."""

    def __init__(self, plain: str) -> None:
        self.text = Stretch(plain)
        self._ends = [0, *(mark.end() for mark in _ENDS.finditer(plain)), len(plain)]
        self._sentences: dict[tuple[int, int], Stretch] = {}
        self._contexts: dict[tuple[str, Place], Context | None] = {}

    def of(self, start: int, end: int) -> Place:
        """Return what stands around `plain[start:end]`."""
        plain = self.text.text
        at = bisect_right(self._ends, start, hi=len(self._ends) - 1) - 1
        left, right = self._ends[at], self._ends[bisect_left(self._ends, min(end + 1, len(plain)))]
        if (left, right) not in self._sentences:
            self._sentences[left, right] = Stretch(plain[left:right])
        return Place(
            before=plain[max(left, start - WINDOW) : start],
            after=plain[end : min(right, end + WINDOW)],
            answer=plain[right : right + WINDOW],
            sentence=self._sentences[left, right],
            text=self.text,
        )

    def context_of(
        self, word: str, contexts: Iterable[Context], start: int, end: int
    ) -> Context | None:
        """Return the first of a word's contexts that it stands in at `plain[start:end]`."""
        key = word, self.of(start, end)
        if key not in self._contexts:
            self._contexts[key] = _first_that_holds(contexts, key[1])
        return self._contexts[key]


def parse_contexts(text: str) -> tuple[Context, ...]:
    """Read contexts from TOML, in their order; the first that holds decides.

    Raises PersonaError for one that cannot be read.
    """
    try:
        return tuple(_context(each) for each in tomllib.loads(text)["context"])
    except (tomllib.TOMLDecodeError, re.error, KeyError, ValueError) as fault:
        raise PersonaError(f"contexts: {fault}") from None


def _context(row: Mapping[str, Any]) -> Context:
    patterns = {side: re.compile(row[side]) if side in row else None for side in _SIDES}
    if before := row.get("before"):
        patterns["before"] = re.compile(f"(?:{before})$")
    return Context(
        name=row["name"],
        level=WordLevel(row["level"]) if row["level"] != "pass" else None,
        words=_set(row.get("words", "").split()),
        categories=_set(row.get("categories", "").split()),
        classes=frozenset(map(GoodsClass, row.get("classes", "").split() or GoodsClass)),
        carries=row.get("carries", False),
        **patterns,
    )


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words)


def _first_that_holds(contexts: Iterable[Context], place: Place) -> Context | None:
    """Ask the letters next to the word first: they are cheap to read."""
    before, after = place.before, place.after
    for each in contexts:
        if each.after and not each.after.match(after):
            continue
        if each.before and not each.before.search(before):
            continue
        if each.is_around(place):
            return each
    return None
