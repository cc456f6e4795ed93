"""Labelled texts: what people say each text worries about, as JSON in a cell."""

import json
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from bot.cli.text_rows import TEXT, Column, Row
from tagging.labels import Example, Label
from tagging.stances import Stance

LABELS = Column(("labels", "concerns"), is_text=False)
STANCES: dict[object, Stance] = {
    **{stance.value: stance for stance in Stance},
    "complaint": Stance.COMPLAINS,
    "praise": Stance.PRAISES,
    "mention": Stance.MENTIONS,
    "question": Stance.ASKS,  # asks or doubts: the labellers did not tell them apart
}
POLARITIES: dict[object, Stance] = {1: Stance.PRAISES, 0: Stance.MENTIONS, -1: Stance.COMPLAINS}
_WITH_POLARITY, _WITH_STANCE = 4, 2  # parts of a label


def label_columns(text_column: str = TEXT) -> list[Column]:
    """Name the columns of labelled texts: the text, then its labels in either form."""
    return [Column((text_column,)), LABELS]


def read_labelled(rows: Iterable[Row]) -> Iterator[tuple[Row, Example | None]]:
    """Give each row with its example; where there is none the row says why, or is empty."""
    for row in rows:
        if row.error or not any(row.cells):
            yield row, None
            continue
        text, cell = row.cells[0], row.cells[-1]
        try:
            yield row, Example(text, parse_labels(cell))
        except ValueError as fault:
            yield row._replace(error=str(fault)), None


def parse_labels(cell: str) -> tuple[Label, ...]:
    """Parse `[[aspect, opinion, concern, polarity], …]` or `[[concern, stance], …]`.

    Raise ValueError, in words, where the cell is neither.
    """
    try:
        entries = json.loads(cell)
    except (ValueError, RecursionError):
        raise ValueError("its labels are not JSON") from None
    return tuple(map(_label, entries if isinstance(entries, list) else [entries]))


def has_stances(cell: str) -> bool:
    """Say whether a cell that can be parsed is of the form with stances, not polarities."""
    return any(len(entry) == _WITH_STANCE for entry in json.loads(cell))


def _label(entry: object) -> Label:
    if isinstance(entry, list) and len(entry) == _WITH_POLARITY:
        *terms, concern, polarity = entry
        if _is_name(concern) and polarity in (1, 0, -1) and _are_terms(terms):
            return Label(concern, POLARITIES[polarity], tuple(filter(None, terms)))
    if isinstance(entry, list) and len(entry) == _WITH_STANCE:
        concern, stance = entry
        if _is_name(concern) and isinstance(stance, str) and stance in STANCES:
            return Label(concern, STANCES[stance])
    shown = json.dumps(entry, ensure_ascii=False)[:80]
    raise ValueError(
        f"{shown} is neither [aspect, opinion, concern, polarity] nor [concern, stance]"
    )


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _are_terms(values: Iterable[object]) -> bool:
    return all(value is None or isinstance(value, str) for value in values)
