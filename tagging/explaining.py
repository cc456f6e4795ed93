"""Say what a learned decision rests on: the words of the clause, and how much each counts."""

from typing import NamedTuple

import numpy as np

from tagging.blend import Blend
from tagging.features import Grams, Ints, Sheet, WordClasses, grams_of, read_sheet
from tagging.window_net import clearest, score_places

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
    sheet = read_sheet([text], classes)
    grams = grams_of(sheet, classes)
    clause = max(0, int(np.searchsorted(sheet.spans[:, 0], place, "right")) - 1)
    weights = _of_grams(blend, sheet, grams, classes, (clause, column))
    weights += _of_characters(blend, sheet, clause, column)
    return sorted(weights, key=lambda one: -abs(one.weight))


def _of_grams(
    blend: Blend, sheet: Sheet, grams: Grams, classes: WordClasses, target: tuple[int, int]
) -> list[Weight]:
    clause, column = target
    rows = blend.rows_of(grams)
    mine = np.flatnonzero((grams.clause_of == clause) & (rows >= 0))
    scale = max(1, len(mine)) ** 0.5
    hit_at = {int(place): at for at, place in enumerate(sheet.hit_places)}
    weights = []
    for at in mine:
        place, length = int(grams.places[at]), int(grams.lengths[at])
        if length > _WORDS:
            first = hit_at[place]
            words = sheet.hits[first : first + length - _WORDS, 0]
            feature = "[" + "][".join(classes.names[word] for word in words) + "]"
        else:
            feature = "“" + _letters(sheet, place, length) + "”"
        weights.append(Weight(feature, float(blend.linear.weights[rows[at], column]) / scale))
    return weights


def _letters(sheet: Sheet, place: int, length: int) -> str:
    letters = (
        chr(code) if code > _BLANKS else "^" for code in sheet.codes[place : place + length]
    )
    return "".join(letters).replace("\n", "$")


def _of_characters(blend: Blend, sheet: Sheet, clause: int, column: int) -> list[Weight]:
    """Blank each character in turn and see how much of the net's logit goes with it."""
    low = int(sheet.begins[clause])
    size = int(sheet.spans[clause, 1] - sheet.spans[clause, 0]) + 2
    letters = blend.letters_of(sheet)
    whole = _net_logit(blend, letters, sheet, clause, column)
    weights = []
    for place in range(low + 1, low + size - 1):
        blanked = letters.copy()
        blanked[place] = 0
        fall = whole - _net_logit(blend, blanked, sheet, clause, column)
        weights.append(Weight(f"without {_letters(sheet, place, 1)}", fall))
    return weights


def _net_logit(blend: Blend, letters: Ints, sheet: Sheet, clause: int, column: int) -> float:
    places = score_places(blend.net.parts, letters, sheet.words)
    return float(clearest(places, sheet.begins)[clause, column])
