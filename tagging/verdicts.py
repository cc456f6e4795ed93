"""Judge a clause: is a concern asked about, doubted, blamed, praised or only named in it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from tagging.cues import Kind
from tagging.lexicon import Lexicon, Term
from tagging.stances import (
    JUDGES,
    SETS_MOOD,
    TURNS,
    Cues,
    Mark,
    Stance,
    are_joined,
    denied_until,
    mood_of,
    negation_before,
    opinion_near,
    roles_of,
    unclipped,
)

LONGEST_EVIDENCE = 30  # characters


class Rule(StrEnum):
    """Why a finding has its stance."""

    TERM = "term"  # the term itself blames, praises or asks
    NEGATED = "negated"  # … and is turned round
    OPINION = "opinion"  # an opinion stands beside the noun
    NEXT_CLAUSE = "next_clause"  # … or in the clause that finishes this one
    ABSENCE = "absence"  # the noun is said to be missing
    QUESTION = "question"
    DOUBT = "doubt"
    REPROACH = "reproach"  # a question that blames
    APPEAL = "appeal"  # the customer goes to those above us
    HOPE = "hope"  # hoped for, once feared, or not tried yet
    NAMED = "named"  # named, and nothing said of it
    MODEL = "model"  # learned from what people confirmed


CONFIDENCE = {
    Rule.TERM: 0.85,
    Rule.NEGATED: 0.8,
    Rule.OPINION: 0.75,
    Rule.NEXT_CLAUSE: 0.55,
    Rule.ABSENCE: 0.6,
    Rule.QUESTION: 0.8,
    Rule.DOUBT: 0.75,
    Rule.REPROACH: 0.7,
    Rule.APPEAL: 0.7,
    Rule.HOPE: 0.3,
    Rule.NAMED: 0.3,
}
"""How sure each rule of the words is, 0 to 1."""

# Names of an enum cost ten times as much as names of a module, and these are asked for most.
_ASKS, _PRAISES, _COMPLAINS = Stance.ASKS, Stance.PRAISES, Stance.COMPLAINS
_MENTIONS, _DOUBTS = Stance.MENTIONS, Stance.DOUBTS
_TERM, _NEGATED, _OPINION, _NAMED = Rule.TERM, Rule.NEGATED, Rule.OPINION, Rule.NAMED
_ABSENCE, _QUESTION = Rule.ABSENCE, Rule.QUESTION
_CALM = Kind.CALM
_new = tuple.__new__
_MOODED = frozenset({Rule.QUESTION, Rule.DOUBT, Rule.REPROACH})

Place = tuple[Term, int, int]
"""A term and where it stands, in characters of its clause."""
Verdict = tuple[str, Stance, Rule, int, int]
"""A concern, its stance, why, and which characters of the clause say so."""
_Polarity = tuple[int, Rule, int, int]
"""+1 praise, -1 blame, 0 neither; why, and which characters of the clause say so."""


class Reading(NamedTuple):
    """A clause with its terms and its cues."""

    text: str
    taken: Sequence[tuple[int, int]]  # characters that are no cue's
    marks: Sequence[Mark]
    mood: Mark | None
    asked: bool
    cues: Cues
    lexicon: Lexicon
    roles: int

    def marks_for(self, concern: str) -> Sequence[Mark]:
        """Give the cues as they speak of one concern."""
        if self.cues.again is None:
            return self.marks
        return unclipped(self.text, self.cues.chosen_for(concern), self.taken)


def read(text: str, places: Sequence[Place], lexicon: Lexicon, *, asked: bool) -> Reading:
    """Read the cues of a folded clause outside its terms; `asked`: a question mark ends it."""
    cues = lexicon.cues.read(text)
    marks = cues.marks
    if not marks and cues.again is None:
        return _new(Reading, (text, (), (), None, asked, cues, lexicon, 0))
    taken = [(start, end) for term, start, end in places if not term.appeal]
    marks = unclipped(text, marks, taken)
    roles = roles_of(marks)
    mood = mood_of(text, marks) if roles & SETS_MOOD else None
    if cues.again is not None:
        roles |= JUDGES
    return _new(Reading, (text, taken, marks, mood, asked, cues, lexicon, roles))


def judge(places: Sequence[Place], reading: Reading) -> Sequence[Verdict]:
    """Judge each term of a clause; the best word for a concern and stance speaks for it.

    What is asked of a concern is not praised in the same clause (配什么裤子好看).
    """
    if len(places) == 1:
        (place,) = places
        verdict = _judge(place, _polarity(place, reading, None), reading)
        is_silent = verdict[1] is _MENTIONS and place[0].passing
        return () if is_silent else (verdict,)
    before: tuple[int, bool] | None = None
    best: dict[tuple[str, Stance], Verdict] = {}
    for place in places:
        polarity = _polarity(place, reading, before)
        before = (place[2], polarity[1] is _NEGATED)
        verdict = _judge(place, polarity, reading)
        concern, stance, rule, _, _ = verdict
        if stance is _MENTIONS and place[0].passing:
            continue
        key = (concern, stance)
        if key not in best or CONFIDENCE[rule] > CONFIDENCE[best[key][2]]:
            best[key] = verdict
    if len(best) <= 1:
        return list(best.values())
    spoken = {concern for concern, stance in best if stance is not _MENTIONS}
    asked = {concern for concern, stance in best if stance is _ASKS}
    return [
        verdict
        for verdict in best.values()
        if (verdict[1] is not _MENTIONS or verdict[0] not in spoken)
        and (verdict[1] is not _PRAISES or verdict[0] not in asked)
    ]


def _polarity(place: Place, reading: Reading, before: tuple[int, bool] | None) -> _Polarity:
    """Say whether a term is praised or blamed, with what turns it round."""
    term, start, end = place
    stance = term.stance
    if stance is _PRAISES:
        value = 1
    elif stance is _COMPLAINS:
        value = -1
    else:
        return _noun_polarity(place, reading)
    text, first = reading.text, start
    if reading.roles & TURNS:
        turned, first, _ = negation_before(text, reading.marks, start)
        if turned:
            return -value, _NEGATED, first, end
    if value < 0 and not term.appeal:
        if before is not None and before[1] and are_joined(text, before[0], start):
            return 1, _NEGATED, start, end
        denied = denied_until(text, end)
        if denied:
            return 1, _NEGATED, start, denied
    return value, _TERM, first, end


def _noun_polarity(place: Place, reading: Reading) -> _Polarity:
    term, start, end = place
    text, marks, roles = reading.text, reading.marks, reading.roles
    if roles & JUDGES:
        near = opinion_near(text, reading.marks_for(term.concern), term.concern, (start, end))
        if near is not None:
            value, first, last = near
            return value, _OPINION, min(first, start), max(last, end)
    if not roles & TURNS:
        return 0, _NAMED, start, end
    for mark in marks:
        if mark.kind is _CALM and mark.end <= start:
            return 1, _OPINION, start, end
    turned, first, _ = negation_before(text, marks, start)
    return 0, _ABSENCE if turned else _NAMED, first, end


def _judge(place: Place, polarity: _Polarity, reading: Reading) -> Verdict:
    """Let the mood of the clause decide first, then what is said of the term."""
    term = place[0]
    mood = reading.mood
    _, _, start, end = polarity
    stance, rule = _by_mood(term, polarity, reading)
    if mood is not None and rule in _MOODED:
        start, end = min(start, mood.start), max(end, mood.end)
    if end - start > LONGEST_EVIDENCE:
        _, start, end = place
    return term.concern, stance, rule, start, end


def _by_mood(term: Term, polarity: _Polarity, reading: Reading) -> tuple[Stance, Rule]:
    value, rule, _, _ = polarity
    if term.appeal:
        return (_COMPLAINS if value < 0 else _MENTIONS), Rule.APPEAL
    mooded = _in_mood(value, term, reading, reading.mood) if reading.mood else None
    if mooded is not None:
        return mooded
    if term.stance is _ASKS or (reading.asked and value <= 0):
        return reading.lexicon.question[term.concern], _QUESTION
    if value:
        return (_PRAISES if value > 0 else _COMPLAINS), rule
    if rule is _ABSENCE:
        return reading.lexicon.absence[term.concern], _ABSENCE
    return _MENTIONS, _NAMED


def _in_mood(value: int, term: Term, reading: Reading, mood: Mark) -> tuple[Stance, Rule] | None:
    """Let a clause that does not simply state decide; None: what is said of the term counts."""
    asks = (reading.lexicon.question[term.concern], _QUESTION)
    said: tuple[Stance, Rule] | None = None
    match mood.kind:
        case Kind.QUESTION if value <= 0 or not _is_exclamation(reading, mood):
            said = asks if not value or asks[0] is not _MENTIONS else None
        case Kind.REPROACH:
            said = _COMPLAINS, Rule.REPROACH
        case Kind.PAST:
            said = _MENTIONS, Rule.HOPE
        case Kind.DOUBT:
            said = _DOUBTS, Rule.DOUBT
        case Kind.PLEA:
            said = asks
        case Kind.IF if value < 0:
            said = _DOUBTS, Rule.DOUBT
        case Kind.WHY if value >= 0:
            said = asks
    return said


def _is_exclamation(reading: Reading, mood: Mark) -> bool:
    """Say whether 有没有 or 呢 behind praise only cheers it on (超级划算有没有)."""
    return mood.end == len(reading.text) and reading.text.endswith(("有没有", "呢"))
