"""Who finds the concerns of a file's rows: the lexicon of their category, or a model beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.lexicons import Lexicons, read_lexicons
from bot.cli.model_file import read_concern_model
from bot.cli.text_rows import Row
from tagging.concerns import Finding, find_many
from tagging.text import Engine

if TYPE_CHECKING:  # numpy waits until there is a model
    from tagging.learning import ConcernModel


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds concerns in rows of a text and, where `has_categories`, of its category."""

    lexicons: Lexicons
    model: "ConcernModel | None"
    category: str
    engine: Engine = Engine.AUTO
    has_categories: bool = False

    def find(self, step: Sequence[Row]) -> list[list[Finding]]:
        """Search the rows of one category together, and give them back in the file's order."""
        by_category: dict[str, list[int]] = {}
        for at, row in enumerate(step):
            said = row.cells[1].strip() if self.has_categories else ""
            by_category.setdefault(said or self.category, []).append(at)
        found: list[list[Finding]] = [[]] * len(step)
        for category, places in by_category.items():
            texts = (step[at].cells[0] for at in places)
            for at, findings in zip(places, self._find_many(texts, category), strict=True):
                found[at] = findings
        return found

    def _find_many(self, texts: Iterable[str], category: str) -> Iterator[list[Finding]]:
        lexicon = self.lexicons.lexicon_of(category)
        if self.model is None:
            return find_many(texts, lexicon, engine=self.engine)
        return self.model.find_many(texts, lexicon, engine=self.engine)


def make_finder(
    lexicon: Path | None,
    model: Path | None,
    *,
    category: str = "",
    category_column: str = "",
    engine: Engine = Engine.AUTO,
) -> Finder:
    """Read the lexicon and the model; rows without a category are of the model's.

    Raise BadParameter where a category is given as well as a column of them.
    """
    if category and category_column:
        raise typer.BadParameter("give --category or --category-column, not both")
    lexicons = read_lexicons(lexicon, with_borrowed=model is not None)
    learned = None if model is None else read_concern_model(model)
    chosen = category or ("" if learned is None else learned.category)
    lexicons.lexicon_of(chosen)
    return Finder(lexicons, learned, chosen, engine, bool(category_column))
