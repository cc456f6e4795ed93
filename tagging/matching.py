"""Find the script that answers a question: answer, suggest, or leave it to a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tagging.asked.ranking import CANDIDATES, DEFAULT_RANKER, Ranker, columns_of
from tagging.asked.retrieval import Index
from tagging.asked.similarity import Ids, Numbers, Phrases, Rarity, phrases_of
from tagging.asked.synonyms import plain_of
from tagging.pairs import PairModel

MOST_SHOWN = 5
_ROWS = 40  # phrasings looked at to find that many entries
_NEAR = 0.3  # of the best score: thousands of others need not be sorted


class Decision(StrEnum):
    """What to do with a question: send the answer, offer it to a colleague, or neither."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored question; several of one id are phrasings of one entry."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry, how probably it is the one meant (0 to 1), and its phrasing that came closest."""

    id: str
    score: float
    phrasing: str


@dataclass(frozen=True, slots=True)
class Match:
    """What to do with a question, and the entries that led to it, the best first."""

    decision: Decision
    top: tuple[Scored, ...] = ()


class FaqMatcher:
    """The entries of a shop, ready to be asked; a model knows how this shop's customers speak."""

    __slots__ = ("_entries", "_exact", "_index", "_owners", "_phrases", "_ranker", "_rarity")

    def __init__(self, entries: Iterable[Entry], model: PairModel | None = None) -> None:
        self._entries = tuple(entries)
        self._phrases = phrases_of([entry.question for entry in self._entries])
        self._index = Index(self._phrases)
        self._rarity = Rarity.of(self._phrases)
        self._ranker: Ranker = (model.ranker if model else None) or DEFAULT_RANKER
        places: dict[str, int] = {}
        owners = [places.setdefault(entry.id, len(places)) for entry in self._entries]
        self._owners = np.array(owners, np.int64)
        self._exact: dict[str, int] = {}
        for row, entry in enumerate(self._entries):
            self._exact.setdefault(plain_of(entry.question), row)
        self._exact.pop("", None)

    def match_many(self, questions: Iterable[str]) -> Iterator[Match]:
        """Match questions one after the other, in order."""
        return map(self.match, questions)

    def match(self, question: str) -> Match:
        """Find the entries that may answer; words that stand stored as they are always answer."""
        asked = phrases_of([question])
        exact = self._exact.get(plain_of(question))
        rows, found = self._candidates(asked, exact)
        if not len(rows):
            return Match(Decision.ABSTAIN)
        again = asked.take(np.zeros(len(rows), np.int64))
        columns = columns_of(
            again, self._phrases.take(rows), found, self._rarity, self._ranker.hints
        )
        chances = self._ranker.chances(columns)
        if exact is not None:
            chances[0] = 1.0
        best = np.argsort(-chances, kind="stable")[:MOST_SHOWN]
        top = tuple(self._scored(rows[at], chances[at]) for at in best.tolist())
        return Match(self._decide(top[0].score), top)

    def _decide(self, chance: float) -> Decision:
        if chance >= self._ranker.answer_from:
            return Decision.ANSWER
        return Decision.SUGGEST if chance >= self._ranker.suggest_from else Decision.ABSTAIN

    def _scored(self, row: int, chance: float) -> Scored:
        entry = self._entries[row]
        return Scored(entry.id, float(chance), entry.question)

    def _candidates(self, asked: Phrases, exact: int | None) -> tuple[Ids, Numbers]:
        """Find the best phrasing of each of the likeliest entries; the exact one comes first."""
        found = self._index.score(asked)
        rows = np.flatnonzero(found > found.max(initial=0) * _NEAR)
        if len(rows) < _ROWS:
            rows = np.flatnonzero(found)
        if len(rows) > _ROWS:
            rows = rows[np.argpartition(found[rows], -_ROWS)[-_ROWS:]]
        rows = rows[np.argsort(-found[rows], kind="stable")]
        if exact is not None:
            rows = np.append(exact, rows)
        _, first = np.unique(self._owners[rows], return_index=True)
        rows = rows[np.sort(first)[:CANDIDATES]]
        return rows, found[rows]
