"""What stands behind a category of wording: its law, what that threatens, what to say instead."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from persona.errors import PersonaError
from persona.reasons import Because, Reason
from persona.worded.hits import REASONS, WordHit, WordLevel

_REASONS = ["may_be_fine", "instead"]
_COLUMNS = ["category", "law", "article", "penalty_article", "fine_range", *_REASONS]


@dataclass(frozen=True, slots=True)
class Ground:
    """One category of wording and its law; the reasons are None where there is hardly one."""

    category: str
    law: str
    article: str
    penalty_article: str
    fine_range: str
    may_be_fine: Reason | None
    instead: Reason | None

    def hit(
        self, text: str, span: tuple[int, int], level: WordLevel, context: str = ""
    ) -> WordHit:
        """Mark the places `span` of a text; a `context` says what else it may mean there."""
        start, end = span
        word = text[start:end]
        values = {"word": word, "law": self.law, "article": self.article}
        fine = Reason.FINE_IN_CONTEXT if context else self.may_be_fine
        told = {"word": word} | ({"context": context} if context else {})
        return WordHit(
            word=word,
            category=self.category,
            level=level,
            law=self.law,
            article=self.article,
            start=start,
            end=end,
            because=Because(REASONS[level], values | {"penalty": self.penalty_article}),
            may_be_fine=Because(fine, told) if fine else None,
            fine_range=self.fine_range,
            instead=Because(self.instead, {"word": word}) if self.instead else None,
        )


def parse_grounds(text: str) -> Mapping[str, Ground]:
    """Read grounds by their category from CSV text; lines that begin with # are notes.

    Raises PersonaError for other columns or an unknown reason.
    """
    rows = csv.DictReader(line for line in text.splitlines() if line and line[0] != "#")
    if rows.fieldnames != _COLUMNS:
        raise PersonaError(f"grounds: columns must be {', '.join(_COLUMNS)}")
    return {row["category"]: _ground(row) for row in rows}


def _ground(row: Mapping[str, str]) -> Ground:
    try:
        fine, instead = (Reason(row[name]) if row[name] else None for name in _REASONS)
    except ValueError as fault:
        raise PersonaError(f"grounds: {row['category']}: {fault}") from None
    return Ground(
        category=row["category"],
        law=row["law"],
        article=row["article"],
        penalty_article=row["penalty_article"],
        fine_range=row["fine_range"],
        may_be_fine=fine,
        instead=instead,
    )
