"""Show the customer's own words for what a model decided: the clause, and the span in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.blend import Reading
from tagging.concerns import Finding, Rule
from tagging.deciding import Decided
from tagging.features import Sheet, WordClasses
from tagging.labels import sources_of
from tagging.lexicon import Lexicon
from tagging.targets import Floats, Outputs
from tagging.trainer import ranges
from tagging.verdicts import LONGEST_EVIDENCE

_AROUND = 2  # characters shown on either side of the clearest place
_SHORT = 8  # characters of a clause that is shown whole
_new = tuple.__new__


@dataclass(frozen=True, slots=True)
class Shower:
    """What decisions are about, and for each word of the matcher which names it may speak of."""

    outputs: Outputs
    words: Sequence[frozenset[int]]

    @classmethod
    def of(cls, outputs: Outputs, classes: WordClasses, lexicon: Lexicon) -> "Shower":
        """Give each word the numbers of the names that borrow it."""
        numbers: dict[str, set[int]] = {}
        for number, name in enumerate(outputs.names):
            for source in {name, *sources_of(name)}:
                numbers.setdefault(source, set()).add(number)
        terms = dict(zip(lexicon.matcher.terms, lexicon.terms_at, strict=True))
        words = [
            frozenset[int]().union(
                *(numbers.get(term.concern, ()) for term in terms.get(word, ()))
            )
            for word in classes.matcher.terms
        ]
        return cls(outputs, words)


def findings_of(
    texts: Sequence[str], sheet: Sheet, reading: Reading, decided: Decided, shower: Shower
) -> list[list[Finding]]:
    """Give a finding for each text and pair that was found, in the order of the text."""
    rows, pairs = np.nonzero(decided.found)
    columns = pairs + len(shower.outputs.names)
    clauses, places = _clearest(sheet, reading, rows, columns)
    spans = _spans(sheet, clauses, places, shower.outputs.name_of_pairs()[pairs].tolist(), shower)
    offsets = sheet.starts[rows]
    bounds = (sheet.spans[clauses] - offsets[:, None]).tolist()
    sure = decided.chances[rows, columns].tolist()
    lists: list[list[Finding]] = [[] for _ in texts]
    each = zip(rows.tolist(), pairs.tolist(), sure, spans, offsets.tolist(), bounds, strict=True)
    for row, pair, chance, (first, last), offset, (low, high) in each:
        text = texts[row]
        name, stance = shower.outputs.pairs[pair]
        start, end = first - offset, last - offset
        values = (name, stance, text[start:end], start, end, text[low:high], Rule.MODEL, chance)
        lists[row].append(_new(Finding, values))
    for findings in lists:
        if len(findings) > 1:
            findings.sort(key=_start)
    return lists


def _start(finding: Finding) -> int:
    return finding.start


def _clearest(
    sheet: Sheet, reading: Reading, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the likeliest clause for each decision, and the clearest place in it."""
    clauses = _best_of(reading.clauses, sheet.clause_at[rows], sheet.clause_at[rows + 1], columns)
    ends = sheet.begins[clauses] + sheet.spans[clauses, 1] - sheet.spans[clauses, 0] + 2
    return clauses, _best_of(reading.places, sheet.begins[clauses], ends, columns)


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


def _spans(
    sheet: Sheet,
    clauses: NDArray[np.int64],
    places: NDArray[np.int64],
    names: Sequence[int],
    shower: Shower,
) -> Iterator[tuple[int, int]]:
    """Give the span to show, in characters of the joined text."""
    words = shower.words
    bounds = sheet.spans[clauses]
    centres = places - sheet.begins[clauses] - 1 + bounds[:, 0]
    firsts = np.searchsorted(sheet.hits[:, 1], bounds[:, 0]).tolist()
    lasts = np.searchsorted(sheet.hits[:, 1], bounds[:, 1]).tolist()
    hits = sheet.hits.tolist()
    each = zip(bounds.tolist(), centres.tolist(), names, firsts, lasts, strict=True)
    for (low, high), centre, name, first, last in each:
        own = [hit for hit in hits[first:last] if name in words[hit[0]]]
        if own:
            nearest = min(own, key=lambda hit: abs(hit[1] + hit[2] - 2 * centre))
            yield nearest[1], min(nearest[2], nearest[1] + LONGEST_EVIDENCE)
        elif high - low <= _SHORT:
            yield low, high
        else:
            middle = min(max(centre, low), high - 1)
            yield max(low, middle - _AROUND), min(high, middle + _AROUND + 1)
