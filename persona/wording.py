"""Wording: what advertising law and the platforms forbid or doubt, found where it is meant.

A hit means "let a person look", not "unlawful"; no hit does not mean lawful.
"""

from persona.worded.claims import find_claims, one_each
from persona.worded.duties import find_duties
from persona.worded.facts import AllowedWord, CopyFacts, GoodsClass, words_in_force
from persona.worded.finding import find_words
from persona.worded.folding import fold_copy
from persona.worded.hits import WordHit, WordLevel, strictest
from persona.worded.prices import lowest_deal_fen
from persona.worded.reading import read_copy
from persona.worded.table import WordEntry, WordFiles, WordTable, parse_adlaw

__all__ = [
    "AllowedWord",
    "CopyFacts",
    "GoodsClass",
    "WordEntry",
    "WordFiles",
    "WordHit",
    "WordLevel",
    "WordTable",
    "check_copy",
    "lowest_deal_fen",
    "parse_adlaw",
    "strictest",
    "words_in_force",
]
_NOTHING_KNOWN = CopyFacts()


def check_copy(text: str, table: WordTable, facts: CopyFacts = _NOTHING_KNOWN) -> list[WordHit]:
    """Find what somebody should look at, in order of place: words, claims, duties.

    Other ways of writing a word do not hide it (persona/worded/folding.py). What a word means
    where it stands, and what goods of this class may say, is minded.
    """
    folded = fold_copy(text, table.forms)
    hits = find_words(folded, table, facts)
    reading = read_copy(folded, facts.allowed)
    hits += find_duties(reading, facts, table.grounds)
    hits = one_each(hits, find_claims(reading, facts, table.claims, table.grounds))
    return sorted(hits, key=lambda hit: (hit.start, hit.end))
