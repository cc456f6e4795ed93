"""Tell what one set of texts speaks of more than another: complaints, what rises, what differs.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words"):
the prior is how often both sets together use a word, so rare words need more to stand out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log, sqrt

from tagging.concerns import Stance, find_many
from tagging.lexicon import Lexicon
from tagging.mined.plain_words import TALK_WORDS
from tagging.mined.speech import tag_words
from tagging.mined.views import OPINIONS
from tagging.text import Engine, clause_spans, fold

MOST_EXAMPLES = 3
_PRIOR_WEIGHT = 0.1  # of what both sets say together
_LEAST_TEXTS = 3
_TELLING = frozenset("navlbijz")  # first letters of the flags of nouns, verbs, adjectives, sayings
_GENERAL = TALK_WORDS | OPINIONS
_NEGATIONS = frozenset({"不", "没", "没有", "无", "不会", "不太", "不够"})
_AGAINST = {Stance.COMPLAINS: 0, Stance.PRAISES: 1}


@dataclass(frozen=True, slots=True)
class Contrast:
    """A word that one set of texts uses more than the other.

    `count` of `texts` use it here, `other_count` of `other_texts` there. `z` is the log-odds ratio
    over its standard deviation: above 1.96 the difference is hardly chance.
    """

    term: str
    count: int
    texts: int
    other_count: int
    other_texts: int
    z: float
    examples: tuple[str, ...]


@dataclass(slots=True)
class _Side:
    keeps_examples: bool
    texts: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, text: str, engine: Engine) -> None:
        """Count each word of a text once, and keep the first clauses that say it."""
        self.texts += 1
        seen: dict[str, str] = {}
        folded = fold(text)
        for start, end in clause_spans(folded):
            for term in _terms(folded[start:end], engine):
                seen.setdefault(term, text[start:end])
        self.counts.update(seen.keys())
        if not self.keeps_examples:
            return
        for term, clause in seen.items():
            kept = self.examples.setdefault(term, [])
            if len(kept) < MOST_EXAMPLES and clause not in kept:
                kept.append(clause)


def compare(
    texts: Iterable[str],
    others: Iterable[str],
    *,
    most: int = 100,
    engine: Engine = Engine.AUTO,
) -> list[Contrast]:
    """Rank the words that `texts` use more than `others`, the surest first.

    After against before tells what rises, one product against another where they differ, low
    ratings against high ones what people complain about. Swap the two for the other direction.
    """
    here, there = _Side(keeps_examples=True), _Side(keeps_examples=False)
    for side, spoken in ((here, texts), (there, others)):
        for text in spoken:
            side.add(text, engine)
    return _contrast(here, there, most)


def complaint_words(
    texts: Iterable[str], lexicon: Lexicon, *, most: int = 100, engine: Engine = Engine.AUTO
) -> list[Contrast]:
    """Rank the words of clauses that complain against those of clauses that praise.

    For texts without a rating: the lexicon says which clause does which.
    """
    sides = _Side(keeps_examples=True), _Side(keeps_examples=False)
    for side, clause in _judging_clauses(texts, lexicon, engine):
        sides[side].add(clause, engine)
    return _contrast(*sides, most)


def _judging_clauses(
    texts: Iterable[str], lexicon: Lexicon, engine: Engine
) -> Iterator[tuple[int, str]]:
    for findings in find_many(texts, lexicon, engine=engine):
        sides = {(one.clause, one.stance) for one in findings if one.stance in _AGAINST}
        for clause, stance in sorted(sides):
            yield _AGAINST[stance], clause


def _terms(clause: str, engine: Engine) -> Iterator[str]:
    """Give the telling words of a clause, with the negation right before them (没 收到)."""
    negation = ""
    for word, flag in tag_words(clause, engine):
        if flag[0] in _TELLING and len(word) > 1 and word not in _GENERAL:
            yield negation + word
        negation = word if word in _NEGATIONS else ""


def _contrast(here: _Side, there: _Side, most: int) -> list[Contrast]:
    words, other_words = here.counts.total(), there.counts.total()
    if not words or not other_words:
        return []
    prior_words = _PRIOR_WEIGHT * (words + other_words)
    ranked = []
    for term, count in here.counts.items():
        other = there.counts[term]
        if count < _LEAST_TEXTS:
            continue
        prior = _PRIOR_WEIGHT * (count + other)
        odds = _log_odds(count + prior, words + prior_words)
        gap = odds - _log_odds(other + prior, other_words + prior_words)
        z = gap / sqrt(1 / (count + prior) + 1 / (other + prior))
        if z > 0:
            ranked.append((-z, term, count, other))
    return [
        Contrast(
            *(term, count, here.texts, other, there.texts, -minus_z),
            examples=tuple(here.examples[term]),
        )
        for minus_z, term, count, other in sorted(ranked)[:most]
    ]


def _log_odds(count: float, whole: float) -> float:
    return log(count / (whole - count + 1))  # 1: a word may be all that is said
