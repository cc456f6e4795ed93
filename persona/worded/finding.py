"""Find the words of the table in a text, where they are meant as a claim."""

import re

from persona.reasons import Reason
from persona.worded.contexts import Context, Surroundings
from persona.worded.facts import CopyFacts
from persona.worded.folding import Folded, letters_of
from persona.worded.hits import WordHit, WordLevel, weaker
from persona.worded.laws import Ground
from persona.worded.seeking import Found, seek_words
from persona.worded.table import WordEntry, WordTable

_REACH = 120  # letters that are looked at around a word that is put together
_BRACKETS = "[](){}<>【】「」『』《》〈〉〔〕"
_IN_ONE_BREATH = re.compile("[和或及与、/]?")


def find_words(folded: Folded, table: WordTable, facts: CopyFacts) -> list[WordHit]:
    """Find words in order; the longest wins, and what shelters it shelters what is inside."""
    hits: list[WordHit] = []
    surroundings, kept = Surroundings(folded.plain), _kept(facts)
    sheltered = taken = 0
    carried: Context | None = None
    for found in seek_words(folded.plain, table, facts.allowed):
        if found.end <= sheltered or found.start < taken:
            continue
        if found.entry is None:
            sheltered = found.end
            continue
        breath = folded.plain[max(taken, sheltered) : found.start]
        if not (carried and _IN_ONE_BREATH.fullmatch(breath)):
            carried = _context(found, found.entry, surroundings, facts)
        ground = table.grounds[found.entry.category]
        level = _level(found.entry, carried, ground, kept)
        if level is None:
            sheltered = found.end
        else:
            taken = found.end
            span = folded.span(found.start, found.end)
            hits.append(ground.hit(folded.given, span, level, carried.name if carried else ""))
        if carried and not carried.carries:
            carried = None
    return hits


def _context(
    found: Found, entry: WordEntry, surroundings: Surroundings, facts: CopyFacts
) -> Context | None:
    """Say in which context a word stands; one with signs inside is put together before."""
    if not (contexts := entry.contexts[facts.goods_class]):
        return None
    plain = surroundings.text.text
    seen = plain[found.start : found.end]
    at = found.start
    if (word := letters_of(seen)) != seen:
        left = plain[max(at - _REACH, 0) : at].rstrip(_BRACKETS)
        right = plain[found.end : found.end + _REACH].lstrip(_BRACKETS)
        surroundings, at = Surroundings(left + word + right), len(left)
    return surroundings.context_of(entry.word, contexts, at, at + len(word))


def _level(
    entry: WordEntry, context: Context | None, ground: Ground, kept: frozenset[Reason]
) -> WordLevel | None:
    """Weigh a word where it stands and with what is kept beside it; None is no claim."""
    level = weaker(entry.level, context.level) if context else entry.level
    if level and ground.may_be_fine in kept:
        return WordLevel.WARN if level is WordLevel.BLOCK else WordLevel.HINT
    return level


def _kept(facts: CopyFacts) -> frozenset[Reason]:
    """Return the conditions that are fulfilled: by proof, an end, or terms kept with the text."""
    conditions = {
        Reason.FINE_WITH_PROOF: facts.evidence,
        Reason.FINE_WITH_AN_END: facts.has_end,
        Reason.FINE_WITH_TERMS: facts.terms,
    }
    return frozenset(reason for reason, is_kept in conditions.items() if is_kept)
