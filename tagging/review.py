"""What a person's decision about a finding means: for the finding, the tag, and the words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tagging.changes import IGNORE, LexiconChange
from tagging.concerns import find_concerns
from tagging.errors import ReviewError
from tagging.lexicon import Lexicon, Term
from tagging.stances import Stance
from tagging.tags import TagState
from tagging.text import fold

LONGEST_EVIDENCE = 60  # characters a person may mark
SERIOUSNESS: Mapping[Stance, int] = {
    Stance.COMPLAINS: 20,
    Stance.DOUBTS: 15,
    Stance.ASKS: 10,
    Stance.PRAISES: 1,
    Stance.MENTIONS: 0,
}
"""How much a wrong finding costs: a missed complaint loses a customer, praise makes no tag."""
_LIST_FOR = {
    Stance.COMPLAINS: "complains",
    Stance.PRAISES: "praises",
    Stance.ASKS: "asks",
    Stance.MENTIONS: "nouns",
}  # doubt is never one word's: the clause around it doubts


class FindingState(StrEnum):
    """What a person has said of a finding."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class DecisionKind(StrEnum):
    """What a person does with a finding."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    REJECT = "reject"
    UNDO = "undo"


class Opinion(StrEnum):
    """What one finding says of a tag now."""

    OPEN = "open"
    AGREED = "agreed"  # confirmed, or corrected into this concern and stance
    DENIED = "denied"  # rejected, or corrected into another


@dataclass(frozen=True, slots=True)
class Claim:
    """What is held of some words of a text; `evidence` is exactly `text[start:end]`."""

    concern: str
    stance: Stance
    start: int
    end: int
    evidence: str
    state: FindingState = FindingState.OPEN


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says instead; what is None stays."""

    concern: str | None = None
    stance: Stance | None = None
    start: int | None = None
    end: int | None = None


def priority_of(stance: Stance, confidences: Iterable[float]) -> float:
    """Weigh open findings that one look settles: the same concern, stance and words.

    1 - confidence is the chance that a finding is wrong, so their sum is how many of them a look
    is expected to put right; it counts by how serious the stance is.
    """
    return SERIOUSNESS[stance] * sum(1 - confidence for confidence in confidences)


def confirmed(claim: Claim) -> Claim:
    """Agree with a finding."""
    return replace(claim, state=FindingState.CONFIRMED)


def rejected(claim: Claim) -> Claim:
    """Say that the words do not speak of it."""
    return replace(claim, state=FindingState.REJECTED)


def corrected(claim: Claim, correction: Correction, text: str) -> Claim:
    """Say what the words speak of instead. Raise ReviewError where that is nothing new or no span.

    `text` is the whole text in which the finding stands.
    """
    start = claim.start if correction.start is None else correction.start
    end = claim.end if correction.end is None else correction.end
    if not 0 <= start < end <= len(text) or end - start > LONGEST_EVIDENCE:
        raise ReviewError(
            f"span {start}:{end} is not 1 to {LONGEST_EVIDENCE} characters of the text"
        )
    concern = claim.concern if correction.concern is None else correction.concern
    stance = correction.stance or claim.stance
    after = Claim(concern, stance, start, end, text[start:end], FindingState.CORRECTED)
    if replace(after, state=claim.state) == claim:
        raise ReviewError("a correction must change the concern, the stance or the span")
    return after


def opinion_of(claim: Claim, concern: str, stance: Stance) -> Opinion:
    """Say what a finding says of this tag, which it is of or (before it was corrected) was of."""
    is_moved = (claim.concern, claim.stance) != (concern, stance)
    if is_moved or claim.state is FindingState.REJECTED:
        return Opinion.DENIED
    return Opinion.OPEN if claim.state is FindingState.OPEN else Opinion.AGREED


def tag_state_of(opinions: Iterable[Opinion]) -> TagState | None:
    """Let people's words on any of its findings decide a tag, a yes before a no; None: no finding.

    It rests on nothing but how the findings stand now, so an undone decision leaves no trace.
    """
    said = set(opinions)
    for opinion, state in (
        (Opinion.AGREED, TagState.CONFIRMED),
        (Opinion.DENIED, TagState.REJECTED),
        (Opinion.OPEN, TagState.SUGGESTED),
    ):
        if opinion in said:
            return state
    return None


def is_settled(clause: str, evidence: str, decided: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a person has decided on these words of this clause; mining leaves them alone.

    `decided` are the (clause, evidence) of findings that people decided.
    """
    return any(
        clause == theirs and (evidence in words or words in evidence) for theirs, words in decided
    )


def changes_for(
    before: Claim, after: Claim, lexicon: Lexicon, category: str = ""
) -> list[LexiconChange]:
    """Propose how the words must change so that the lexicon decides like this person, always.

    Where the found words are a term, that term moves or goes; where they are more than a term
    (a noun with its opinion), these exact words become one. Nothing is proposed where the words
    are not to blame, as for a doubt, which a whole clause expresses.
    """
    term = _term_in(before.evidence, before.concern, lexicon)
    is_term = term is not None and term.text == fold(before.evidence)
    if after.state is FindingState.REJECTED:
        if term is not None and is_term:
            return [_change(before.concern, _list_of(term), term.text, category, adds=False)]
        return [_change("", IGNORE, before.evidence, category)]
    if after.concern != before.concern:
        return _moves(before, after, term, category)
    return _restances(before, after, term if is_term else None, lexicon, category)


def _moves(before: Claim, after: Claim, term: Term | None, category: str) -> list[LexiconChange]:
    """Take the term out of the wrong concern and put it into the right one."""
    has_same_words = after.evidence == before.evidence
    kept = _list_of(term) if term and after.stance == before.stance else None
    list_ = kept or _LIST_FOR.get(after.stance, "asks")
    word = term.text if term and has_same_words and kept else _words(before, after)
    changes = []
    if term is not None and has_same_words:
        changes.append(_change(before.concern, _list_of(term), term.text, category, adds=False))
    return [*changes, _change(after.concern, list_, word, category)]


def _restances(
    before: Claim, after: Claim, term: Term | None, lexicon: Lexicon, category: str
) -> list[LexiconChange]:
    """Let the exact words speak as the person said, unless they do already."""
    list_ = _LIST_FOR.get(after.stance)
    if list_ is None:
        return []
    if after.state is FindingState.CONFIRMED and _is_found(after, lexicon):
        return []
    if term is not None and after.evidence == before.evidence and _list_of(term) == list_:
        return []
    return [_change(after.concern, list_, _words(before, after), category)]


def _is_found(claim: Claim, lexicon: Lexicon) -> bool:
    found = find_concerns(claim.evidence, lexicon)
    return any((one.concern, one.stance) == (claim.concern, claim.stance) for one in found)


def _words(before: Claim, after: Claim) -> str:
    """Give the words a person marked, with those of the old ones that run into them.

    Else the old words, which begin earlier, would go on hiding the new ones (会不会小 + 小气).
    """
    if not before.start < after.start < before.end:
        return after.evidence
    return before.evidence[: after.start - before.start] + after.evidence


def _change(
    concern: str, list_: str, text: str, category: str, *, adds: bool = True
) -> LexiconChange:
    return LexiconChange(concern, list_, fold(text.strip()), adds, category)


def _term_in(evidence: str, concern: str, lexicon: Lexicon) -> Term | None:
    """Find the concern's longest term in the words."""
    found = [
        term
        for index, _, _ in lexicon.matcher.spans(fold(evidence))
        for term in lexicon.terms_at[index]
        if term.concern == concern
    ]
    return max(found, key=lambda term: len(term.text), default=None)


def _list_of(term: Term) -> str:
    if term.appeal:
        return "appeals"
    return _LIST_FOR[term.stance] if term.stance else "nouns"
