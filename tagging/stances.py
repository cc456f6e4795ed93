"""How a clause speaks: does it ask, doubt, blame or praise, and what is negated in it.

The words are in tagging/cues.py; a shop's own words are in its lexicon.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
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
    "产生引起造成导致种些别家之前人给我你"
)
_LONGEST_GAP = 6
_AS_TOLD = re.compile(
    r"[^就却才竟但又]{0,8}(?:[说讲传想用写][中过]?的|[店家次前买卖市]的|那样|那么|那种)(?:会|有)?|[0-9a-z]+"
)
_DENIED = frozenset({"明显", "严重", "大"})  # denied by the 不 before them: 不明显不怎么好
_DEGREES = frozenset({"好", "真"})
_JOINERS = frozenset({"和", "或", "、", "跟", "与", "及", "也", "或者", "以及", "也不", "又"})
_AFTER = re.compile(
    r"(?:问题|现象|情况|的|了)?(?:也|都|基本上?|完全|几乎|是|倒|真的|一点|丝毫|绝对|应该)*"
    r"(?:没有(?!办法|处理|解决|人|客服|用|退|回|给)|没$|无$|不存在|不大$|不明显|不严重|不多$|不太|很少|极少|为零"
    r"|没(?:出现|发现|见|看|遇|感觉|闻)|[看闻]不[到出]|感觉不[到出]|不重$|可?以?忽略|不成问题|消失|散了|散掉"
    r"|(?:不一样|没法比|不能比|两回事|不是一个档次))"
)
_BETTER = re.compile(r"(?:要|都|那种|的)*(?:好|强)(?!不了)")


# Names of an enum cost ten times as much as names of a module, and these are asked for most.
_NEGATION, _CALM, _GOOD, _BAD = Kind.NEGATION, Kind.CALM, Kind.GOOD, Kind.BAD
_SOFT, _OWN, _QUESTION = Kind.SOFT, Kind.OWN, Kind.QUESTION
_new = tuple.__new__


class Mark(NamedTuple):
    """A cue word in a clause; `good` and `bad` name the concerns it praises or blames."""

    kind: Kind
    good: frozenset[str]
    bad: frozenset[str]
    start: int
    end: int

    def polarity_for(self, concern: str) -> int:
        """Say +1 for praise of this concern, -1 for blame, 0 for neither."""
        kind, good, bad, _, _ = self
        if concern in good:
            return 1
        if concern in bad:
            return -1
        return (kind is _GOOD) - (kind is _BAD)


class Cues(NamedTuple):
    """The cue words of a clause, from left to right.

    A word that says something of one concern only (差了 of a price) must not hide the general
    word inside it (差) from the others. So where such a word stands, `again` knows how to read
    the clause for one concern, which chooses its own among all cue words that overlap.
    """

    marks: Sequence[Mark]
    again: "tuple[CueReader, str] | None" = None

    def chosen_for(self, concern: str) -> Sequence[Mark]:
        """Choose the words for one concern: the longest at the leftmost place."""
        if self.again is None:
            return self.marks
        reader, clause = self.again
        return reader.read_for(concern, clause)


class Negation(NamedTuple):
    """Whether a word is turned round, and where the words that turn it stand."""

    turned: bool
    start: int
    end: int


_SILENT = Cues(())
_NO_CONCERN: frozenset[str] = frozenset()


class CueReader:
    """Reads the cue words of a clause; built once a lexicon, with the lexicon's own opinions."""

    __slots__ = ("_entries", "_every", "_general", "_is_silent", "_longest")

    def __init__(
        self, good: Mapping[str, Iterable[str]], bad: Mapping[str, Iterable[str]]
    ) -> None:
        """Take the words that praise or blame each concern when they stand near its noun."""
        kinds = {word: kind for kind, words in CUES.items() for word in words.split()}
        praised = _turn_round(good)
        blamed = _turn_round(bad)
        own = _covering({*kinds, *praised, *blamed}) - set(kinds)
        general = sorted({*kinds, *praised, *blamed} - own)
        words = [*general, *sorted(own)]
        self._general = Matcher(general)
        self._longest = Matcher(words)
        self._every = EveryMatcher(words)
        self._entries = [
            (
                kinds.get(word) or (Kind.OWN if word in own else Kind.IGNORE),
                praised.get(word, _NO_CONCERN),
                blamed.get(word, _NO_CONCERN),
            )
            for word in words
        ]
        self._is_silent = [
            kind is Kind.IGNORE and not good and not bad for kind, good, bad in self._entries
        ]

    def read(self, clause: str) -> Cues:
        """Read the cue words; `marks` are the general ones, which speak to every concern.

        A verb said twice round 不 is a question.
        """
        spans = self._longest.spans(clause)
        if not spans:
            return _SILENT
        first_own = len(self._general.terms)
        for span in spans:
            if span[0] >= first_own:
                return Cues(self._marks(self._general.spans(clause), clause), (self, clause))
        return _new(Cues, (self._marks(spans, clause), None))

    def read_for(self, concern: str, clause: str) -> Sequence[Mark]:
        """Read a clause again with the words that only some concerns know."""
        chosen = []
        reach = 0
        for span in self._every.spans(clause):
            index, start, end = span
            kind, good, bad = self._entries[index]
            if start < reach or (kind is _OWN and concern not in good and concern not in bad):
                continue
            chosen.append(span)
            reach = end
        return self._marks(chosen, clause)

    def _marks(self, spans: Iterable[tuple[int, int, int]], clause: str) -> list[Mark]:
        entries, is_silent = self._entries, self._is_silent
        marks: list[Mark] = []
        for index, start, end in spans:
            if not is_silent[index]:
                kind, good, bad = entries[index]
                mark: Mark = _new(Mark, (kind, good, bad, start, end))
                marks.append(_asked_twice(clause, mark) if kind is _NEGATION else mark)
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


def _turn_round(words: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    concerns_of: dict[str, set[str]] = {}
    for concern, spoken in words.items():
        for word in spoken:
            concerns_of.setdefault(word, set()).add(concern)
    return {word: frozenset(concerns) for word, concerns in concerns_of.items()}


def _asked_twice(clause: str, mark: Mark) -> Mark:
    """Read 掉不掉, 掉色不掉色 and 合不合适 as questions."""
    at = mark.start
    beside = clause[at + 1 : at + 3]
    same = bool(beside) and (
        (at > 0 and clause[at - 1] == beside[0]) or (at > 1 and clause[at - 2 : at] == beside)
    )
    return mark._replace(kind=Kind.QUESTION) if same else mark


_WEIGHT = dict.fromkeys(Kind, 0) | {
    Kind.REPROACH: 6,
    Kind.PAST: 5,
    Kind.DOUBT: 4,
    Kind.PLEA: 4,
    Kind.WHY: 3,
    Kind.IF: 2,
    Kind.QUESTION: 1,
}
_ANY = re.compile("[都也][没不](?![吗么])")
_ASKING_ENDS = ("不", "了没", "了没有")
_CERTAIN = ("应该", "可能", "就是", "算了", "就这样")


def _means_any(clause: str, mark: Mark) -> bool:
    """Say whether 什么 or 怎么 asks nothing: 什么赠品都没有, 怎么洗都不掉色."""
    return clause[mark.start] in "什啥怎谁哪" and _ANY.search(clause, mark.end) is not None


def mood_of(clause: str, marks: Iterable[Mark]) -> Mark | None:
    """Choose the cue that says how the whole clause speaks; None: it simply states.

    吧, 呢, 不 and 了没 ask only as the last word, 吧 and 呢 not after 应该.
    """
    mood: Mark | None = None
    weight = 0
    for mark in marks:
        kind = mark.kind
        if kind is _SOFT:
            is_asking = mark.end == len(clause) and not any(word in clause for word in _CERTAIN)
        elif kind is _NEGATION:
            is_asking = mark.end == len(clause) and clause.endswith(_ASKING_ENDS)
        else:
            if _WEIGHT[kind] > weight and not (kind is _QUESTION and _means_any(clause, mark)):
                mood, weight = mark, _WEIGHT[kind]
            continue
        if is_asking and mood is None:
            mood, weight = mark._replace(kind=Kind.QUESTION), _WEIGHT[Kind.QUESTION]
    return mood


SETS_MOOD, TURNS, JUDGES = 1, 2, 4
"""What marks can do; without it mood_of, negation_before, opinion_near need not be asked."""
_ROLES = (
    dict.fromkeys(Kind, 0)
    | {kind: SETS_MOOD for kind, weight in _WEIGHT.items() if weight}
    | {Kind.SOFT: SETS_MOOD, Kind.NEGATION: SETS_MOOD | TURNS, Kind.CALM: TURNS}
    | {Kind.GOOD: JUDGES, Kind.BAD: JUDGES}
)


def roles_of(marks: Iterable[Mark]) -> int:
    """Sum up the roles of the marks."""
    roles = 0
    for kind, good, bad, _, _ in marks:
        roles |= _ROLES[kind]
        if good or bad:
            roles |= JUDGES
    return roles


def unclipped(
    clause: str, marks: Sequence[Mark], terms: Iterable[tuple[int, int]]
) -> Sequence[Mark]:
    """Leave of the cues what stands outside the terms, given as (start, end)."""
    for start, end in terms:
        kept: list[Mark] = []
        for mark in marks:
            if mark.end <= start or end <= mark.start:
                kept.append(mark)
            elif (front := _clipped(clause, mark, start)) is not None:
                kept.append(front)
        marks = kept
    return marks


def _clipped(clause: str, mark: Mark, start: int) -> Mark | None:
    """Leave of a cue what stands before the term in it; None: nothing that speaks.

    Its front may still be a negation: 没 of 没有, before the term 有洞; 不 of 不好, before 好闻.
    What is asked twice (卡不卡) is asked, also where 不卡 is a term; so is 有没有 before 没有券.
    """
    if _WEIGHT[mark.kind] and (mark.start < start or clause[mark.start] == "不"):
        return mark
    if clause[mark.start : start] not in _NEGATIONS:
        return None
    return Mark(_NEGATION, _NO_CONCERN, _NO_CONCERN, mark.start, start)


def negation_before(clause: str, marks: Sequence[Mark], start: int) -> Negation:
    """Say whether negations turn round the word at `start`; two of them turn it back.

    A negation reaches over filling characters (没有任何…, 一点都不…, 不是很…) and over what others
    told (没有网上说的…).
    """
    turned, reach = False, start
    for kind, _, _, at, end in reversed(marks):
        if end > reach or (kind is not _NEGATION and kind is not _CALM):
            continue
        gap = clause[end:reach]
        if (turned and gap in _DENIED) or not _is_reached_over(gap):
            break
        turned, reach = not turned, at
    return _new(Negation, (turned, reach, start))


def _is_reached_over(gap: str) -> bool:
    """Say whether a negation reaches over these characters; 没见过这么差的 only makes it worse."""
    if gap.startswith(("过这", "过那", "过如此")):
        return False
    if len(gap) <= _LONGEST_GAP and _FILLERS.issuperset(gap):
        return True
    return _AS_TOLD.fullmatch(gap) is not None


def denied_until(clause: str, end: int) -> int:
    """Say where words end that deny the one before them; 0: none do.

    色差基本没有, 掉色不严重; also what is compared with it and is better: 比地摊货强.
    """
    denial = _AFTER.match(clause, end)
    if denial is None and "比" in clause[:end]:
        denial = _BETTER.match(clause, end)
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
