"""How a clause speaks: does it ask, doubt, blame or praise, and what is negated in it.

The words are in tagging/cues.py; a shop's own words are in its lexicon.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from tagging.cues import CUES, Kind
from tagging.text import EveryMatcher, Matcher


class Stance(StrEnum):
    """How a customer speaks of a concern."""

    ASKS = "asks"
    DOUBTS = "doubts"
    COMPLAINS = "complains"
    PRAISES = "praises"
    MENTIONS = "mentions"


_NEGATIONS = frozenset(CUES[Kind.NEGATION].split())
_FILLERS = frozenset(
    "任何什么啥太很特别那么怎一点儿会容易是有出现发感觉得到过再见明显多大还算能让够严重的了都也说想象中这丝毫半"
)
_LONGEST_GAP = 4
_DENIED = frozenset({"明显", "严重", "大"})  # denied by the 不 before them: 不明显不怎么好
_DEGREES = frozenset({"好", "真"})
_JOINERS = frozenset({"和", "或", "、", "跟", "与", "及", "也", "或者", "以及", "也不", "又"})
_AFTER = re.compile(
    r"(?:问题|现象|情况|的|了)?(?:也|都|基本上?|完全|几乎|是|倒|真的|一点|丝毫|绝对|应该)*"
    r"(?:没有(?!办法|处理|解决|人|客服|用|退|回|给)|没$|无$|不存在|不大$|不明显|不严重|不多$|不太|很少|极少|为零)"
)


class Mark(NamedTuple):
    """A cue word in a clause; `good` and `bad` name the concerns it praises or blames."""

    kind: Kind
    good: frozenset[str]
    bad: frozenset[str]
    start: int
    end: int

    def polarity_for(self, concern: str) -> int:
        """Say +1 for praise of this concern, -1 for blame, 0 for neither."""
        if concern in self.good:
            return 1
        if concern in self.bad:
            return -1
        return (self.kind is Kind.GOOD) - (self.kind is Kind.BAD)

    def is_word_for(self, concern: str) -> bool:
        """Say whether the cue means anything where this concern is spoken of."""
        return self.kind is not Kind.OWN or concern in self.good or concern in self.bad


class Cues(NamedTuple):
    """The cue words of a clause, from left to right.

    A word that says something of one concern only (差了 of a price) must not hide the general
    word inside it (差) from the others. So where such a word stands, `every` holds all cue words,
    also those in or across another, and each concern chooses its own.
    """

    marks: Sequence[Mark]
    every: Sequence[Mark] = ()

    def chosen_for(self, concern: str) -> Sequence[Mark]:
        """Choose the words for one concern: the longest at the leftmost place."""
        if not self.every:
            return self.marks
        return _leftmost(mark for mark in self.every if mark.is_word_for(concern))


@dataclass(frozen=True, slots=True)
class Negation:
    """Whether a word is turned round, and where the words that turn it stand."""

    turned: bool
    start: int
    end: int


_SILENT = Cues(())


class CueReader:
    """Reads the cue words of a clause; built once a lexicon, with the lexicon's own opinions."""

    __slots__ = ("_entries", "_every", "_longest", "_own")

    def __init__(
        self, good: Mapping[str, Iterable[str]], bad: Mapping[str, Iterable[str]]
    ) -> None:
        """Take the words that praise or blame each concern when they stand near its noun."""
        kinds = {word: kind for kind, words in CUES.items() for word in words.split()}
        praised = _turn_round(good)
        blamed = _turn_round(bad)
        words = sorted({*kinds, *praised, *blamed})
        nothing: frozenset[str] = frozenset()
        self._longest = Matcher(words)
        self._every = EveryMatcher(words)
        own = dict.fromkeys(_covering(words) - set(kinds), Kind.OWN)
        self._own = frozenset(index for index, word in enumerate(words) if word in own)
        self._entries = [
            (
                kinds.get(word) or own.get(word, Kind.IGNORE),
                praised.get(word, nothing),
                blamed.get(word, nothing),
            )
            for word in words
        ]

    def read(self, clause: str) -> Cues:
        """Read the cue words; `marks` are the general ones, which speak to every concern.

        A verb said twice round 不 is a question.
        """
        spans = self._longest.spans(clause)
        if not spans:
            return _SILENT
        for index, _, _ in spans:
            if index in self._own:
                every = self._marks(clause, self._every.spans(clause))
                return Cues(_leftmost(mark for mark in every if mark.kind is not Kind.OWN), every)
        return Cues(self._marks(clause, spans))

    def _marks(self, clause: str, spans: Iterable[tuple[int, int, int]]) -> list[Mark]:
        entries = self._entries
        marks = []
        for index, start, end in spans:
            kind, good, bad = entries[index]
            mark = Mark(kind, good, bad, start, end)
            marks.append(_asked_twice(clause, mark) if kind is Kind.NEGATION else mark)
        return marks


def _covering(words: Iterable[str]) -> set[str]:
    """Choose the words that may stand over another: one stands in it, or its end begins one."""
    known = set(words)
    openings = {word[:end] for word in known for end in range(1, len(word) + 1)}
    return {
        word
        for word in known
        if any(word[at:] in openings for at in range(1, len(word)))
        or any(word[at:end] in known for at, end in combinations(range(len(word)), 2))
    }


def _leftmost(marks: Iterable[Mark]) -> list[Mark]:
    """Drop the marks that overlap one before them."""
    kept: list[Mark] = []
    reach = 0
    for mark in marks:
        if mark.start >= reach:
            kept.append(mark)
            reach = mark.end
    return kept


def _turn_round(words: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    concerns_of: dict[str, set[str]] = {}
    for concern, spoken in words.items():
        for word in spoken:
            concerns_of.setdefault(word, set()).add(concern)
    return {word: frozenset(concerns) for word, concerns in concerns_of.items()}


def _asked_twice(clause: str, mark: Mark) -> Mark:
    """Read 掉不掉, 掉色不掉色 and 合不合适 as questions."""
    before, after = clause[: mark.start], clause[mark.start + 1 :]
    same = any(before[-n:] == after[:n] for n in (1, 2) if len(before) >= n and len(after) >= n)
    return mark._replace(kind=Kind.QUESTION) if same else mark


_WEIGHT = {
    Kind.REPROACH: 6,
    Kind.PAST: 5,
    Kind.DOUBT: 4,
    Kind.WHY: 3,
    Kind.IF: 2,
    Kind.QUESTION: 1,
}
_ASKING_ENDS = ("不", "了没", "了没有")
_CERTAIN = ("应该", "可能", "就是", "算了", "就这样")


def mood_of(clause: str, marks: Iterable[Mark]) -> Mark | None:
    """Choose the cue that says how the whole clause speaks; None: it simply states.

    吧, 呢, 不 and 了没 ask only as the last word, 吧 and 呢 not after 应该.
    """
    mood: Mark | None = None
    for mark in marks:
        if mark.kind is Kind.SOFT:
            if mark.end < len(clause) or any(word in clause for word in _CERTAIN):
                continue
            ends_in_question = mark._replace(kind=Kind.QUESTION)
            mood = mood or ends_in_question
        elif (
            mark.kind is Kind.NEGATION
            and mark.end == len(clause)
            and clause.endswith(_ASKING_ENDS)
        ):
            mood = mood or mark._replace(kind=Kind.QUESTION)
        elif mark.kind in _WEIGHT and (mood is None or _WEIGHT[mark.kind] > _WEIGHT[mood.kind]):
            mood = mark
    return mood


def unclipped(
    clause: str, marks: Sequence[Mark], terms: Iterable[tuple[int, int]]
) -> Sequence[Mark]:
    """Leave of the cues what stands outside the terms, given as (start, end)."""
    if not marks:
        return marks
    for start, end in terms:
        marks = [kept for mark in marks if (kept := _clipped(clause, mark, start, end))]
    return marks


def _clipped(clause: str, mark: Mark, start: int, end: int) -> Mark | None:
    """Leave of a cue what stands outside a term; None: nothing that speaks.

    The front of a negation may still be one: 没 of 没有, before the term 有洞.
    """
    if mark.end <= start or end <= mark.start:
        return mark
    if mark.kind is Kind.NEGATION and clause[mark.start : start] in _NEGATIONS:
        return mark._replace(end=start)
    return None


def negation_before(clause: str, marks: Sequence[Mark], start: int) -> Negation:
    """Say whether negations turn round the word at `start`; two of them turn it back.

    A negation reaches over at most four filling characters (没有任何…, 一点都不…, 不是很…).
    """
    turned, reach = False, start
    for mark in reversed(marks):
        if mark.end > reach or mark.kind not in (Kind.NEGATION, Kind.CALM):
            continue
        gap = clause[mark.end : reach]
        if len(gap) > _LONGEST_GAP or not _FILLERS.issuperset(gap) or (turned and gap in _DENIED):
            break
        turned, reach = not turned, mark.start
    return Negation(turned, reach, start)


def denied_until(clause: str, end: int) -> int:
    """Say where words end that deny the one before them (色差基本没有, 掉色不严重); 0: none do."""
    denial = _AFTER.match(clause, end)
    return denial.end() if denial else 0


def are_joined(clause: str, end: int, start: int) -> bool:
    """Say whether two words share their negation (没有色差和异味)."""
    return clause[end:start] in _JOINERS


def opinion_near(
    clause: str, marks: Sequence[Mark], concern: str, noun: tuple[int, int]
) -> tuple[int, int, int] | None:
    """Find what is said of a noun: +1 or -1, and from where to where; None where nothing is.

    The next opinion behind the noun counts, else the last one before it. 好 and 真 before another
    opinion only say how much (好慢).
    """
    start, end = noun
    near: Mark | None = None
    for mark in marks:
        if mark.polarity_for(concern) == 0:
            continue
        if near is not None and near.start >= end:
            near = mark if mark.start == near.end else near
            break
        if mark.end <= start or mark.start >= end:
            near = mark
        if mark.start >= end and clause[mark.start : mark.end] not in _DEGREES:
            break
    if near is None:
        return None
    negation = negation_before(clause, marks, near.start)
    polarity = near.polarity_for(concern)
    return (-polarity if negation.turned else polarity), negation.start, near.end
