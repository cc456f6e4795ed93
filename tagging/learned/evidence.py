"""Show the customer's own words for what a model decided: the clause, and the span in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.concerns import Finding, Rule
from tagging.labels import sources_of
from tagging.learned.blend import Blend
from tagging.learned.deciding import Decided
from tagging.learned.features import Layout, WordClasses, read_sheet
from tagging.learned.targets import Floats, Outputs
from tagging.learned.trainer import ranges
from tagging.lexicon import Lexicon
from tagging.verdicts import LONGEST_EVIDENCE

_AROUND = 2  # characters shown on either side of the clearest place
_SHORT = 8  # characters of a clause that is shown whole
_MOST_SHOWN = 50_000  # spans a shower remembers, some 10 MB; then it begins anew
_new = tuple.__new__
_Said = tuple[str, int]  # a clause with the character behind it, and the number of a pair


class Shower:
    """Shows decisions of a blend; what it has shown once it remembers."""

    __slots__ = ("_known", "_names", "blend", "classes", "outputs", "words")

    def __init__(
        self, blend: Blend, outputs: Outputs, classes: WordClasses, lexicon: Lexicon
    ) -> None:
        self.blend = blend
        self.outputs = outputs
        self.classes = classes
        self.words = _names_of(outputs, classes, lexicon)
        self._names: list[int] = outputs.name_of_pairs().tolist()
        self._known: dict[_Said, tuple[int, int]] = {}

    def spans(self, said: Sequence[_Said]) -> list[tuple[int, int]]:
        """Give the span to show of each clause for each pair, in characters of the clause."""
        known = self._known
        fresh = {each for each in said if each not in known}
        if fresh:
            if len(known) + len(fresh) > _MOST_SHOWN:
                self._known = known = {}  # another thread may still read the old one
                fresh = set(said)
            self._show(fresh, known)
        return [known[each] for each in said]

    def _show(self, said: Iterable[_Said], known: dict[_Said, tuple[int, int]]) -> None:
        """Show the word of the concern, else a short clause whole, else its clearest place."""
        find, words = self.classes.matcher.spans, self.words
        unclear: list[tuple[_Said, list[tuple[int, int]]]] = []
        for each in said:
            clause, pair = each
            size, name = len(clause) - 1, self._names[pair]
            own = [
                (low, min(high, low + LONGEST_EVIDENCE))
                for word, low, high in find(clause)
                if name in words[word] and high <= size
            ]
            if len(own) == 1:
                known[each] = own[0]
            elif own or size > _SHORT:
                unclear.append((each, own))
            else:
                known[each] = (0, size)
        if unclear:
            centres = self._clearest([each for each, _ in unclear])
            for (each, own), centre in zip(unclear, centres, strict=True):
                known[each] = _nearest(own, centre, len(each[0]) - 1)

    def _clearest(self, said: Sequence[_Said]) -> list[int]:
        """Find the character from which the net sees each pair best."""
        sheet = read_sheet([clause for clause, _ in said], self.classes)
        places = self.blend.places_of(sheet)
        columns = np.array([pair for _, pair in said]) + len(self.outputs.names)
        best = _best_of(places, sheet.begins[:-1] + 1, sheet.begins[1:], columns)
        return [int(centre) for centre in best - sheet.begins[:-1] - 1]


def _nearest(own: Sequence[tuple[int, int]], centre: int, size: int) -> tuple[int, int]:
    if own:
        return min(own, key=lambda span: abs(sum(span) - 2 * centre))
    middle = min(centre, size - 1)
    return max(0, middle - _AROUND), min(size, middle + _AROUND + 1)


def _names_of(
    outputs: Outputs, classes: WordClasses, lexicon: Lexicon
) -> Sequence[frozenset[int]]:
    """Give for each word of the matcher the numbers of the names that borrow it."""
    numbers: dict[str, set[int]] = {}
    for number, name in enumerate(outputs.names):
        for source in {name, *sources_of(name)}:
            numbers.setdefault(source, set()).add(number)
    terms = dict(zip(lexicon.matcher.terms, lexicon.terms_at, strict=True))
    return [
        frozenset[int]().union(*(numbers.get(term.concern, ()) for term in terms.get(word, ())))
        for word in classes.matcher.terms
    ]


@dataclass(frozen=True, slots=True)
class Read:
    """Texts laid out, their clauses with what stands behind them, and each clause's chances."""

    layout: Layout
    clauses: Sequence[str]
    chances: Floats


def findings_of(
    texts: Sequence[str], read: Read, decided: Decided, shower: Shower
) -> list[list[Finding]]:
    """Give a finding for each text and pair that was found, in the order of the text."""
    rows, pairs = np.nonzero(decided.found)
    layout, outputs = read.layout, shower.outputs
    columns = pairs + len(outputs.names)
    lows, highs = layout.clause_at[rows], layout.clause_at[rows + 1]
    best = _best_of(read.chances, lows, highs, columns)
    bounds = (layout.spans[best] - layout.starts[rows][:, None]).tolist()
    numbers = pairs.tolist()
    spans = shower.spans(
        [(read.clauses[at], pair) for at, pair in zip(best, numbers, strict=True)]
    )
    sure = decided.chances[rows, columns].tolist()
    lists: list[list[Finding]] = [[] for _ in texts]
    each = zip(rows.tolist(), numbers, sure, spans, bounds, strict=True)
    for row, pair, chance, (first, last), (low, high) in each:
        text = texts[row]
        name, stance = outputs.pairs[pair]
        start, end = low + first, low + last
        values = (name, stance, text[start:end], start, end, text[low:high], Rule.MODEL, chance)
        lists[row].append(_new(Finding, values))
    for findings in lists:
        if len(findings) > 1:
            findings.sort(key=_start)
    return lists


def _start(finding: Finding) -> int:
    return finding.start


def _best_of(
    values: Floats,
    lows: NDArray[np.int64],
    highs: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Find the row with the highest value between two bounds, each in its own column."""
    if not len(lows):
        return lows
    rows, begins = ranges(lows, highs)
    counts = highs - lows
    seen = values[rows, np.repeat(columns, counts)]
    best = np.maximum.reduceat(seen, begins)
    hits = np.flatnonzero(seen == np.repeat(best, counts))
    return rows[hits[np.searchsorted(hits, begins)]]
