"""Find what a customer's words worry about, clause by clause, and how they speak of it.

Terms are looked for first, in one pass; only a clause that holds one is read any further.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from tagging.cues import Kind
from tagging.lexicon import Lexicon, Term
from tagging.stances import (
    Cues,
    Mark,
    Stance,
    are_joined,
    denied_until,
    mood_of,
    negation_before,
    opinion_near,
    unclipped,
)
from tagging.text import TURNS, Clause, Engine, clause_spans, fold, word_edges

__all__ = ["Finding", "Rule", "Stance", "find_concerns", "find_many"]

BATCH = 256  # texts searched in one pass
LONGEST_EVIDENCE = 30  # characters
MOST_TERMS = 12  # read in one clause
MOST_CLAUSES = 500  # read in one text; what is longer is a pasted document, not a customer's word
_REACH = 6  # findings before a word of contrast that it may turn against
_LONGEST_FINISH = 12  # characters of a clause that finishes the one before


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


_CONFIDENCE = {
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A concern, how the customer speaks of it, and the customer's own words that say so.

    `evidence` is exactly `text[start:end]`; `confidence` is the rule's, 0 to 1.
    """

    concern: str
    stance: Stance
    evidence: str
    start: int
    end: int
    clause: str
    rule: Rule
    confidence: float


class _Place(NamedTuple):
    """A term that stands in a clause, in characters of the clause."""

    term: Term
    start: int
    end: int


class _Polarity(NamedTuple):
    """+1 praise, -1 blame, 0 neither; why, and which characters of the clause say so."""

    value: int
    rule: Rule
    start: int
    end: int


class _Reading(NamedTuple):
    """A clause with its terms and its cues."""

    clause: Clause
    places: Sequence[_Place]
    taken: Sequence[tuple[int, int]]  # characters that are no cue's
    marks: Sequence[Mark]
    mood: Mark | None
    asked: bool
    cues: Cues

    def marks_for(self, concern: str) -> Sequence[Mark]:
        """Give the cues as they speak of one concern."""
        if not self.cues.every:
            return self.marks
        return unclipped(self.clause.text, self.cues.chosen_for(concern), self.taken)


class _Verdict(NamedTuple):
    concern: str
    stance: Stance
    rule: Rule
    start: int
    end: int


_Span = tuple[int, int, int]


def find_concerns(text: str, lexicon: Lexicon, *, engine: Engine = Engine.AUTO) -> list[Finding]:
    """Find each concern of a text and how the customer speaks of it, in the order of the text."""
    return next(find_many([text], lexicon, engine=engine))


def find_many(
    texts: Iterable[str], lexicon: Lexicon, *, engine: Engine = Engine.AUTO
) -> Iterator[list[Finding]]:
    """Find the concerns of many texts, one list a text, holding only a batch at a time."""
    waiting = iter(texts)
    while batch := list(islice(waiting, BATCH)):
        yield from _find_batch(batch, lexicon, engine)


def _find_batch(texts: Sequence[str], lexicon: Lexicon, engine: Engine) -> Iterator[list[Finding]]:
    """Search a whole batch in one pass; no term holds a line end, so none crosses two texts."""
    folded = fold("\n".join(texts))
    spans = lexicon.matcher.spans(folded)
    start = seen = 0
    for text in texts:
        end, first = start + len(text), seen
        while seen < len(spans) and spans[seen][1] < end:
            seen += 1
        if seen == first:
            yield []
        else:
            inside = [(index, at - start, to - start) for index, at, to in spans[first:seen]]
            yield _find_in(text, folded[start:end], inside, lexicon, engine)
        start = end + 1


def _find_in(
    text: str, folded: str, spans: Sequence[_Span], lexicon: Lexicon, engine: Engine
) -> list[Finding]:
    """Read the clauses that hold a term, and those that finish what the one before began."""
    findings: list[Finding] = []
    is_open = False
    seen = read = 0
    for start, end in clause_spans(folded):
        first = seen
        while seen < len(spans) and spans[seen][1] < end:
            seen += 1
        if first == seen and not is_open:
            continue
        if read == MOST_CLAUSES:
            break
        read += 1
        clause = Clause(folded[start:end], start, end)
        reading = _read(
            clause, spans[first:seen], lexicon, engine, asked=folded.startswith("?", end)
        )
        new = [_finding(text, clause, verdict) for verdict in _verdicts(reading, lexicon)]
        if is_open:
            _finish(findings, reading)
        if clause.text.startswith(TURNS):
            findings[-_REACH:] = [old for old in findings[-_REACH:] if not _is_turned(old, new)]
        findings += new
        is_open = bool(new) and new[-1].rule is Rule.NAMED
    return _settled(findings) if any(one.rule is Rule.APPEAL for one in findings) else findings


def _read(
    clause: Clause, spans: Sequence[_Span], lexicon: Lexicon, engine: Engine, *, asked: bool
) -> _Reading:
    places = [
        _Place(term, start - clause.start, end - clause.start)
        for index, start, end in spans[:MOST_TERMS]
        if end <= clause.end
        for term in lexicon.terms_at[index]
    ]
    for place in places:
        if place.term.word_only:
            places = _whole_words(clause.text, places, engine)
            break
    cues = lexicon.cues.read(clause.text)
    taken = [(start, end) for term, start, end in places if not term.appeal]
    marks = unclipped(clause.text, cues.marks, taken)
    return _Reading(clause, places, taken, marks, mood_of(clause.text, marks), asked, cues)


def _whole_words(text: str, places: Sequence[_Place], engine: Engine) -> list[_Place]:
    """Keep ambiguous terms only where the text is cut there.

    An ambiguous opinion beside another concern's noun is said of that noun (味道太大).
    """
    starts, ends = word_edges(text, engine)
    nouns = [place for place in places if place.term.stance is None and not place.term.word_only]
    return [
        place
        for place in places
        if not place.term.word_only
        or (place.start in starts and place.end in ends and not _stands_beside(place, nouns))
    ]


def _stands_beside(place: _Place, nouns: Sequence[_Place]) -> bool:
    concern = place.term.concern
    if place.term.stance is None or place.term.appeal:
        return False
    return any(noun.term.concern != concern and noun.start != place.start for noun in nouns)


def _verdicts(reading: _Reading, lexicon: Lexicon) -> list[_Verdict]:
    """Judge each term of a clause; the best word for a concern and stance speaks for it."""
    best: dict[tuple[str, Stance], _Verdict] = {}
    before: tuple[int, bool] | None = None
    for place in reading.places:
        polarity = _polarity(place, reading, before)
        before = (place.end, polarity.rule is Rule.NEGATED)
        verdict = _judge(place, polarity, reading, lexicon)
        key = (verdict.concern, verdict.stance)
        if key not in best or _CONFIDENCE[verdict.rule] > _CONFIDENCE[best[key].rule]:
            best[key] = verdict
    if len(best) <= 1:
        return list(best.values())
    spoken = {concern for concern, stance in best if stance is not Stance.MENTIONS}
    return [
        verdict
        for verdict in best.values()
        if verdict.stance is not Stance.MENTIONS or verdict.concern not in spoken
    ]


def _polarity(place: _Place, reading: _Reading, before: tuple[int, bool] | None) -> _Polarity:
    """Say whether a term is praised or blamed, with what turns it round."""
    text, term = reading.clause.text, place.term
    if term.stance not in (Stance.PRAISES, Stance.COMPLAINS):
        return _noun_polarity(place, reading)
    value = 1 if term.stance is Stance.PRAISES else -1
    negation = negation_before(text, reading.marks, place.start)
    if negation.turned:
        return _Polarity(-value, Rule.NEGATED, negation.start, place.end)
    if value < 0 and not term.appeal:
        if before is not None and before[1] and are_joined(text, before[0], place.start):
            return _Polarity(1, Rule.NEGATED, place.start, place.end)
        denied = denied_until(text, place.end)
        if denied:
            return _Polarity(1, Rule.NEGATED, place.start, denied)
    return _Polarity(value, Rule.TERM, negation.start, place.end)


def _noun_polarity(place: _Place, reading: _Reading) -> _Polarity:
    text, (term, start, end) = reading.clause.text, place
    near = opinion_near(text, reading.marks_for(term.concern), term.concern, (start, end))
    if near is not None:
        value, first, last = near
        return _Polarity(value, Rule.OPINION, min(first, start), max(last, end))
    if any(mark.kind is Kind.CALM and mark.end <= start for mark in reading.marks):
        return _Polarity(1, Rule.OPINION, start, end)
    negation = negation_before(text, reading.marks, start)
    rule = Rule.ABSENCE if negation.turned else Rule.NAMED
    return _Polarity(0, rule, negation.start, end)


def _judge(place: _Place, polarity: _Polarity, reading: _Reading, lexicon: Lexicon) -> _Verdict:
    """Let the mood of the clause decide first, then what is said of the term."""
    concern = place.term.concern
    stance, rule = _by_mood(place.term, polarity, reading, lexicon)
    start, end = polarity.start, polarity.end
    if rule in (Rule.QUESTION, Rule.DOUBT, Rule.REPROACH) and reading.mood is not None:
        start, end = min(start, reading.mood.start), max(end, reading.mood.end)
    if end - start > LONGEST_EVIDENCE:
        start, end = place.start, place.end
    return _Verdict(concern, stance, rule, start, end)


def _by_mood(
    term: Term, polarity: _Polarity, reading: _Reading, lexicon: Lexicon
) -> tuple[Stance, Rule]:
    value = polarity.value
    if term.appeal:
        return (Stance.COMPLAINS if value < 0 else Stance.MENTIONS), Rule.APPEAL
    asks = (lexicon.question[term.concern], Rule.QUESTION)
    mooded = _in_mood(value, reading, asks) if reading.mood else None
    if mooded is not None:
        return mooded
    if term.stance is Stance.ASKS or (reading.asked and value <= 0):
        return asks
    if value:
        return (Stance.PRAISES if value > 0 else Stance.COMPLAINS), polarity.rule
    if polarity.rule is Rule.ABSENCE:
        return lexicon.absence[term.concern], Rule.ABSENCE
    return Stance.MENTIONS, Rule.NAMED


def _in_mood(
    value: int, reading: _Reading, asks: tuple[Stance, Rule]
) -> tuple[Stance, Rule] | None:
    """Let a clause that does not simply state decide; None: what is said of the term counts."""
    said: tuple[Stance, Rule] | None = None
    match reading.mood.kind if reading.mood else None:
        case Kind.REPROACH:
            said = Stance.COMPLAINS, Rule.REPROACH
        case Kind.PAST:
            said = Stance.MENTIONS, Rule.HOPE
        case Kind.DOUBT:
            said = Stance.DOUBTS, Rule.DOUBT
        case Kind.IF if value < 0:
            said = Stance.DOUBTS, Rule.DOUBT
        case Kind.WHY if value >= 0:
            said = asks
        case Kind.QUESTION if value <= 0 or not _is_exclamation(reading):
            said = asks
    return said


def _is_exclamation(reading: _Reading) -> bool:
    """Say whether 有没有 behind praise only cheers it on (超级划算有没有)."""
    mood, text = reading.mood, reading.clause.text
    return mood is not None and mood.end == len(text) and text.endswith("有没有")


def _finding(text: str, clause: Clause, verdict: _Verdict) -> Finding:
    start, end = clause.start + verdict.start, clause.start + verdict.end
    return Finding(
        verdict.concern,
        verdict.stance,
        text[start:end],
        start,
        end,
        text[clause.start : clause.end],
        verdict.rule,
        _CONFIDENCE[verdict.rule],
    )


def _finish(findings: list[Finding], reading: _Reading) -> None:
    """Give a noun that was only named the opinion of the clause behind it (质量，真的很好)."""
    clause = reading.clause
    if len(clause.text) > _LONGEST_FINISH or reading.mood is not None:
        return
    for at in range(len(findings) - 1, -1, -1):
        finding = findings[at]
        if finding.rule is not Rule.NAMED or clause.start - finding.end > _LONGEST_FINISH:
            break
        marks = reading.marks_for(finding.concern)
        near = opinion_near(clause.text, marks, finding.concern, (0, 0))
        if near is not None:
            stance = Stance.PRAISES if near[0] > 0 else Stance.COMPLAINS
            confidence = _CONFIDENCE[Rule.NEXT_CLAUSE]
            findings[at] = replace(
                finding, stance=stance, rule=Rule.NEXT_CLAUSE, confidence=confidence
            )


def _settled(findings: list[Finding]) -> list[Finding]:
    """Let an appeal blame the concern named last before it, else first behind it, but no praise.

    Where something else is a complaint already, the appeal adds nothing.
    """
    others = [one for one in findings if one.rule is not Rule.APPEAL]
    blames = [one for one in findings if one.stance is Stance.COMPLAINS]
    if not blames or any(one.rule is not Rule.APPEAL for one in blames):
        return others
    appeal, concern = blames[0], ""
    for one in others:
        if one.stance is not Stance.PRAISES and (one.start < appeal.start or not concern):
            concern = one.concern
    settled = replace(appeal, concern=concern or appeal.concern)
    return sorted([*others, settled], key=lambda one: one.start)


def _is_turned(old: Finding, new: Iterable[Finding]) -> bool:
    """Say whether a word of contrast sets a new opinion against an old one (还可以但是掉色)."""
    against = {Stance.PRAISES: Stance.COMPLAINS, Stance.COMPLAINS: Stance.PRAISES}.get(old.stance)
    return any(
        (one.concern, one.stance) == (old.concern, against) and one.rule is not Rule.APPEAL
        for one in new
    )
