"""Violations that use no word of the table: an invented effect, a scarcity told in other words.

A claim is made of parts (an illness, what became of it, how long it took) that stand near each
other in one sentence; which parts make one stands in persona/data/claims.toml.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

from persona.reasons import Because, Reason
from persona.worded.claim_table import ClaimRule, ClaimTable, Sentence, Span, is_apart
from persona.worded.facts import CopyFacts, GoodsClass
from persona.worded.hits import WordHit, WordLevel, strictest
from persona.worded.laws import Ground
from persona.worded.prices import is_price_true
from persona.worded.reading import Reading

# After 60 letters a comma ends a sentence too: some write no other mark.
_SENTENCE = re.compile("[^\n。!?;]{60}[^\n。!?;,]*[\n。!?;,]?|[^\n。!?;]*[\n。!?;]|[^\n。!?;]+")

_DENIED = re.compile(
    "(?:没有?(?:请过?|找过?|开设?|办)?|不(?:是|请|找|做|卖|搞|办|开|参加)|[并绝]非)(?:什么|任何|过|所谓的?)?$"
)

_Match = tuple[int, int, int]


def find_claims(
    reading: Reading, facts: CopyFacts, table: ClaimTable, grounds: Mapping[str, Ground]
) -> list[WordHit]:
    """Find the claims of a text; places are those of the text as it was given."""
    return [
        _hit(rule, grounds, reading.folded.given, reading.span(*span), facts)
        for rule, span in _claims_of(reading.text, table, facts.goods_class)
        if not (rule.is_of_price and is_price_true(reading.text, facts))
    ]


def _hit(
    rule: ClaimRule, grounds: Mapping[str, Ground], given: str, span: Span, facts: CopyFacts
) -> WordHit:
    ground = grounds[rule.categories[facts.goods_class]]
    level = rule.level
    if facts.goods_class is GoodsClass.DEVICE and level is WordLevel.BLOCK:
        level = WordLevel.WARN  # a device may be meant for what it claims; how surely is doubted
    if facts.evidence and ground.may_be_fine is Reason.FINE_WITH_PROOF:
        level = WordLevel.HINT
    hit = ground.hit(given, span, level)
    return replace(
        hit, because=Because(Reason.CLAIM_READ, {**hit.because.values, "claim": rule.name})
    )


def _claims_of(
    text: str, table: ClaimTable, goods_class: GoodsClass
) -> Iterator[tuple[ClaimRule, Span]]:
    """Yield rules and places, sentence by sentence; the first rule has a place for itself."""
    for offset, end, matches in _sentences(text, table):
        if not (rules := _rules_of(matches, table)):
            continue
        words = [
            (table.bits[which], (start - offset, stop - offset)) for which, start, stop in matches
        ]
        sentence = Sentence(text[offset:end], words)
        told: list[Span] = []
        for rule in rules:
            if goods_class not in rule.categories or not (span := rule.find(sentence)):
                continue
            if not told and table.is_denied(sentence.text):
                break
            if is_apart([span, *told]) and not _DENIED.search(sentence.text[: span[0]]):
                told.append(span)
                yield rule, (offset + span[0], offset + span[1])


def _rules_of(matches: Sequence[_Match], table: ClaimTable) -> list[ClaimRule]:
    """List the rules that have all their words here."""
    begun = {rule for which, _, _ in matches for rule in table.begun[which]}
    if not begun:
        return []
    missing = ~reduce(or_, [table.bits[which] for which, _, _ in matches])
    return [table.rules[at] for at in sorted(begun) if not table.needs[at] & missing]


def _sentences(text: str, table: ClaimTable) -> Iterator[tuple[int, int, list[_Match]]]:
    """Yield the sentences that hold words of parts: where they begin and end, and the words."""
    ends = [each.end() for each in _SENTENCE.finditer(text)]
    found: dict[int, list[_Match]] = {}
    at = 0
    for match in table.matcher.find_matches_as_indexes(text, overlapping=True):
        while match[2] > ends[at]:  # matches come in order of their ends
            at += 1
        found.setdefault(at, []).append(match)
    for at, matches in found.items():
        yield ends[at - 1] if at else 0, ends[at], matches


def one_each(hits: Sequence[WordHit], claims: Iterable[WordHit]) -> list[WordHit]:
    """Join claims to other hits; what is said of one place twice is marked once, the strictest.

    Of two as strict the claim goes: if they are of one category, or it begins or ends inside.
    """
    of_letter: dict[int, list[WordHit]] = {}
    for hit in hits:
        for place in range(hit.start, hit.end):
            of_letter.setdefault(place, []).append(hit)
    kept, gone = [], set()
    for claim in claims:
        here = [hit for at in range(claim.start, claim.end) for hit in of_letter.get(at, ())]
        if not any(_tells(hit, claim) for hit in here):
            kept.append(claim)
            gone |= {id(hit) for hit in here if hit.category == claim.category}
    return [hit for hit in hits if id(hit) not in gone] + kept


def _tells(hit: WordHit, claim: WordHit) -> bool:
    """Tell whether a hit at the claim's place leaves nothing for the claim to say."""
    is_within = claim.start <= hit.start and hit.end <= claim.end
    is_one = hit.category == claim.category or not is_within
    return is_one and strictest((hit, claim)) is hit.level
