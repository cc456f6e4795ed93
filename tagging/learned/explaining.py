"""Say what a learned decision rests on: the words of the clause, and how much each counts."""

from typing import NamedTuple

import numpy as np

from tagging.learned.blend import Blend
from tagging.learned.features import (
    KINDS,
    LENGTHS,
    Ints,
    Sheet,
    WordClasses,
    grams_of,
    lay_out,
    read_sheet,
)
from tagging.learned.window_net import score_clauses

_BLANKS = 2  # codes up to here are no character
_WORDS = 10  # lengths from here on are words, not characters


class Weight(NamedTuple):
    """What speaks for a decision (above 0) or against it, in logits."""

    feature: str
    weight: float


def explain_clause(
    blend: Blend, text: str, classes: WordClasses, column: int, place: int
) -> list[Weight]:
    """Weigh what the clause at a character of the text holds, for one output.

    A feature in quotes is an n-gram, in brackets a row of word classes; `without …` is what the
    net loses when a character is blanked.
    """
    layout = lay_out([text])
    clause = max(0, int(np.searchsorted(layout.spans[:, 0], place, "right")) - 1)
    sheet = read_sheet(layout.clauses()[clause : clause + 1], classes)
    weights = _of_grams(blend, sheet, classes, column) + _of_characters(blend, sheet, column)
    return sorted(weights, key=lambda one: -abs(one.weight))


def _of_grams(blend: Blend, sheet: Sheet, classes: WordClasses, column: int) -> list[Weight]:
    grams = grams_of(sheet, classes)
    rows = blend.rows_of(grams)
    mine = np.flatnonzero(rows >= 0)
    own = blend.linear.weights[rows[mine], column] / max(1, len(mine)) ** 0.5
    hit_at = {int(place): at for at, place in enumerate(sheet.hits[:, 1])}
    weights = []
    for cell, weight in zip(grams.cells[mine].tolist(), own.tolist(), strict=True):
        place, length = cell // KINDS, int(LENGTHS[cell % KINDS])
        if length > _WORDS:
            first = hit_at[place]
            words = sheet.hits[first : first + length - _WORDS, 0]
            feature = "[" + "][".join(classes.names[word] for word in words) + "]"
        else:
            feature = "“" + _letters(sheet, place, length) + "”"
        weights.append(Weight(feature, weight))
    return weights


def _letters(sheet: Sheet, place: int, length: int) -> str:
    letters = (
        chr(code) if code > _BLANKS else "^" for code in sheet.codes[place : place + length]
    )
    return "".join(letters).replace("\n", "$")


def _of_characters(blend: Blend, sheet: Sheet, column: int) -> list[Weight]:
    """Blank each character in turn and see how much of the net's logit goes with it."""
    letters = blend.letters_of(sheet)
    whole = _net_logit(blend, letters, sheet, column)
    weights = []
    for place in range(1, len(letters) - 1):
        blanked = letters.copy()
        blanked[place] = 0
        fall = whole - _net_logit(blend, blanked, sheet, column)
        weights.append(Weight(f"without {_letters(sheet, place, 1)}", fall))
    return weights


def _net_logit(blend: Blend, letters: Ints, sheet: Sheet, column: int) -> float:
    logits = score_clauses(blend.net.parts, letters, sheet.words, sheet.begins)
    return float(logits[0, column])
