"""Files of questions: pairs that mean the same or not, and a shop's entries with their answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.text_rows import Column, Row, in_steps, name_broken, open_rows
from bot.errors import ImportFileError

if TYPE_CHECKING:  # numpy waits until something is matched
    from tagging.matching import Entry
    from tagging.pairs import Pair

BOTH_QUESTIONS = (Column(("question1",)), Column(("question2",)))
LABEL = Column(("label",), is_text=False)
FAQ = (Column(("id",), is_text=False), Column(("question",)), Column(("answer",), is_needed=False))


def read_pairs(rows: Iterable[Row]) -> Iterator[tuple[Row, "Pair | None"]]:
    """Give each row of question1, question2 and label as a pair, or say why it is none."""
    from tagging.pairs import Pair

    for row in rows:
        if row.error or not any(row.cells):
            yield row, None
        elif row.cells[2].strip() in ("0", "1"):
            first, second, label = row.cells
            yield row, Pair(first, second, is_same=label.strip() == "1")
        else:
            yield row._replace(error="its label is neither 1 (same meaning) nor 0"), None


@dataclass(slots=True)
class Faq:
    """The entries of a shop, their answers by id, and how many rows were refused."""

    entries: "list[Entry]" = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    broken: int = 0


def read_faq(file: Path, encoding: str = "") -> Faq:
    """Read id, question and answer, several rows of an id being its phrasings.

    Refused rows are named on stderr. Raise ImportFileError where no row can be used.
    """
    from tagging.matching import Entry

    faq = Faq()
    with open_rows(file, FAQ, encoding=encoding) as rows:
        for step in in_steps(map(_checked, rows)):
            faq.broken += name_broken(file, step)
            for _, (id_, question, answer), error in step:
                if error or not id_:
                    continue
                faq.entries.append(Entry(id_, question))
                if answer:
                    faq.answers.setdefault(id_, answer)
    if not faq.entries:
        raise ImportFileError(f"{file}: not a single row with an id and a question")
    return faq


def _checked(row: Row) -> Row:
    cells = tuple(cell.strip() for cell in row.cells)
    if row.error or not any(cells) or (cells[0] and cells[1]):
        return row._replace(cells=cells)
    return row._replace(cells=cells, error="its id or its question is empty")
