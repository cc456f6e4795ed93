"""See each noun where it stands: what comes before it, what is said of it, in which clauses.

One pass over the texts; what is kept grows with the words, not with the texts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tagging.lexicon import Lexicon
from tagging.mined.speech import tag_words
from tagging.mined.views import Piece, Words, piece_of, view_of
from tagging.stances import Mark, opinion_near
from tagging.text import Engine, clause_spans, fold

MOST_EXAMPLES = 3
MOST_PAIRS = 200_000  # pairs of words counted at a time; then those seen once are forgotten
_SEEN_OFTEN = 3  # texts until a pair of words is looked at as one
_COHESION = 2**8  # together so much more often than by chance: 8 bits of mutual information


@dataclass(slots=True)
class Opinion:
    """A word said of a noun; `glad` and `sad` are texts whose other clauses praise or blame.

    Where the word is negated (不大), the two are exchanged.
    """

    count: int = 0
    glad: int = 0
    sad: int = 0


@dataclass(slots=True)
class Sighting:
    """How often a word was seen, and in which company; all counts but `texts` are of clauses."""

    texts: int = 0
    clauses: int = 0
    started: int = 0  # first word of its clause
    followed: int = 0  # by a degree word or an opinion
    judged: int = 0  # by an opinion, degree words between them or not
    intensified: int = 0  # behind 很, 太 …: then it is an opinion itself
    handled: int = 0  # counted, bought, sent: then it is what was sold
    bound: int = 0  # behind another noun or verb
    praised: int = 0
    blamed: int = 0
    opinions: dict[str, Opinion] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    last_text: int = -1


class Scene(NamedTuple):
    """All that was seen; `compounds` are pairs that often stood side by side."""

    words: dict[str, Sighting]
    compounds: dict[tuple[str, str], Sighting]
    characters: Counter[str]
    pieces: int

    def is_new_word(self, pair: tuple[str, str]) -> bool:
        """Say whether two characters keep together: a word that the dictionary lacks (颜 值)."""
        first, last = (self.characters[character] for character in pair)
        together = self.compounds[pair].clauses
        return bool(first and last) and together * self.pieces >= _COHESION * first * last


def watch(
    texts: Iterable[str],
    lexicon: Lexicon,
    *,
    unlisted_only: bool = False,
    engine: Engine = Engine.AUTO,
) -> Scene:
    """See every noun of the texts; `unlisted_only` passes over clauses that hold a listed term."""
    watcher = _Watcher(lexicon)
    for text in texts:
        folded = fold(text)
        for start, end in clause_spans(folded):
            words = tag_words(folded[start:end], engine)
            if not (unlisted_only and is_covered(folded[start:end], words, lexicon)):
                watcher.see(_Clause(text[start:end], folded[start:end], words))
        watcher.finish_text()
    return Scene(watcher.words, watcher.compounds, watcher.characters, watcher.pieces)


def is_covered(clause: str, words: Words, lexicon: Lexicon) -> bool:
    """Say whether a listed term stands in a folded clause that is cut into these words."""
    spans = [span for span in lexicon.matcher.spans(clause) if lexicon.terms_at[span[0]]]
    if not spans:
        return False
    edges, at = {0}, 0
    for word, _ in words:
        at += len(word)
        edges.add(at)
    return any(
        not term.word_only or (start in edges and end in edges)
        for index, start, end in spans
        for term in lexicon.terms_at[index]
    )


class _Clause(NamedTuple):
    text: str
    folded: str
    words: Words


class _Event(NamedTuple):
    """A word said of a noun, waiting for what the rest of the text says."""

    opinion: Opinion
    sign: int
    clause_tone: int


class _Watcher:
    """Keeps what was seen so far."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words: dict[str, Sighting] = {}
        self.compounds: dict[tuple[str, str], Sighting] = {}
        self.characters: Counter[str] = Counter()
        self.pieces = 0
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._pairs_here: set[tuple[str, str]] = set()
        self._cues = lexicon.cues
        self._concern_of = {term.text: term.concern for term in lexicon.terms}
        self._number = 0
        self._tone = 0
        self._events: list[_Event] = []

    def see(self, clause: _Clause) -> None:
        """Note each noun of a clause, and each that it makes with the word right before it."""
        marks = self._cues.read(clause.folded).marks
        tone = sum(mark.polarity_for("") for mark in marks)
        self._tone += tone
        self.pieces += len(clause.words)
        at, before, was = 0, "", Piece.OTHER
        for index, (word, flag) in enumerate(clause.words):
            start, at = at, at + len(word)
            piece = piece_of(word, flag)
            if piece is Piece.NOUN:
                seen = self.words.setdefault(word, Sighting())
                value = self._value(clause, marks, (start, at))
                self._note(seen, clause, (index, index + 1), (value, tone))
            elif piece is Piece.CHARACTER:
                self.characters[word] += 1
            if piece is was and piece and (compound := self._compound(before, word)):
                value = self._value(clause, marks, (start - len(before), at))
                self._note(compound, clause, (index - 1, index + 1), (value, tone))
            before, was = word, piece

    def finish_text(self) -> None:
        """Let what the rest of the text says colour the words said of each noun."""
        for opinion, sign, clause_tone in self._events:
            tone = sign * (self._tone - clause_tone)
            opinion.glad += tone > 0
            opinion.sad += tone < 0
        self._events.clear()
        self._pairs_here.clear()
        self._tone = 0
        self._number += 1

    def _value(self, clause: _Clause, marks: Sequence[Mark], noun: tuple[int, int]) -> int:
        """Say +1 where the clause praises the noun at these characters, -1 where it blames it."""
        concern = self._concern_of.get(clause.folded[slice(*noun)], "")
        near = opinion_near(clause.folded, marks, concern, noun) if marks else None
        return near[0] if near else 0

    def _note(
        self, seen: Sighting, clause: _Clause, place: tuple[int, int], tones: tuple[int, int]
    ) -> None:
        """Note a noun at a place among the words; `tones` are its own and the whole clause's."""
        view = view_of(clause.words, *place)
        value, tone = tones
        seen.clauses += 1
        seen.started += view.is_first
        seen.followed += view.is_followed
        seen.intensified += view.is_intensified
        seen.handled += view.is_handled
        seen.bound += view.is_bound
        seen.praised += value > 0
        seen.blamed += value < 0
        if seen.last_text != self._number:
            seen.last_text = self._number
            seen.texts += 1
        if view.opinion:
            seen.judged += 1
            opinion = seen.opinions.setdefault(view.opinion, Opinion())
            opinion.count += 1
            self._events.append(_Event(opinion, -1 if view.is_negated else 1, tone))
            if len(seen.examples) < MOST_EXAMPLES and clause.text not in seen.examples:
                seen.examples.append(clause.text)

    def _compound(self, before: str, word: str) -> Sighting | None:
        """Give what was seen of two words side by side, once enough texts had them so."""
        pair = before, word
        if pair in self.compounds:
            return self.compounds[pair]
        if pair in self._pairs_here:
            return None
        self._pairs_here.add(pair)
        self._pairs[pair] += 1
        if self._pairs[pair] < _SEEN_OFTEN:
            if len(self._pairs) > MOST_PAIRS:
                self._pairs = Counter({pair: n - 1 for pair, n in self._pairs.items() if n > 1})
            return None
        del self._pairs[pair]
        missed = _SEEN_OFTEN - 1
        return self.compounds.setdefault(pair, Sighting(texts=missed, clauses=missed))
