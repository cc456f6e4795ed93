"""Find words the dictionary lacks: characters that keep together, in ever new company.

Pointwise mutual information says that the parts stand together more often than chance would have
it, branch entropy on both sides that the whole moves freely (its edges are a word's edges).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log2

from tagging.cues import CUES
from tagging.mined.plain_words import DEGREES, LOOSE_CHARACTERS, PLAIN_WORDS
from tagging.mined.speech import tag_words
from tagging.mined.views import WORD_PARTS
from tagging.text import Engine, clause_spans, fold

LONGEST_WORD = 5  # characters
MOST_KNOWN = 200_000  # runs counted at a time; then those seen once are forgotten
_LEAST_COUNT = 5
_LEAST_PMI = 3.0  # bits a joint
_LEAST_ENTROPY = 1.5  # bits
_MOST_INSIDE = 0.8  # of its count
_SEEN_OFTEN = 3  # times until a run's neighbours are counted
_EDGE = "|"
_LOOSE = DEGREES.union(PLAIN_WORDS, LOOSE_CHARACTERS, *(words.split() for words in CUES.values()))


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word that the dictionary lacks; PMI and entropy are in bits."""

    text: str
    count: int
    pmi: float
    entropy: float


@dataclass(slots=True)
class _Run:
    """Pieces that stood side by side, with the pieces before and behind them."""

    pieces: tuple[str, ...]
    count: int
    before: Counter[str] = field(default_factory=Counter)
    behind: Counter[str] = field(default_factory=Counter)


def find_new_words(
    texts: Iterable[str], *, most: int = 100, engine: Engine = Engine.AUTO
) -> list[NewWord]:
    """Rank the runs of two to five characters that behave as a word, the commonest first.

    Only runs of the dictionary's words that hold a single character are looked at: there the
    dictionary failed. The texts are read once; memory grows with their words, not with them.
    """
    counter = _Counter()
    for text in texts:
        folded = fold(text)
        for start, end in clause_spans(folded):
            counter.add(tag_words(folded[start:end], engine))
    found = [word for run in counter.runs.values() if (word := counter.judge(run)) is not None]
    found.sort(key=lambda word: (-word.count * word.entropy, word.text))
    return _without_parts(found)[:most]


class _Counter:
    def __init__(self) -> None:
        self.runs: dict[str, _Run] = {}
        self._pieces: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()

    def add(self, words: Sequence[tuple[str, str]]) -> None:
        """Count the pieces of a clause, its runs and what stands beside them."""
        pieces = [word for word, _ in words]
        self._pieces.update(pieces)
        for start, end in _runs(words):
            text = "".join(pieces[start:end])
            run = self._run(text, pieces[start:end])
            if run is not None:
                run.count += 1
                run.before[pieces[start - 1] if start else _EDGE] += 1
                run.behind[pieces[end] if end < len(pieces) else _EDGE] += 1

    def _run(self, text: str, pieces: Sequence[str]) -> _Run | None:
        """Give a run once it was seen so often that its neighbours are worth counting."""
        if text in self.runs:
            return self.runs[text]
        self._seen[text] += 1
        if self._seen[text] < _SEEN_OFTEN:
            if len(self._seen) > MOST_KNOWN:
                self._seen = Counter({text: n - 1 for text, n in self._seen.items() if n > 1})
            return None
        del self._seen[text]
        return self.runs.setdefault(text, _Run(tuple(pieces), _SEEN_OFTEN - 1))

    def judge(self, run: _Run) -> NewWord | None:
        """Say how much of a word a run is; None: too little."""
        if run.count < _LEAST_COUNT:
            return None
        whole = self._pieces.total()
        chance = sum(log2(self._pieces[piece] / whole) for piece in run.pieces)
        pmi = (log2(run.count / whole) - chance) / (len(run.pieces) - 1)
        entropy = min(_entropy(run.before), _entropy(run.behind))
        if pmi < _LEAST_PMI or entropy < _LEAST_ENTROPY:
            return None
        return NewWord("".join(run.pieces), run.count, pmi, entropy)


def _runs(words: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Give the runs of a clause that may be a word, as places in it."""
    for start in range(len(words) - 1):
        length = 0
        for end in range(start, len(words)):
            word, flag = words[end]
            length += len(word)
            if length > LONGEST_WORD or not _is_part(word, flag):
                break
            if end > start and _may_be_word(words[start : end + 1]):
                yield start, end + 1


def _may_be_word(run: Sequence[tuple[str, str]]) -> bool:
    """Say whether a run holds a single character and is no phrase (物流快, 找客服)."""
    if all(len(word) == 1 for word, _ in run):
        return True
    first, last = run[0], run[-1]
    is_phrase = last[1][0] == "a" or (len(first[0]) == 1 and first[1][0] in "va")
    return not is_phrase and any(len(word) == 1 for word, _ in run)


def _is_part(word: str, flag: str) -> bool:
    return flag[0] in WORD_PARTS and "\u4e00" <= word[0] <= "\u9fff" and word not in _LOOSE


def _entropy(neighbours: Counter[str]) -> float:
    """Give the entropy of what stands beside a run; each clause's edge is company of its own."""
    edges, whole = neighbours[_EDGE], neighbours.total()
    inner = sum(
        count / whole * log2(whole / count)
        for piece, count in neighbours.items()
        if piece != _EDGE
    )
    return inner + edges / whole * log2(whole)


def _without_parts(words: Sequence[NewWord]) -> list[NewWord]:
    """Leave out what hardly ever stands outside a longer word (空气霜's 气霜)."""
    inside: Counter[str] = Counter()
    for word in words:
        text = word.text
        parts = {text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)}
        inside.update(dict.fromkeys(parts - {text}, word.count))
    return [word for word in words if inside[word.text] < _MOST_INSIDE * word.count]
