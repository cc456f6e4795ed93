"""`zhanggui discover`: what customers speak of that nobody listed, from files alone."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.lexicons import read_lexicons
from bot.cli.options import (
    AlwaysJson,
    Category,
    Encoding,
    EngineName,
    LexiconFile,
    Out,
    TextColumn,
)
from bot.cli.out_file import STDOUT, open_out, spare
from bot.cli.output import Exit
from bot.cli.progress import watched
from bot.cli.text_rows import TEXT, Column, Row, in_steps, name_broken, open_rows
from tagging.text import Engine

if TYPE_CHECKING:  # what only this command needs waits until it is called
    from tagging.lexicon import Lexicon


class By(StrEnum):
    """What makes a word worth a look."""

    JUDGED = "judged"  # customers say how it is
    COMPLAINED = "complained"  # it stands in complaints more than in praise
    NEW = "new"  # the dictionary lacks it


def discover(
    file: Annotated[
        Path, typer.Argument(help="CSV, JSONL or plain lines, also .gz; - for stdin.")
    ],
    *,
    text_column: TextColumn = TEXT,
    category: Category = "",
    most: Annotated[int, typer.Option(min=1, help="So many candidates at most.")] = 200,
    by: Annotated[
        By, typer.Option(help="Words that are judged, that complaints use, or that are new.")
    ] = By.JUDGED,
    unlisted: Annotated[
        bool, typer.Option("--unlisted", help="Of judged: only where the lexicon finds nothing.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(help="Rank what FILE says more than this file: later, another product …"),
    ] = None,
    lexicon: LexiconFile = None,
    engine: EngineName = Engine.AUTO,
    encoding: Encoding = "",
    out: Out = STDOUT,
    as_json: AlwaysJson = True,
) -> None:
    """Rank what the texts speak of and judge: one JSON object a candidate, the surest first.

    {"term": "袖口", "count": 12, "opinions": ["松", "紧"], "examples": ["袖口有点松"], …}

    `concern` names the concern that lists the term already ("": none does). `--by complained` and
    `--against` compare two sides: counts of both, and z, above 1.96 hardly chance. Memory grows
    with the words, not with the texts. Rows that cannot be read are named on stderr; the exit
    code is 1.
    """
    del as_json  # one object a candidate is the only form there is
    if (by is not By.JUDGED) + unlisted + bool(against) > 1:
        raise typer.BadParameter("--by, --unlisted and --against exclude one another")
    spare(out, file, lexicon, against)
    chosen = read_lexicons(lexicon).lexicon_of(category)
    read = _Reading(text_column, encoding)
    with ExitStack() as opened:
        texts = opened.enter_context(read.texts(file))
        if against:
            found = _rising(texts, opened.enter_context(read.texts(against)), most, engine)
        elif by is By.JUDGED:
            found = _judged(texts, chosen, most, engine, unlisted_only=unlisted)
        else:
            found = _SIMPLY[by](texts, chosen, most, engine)
        lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in found]
    with open_out(out) as write:
        write("".join(lines))
    if read.broken:
        raise typer.Exit(Exit.FOUND)


@dataclass(slots=True)
class _Reading:
    """How the texts of files are read, and how many rows could not be."""

    text_column: str
    encoding: str
    broken: int = 0

    @contextmanager
    def texts(self, file: Path) -> Iterator[Iterator[str]]:
        """Open a file's texts; rows that cannot be read are named."""
        columns = [Column((self.text_column,))]
        may_be_plain = self.text_column == TEXT
        with open_rows(file, columns, encoding=self.encoding, may_be_plain=may_be_plain) as rows:
            yield self._said(file, in_steps(rows))

    def _said(self, file: Path, steps: Iterable[Sequence[Row]]) -> Iterator[str]:
        with watched(steps) as shown:
            for step in shown:
                self.broken += name_broken(file, step)
                yield from (row.cells[0] for row in step if not row.error)


Lines = Iterator[dict[str, object]]


def _judged(
    texts: Iterator[str], lexicon: "Lexicon", most: int, engine: Engine, *, unlisted_only: bool
) -> Lines:
    from tagging.mining import discover as rank

    for one in rank(texts, lexicon, most=most, unlisted_only=unlisted_only, engine=engine):
        share, score = round(one.complaint_share, 3), round(one.score, 3)
        yield asdict(one) | {"complaint_share": share, "score": score}


def _complained(texts: Iterator[str], lexicon: "Lexicon", most: int, engine: Engine) -> Lines:
    from tagging.mined.log_odds import complaint_words

    for one in complaint_words(texts, lexicon, most=most, engine=engine):
        yield asdict(one) | {"z": round(one.z, 3)}


def _rising(texts: Iterator[str], others: Iterator[str], most: int, engine: Engine) -> Lines:
    from tagging.mined.log_odds import compare

    for one in compare(texts, others, most=most, engine=engine):
        yield asdict(one) | {"z": round(one.z, 3)}


def _new(texts: Iterator[str], _: object, most: int, engine: Engine) -> Lines:
    from tagging.mined.new_words import find_new_words

    for one in find_new_words(texts, most=most, engine=engine):
        yield {
            "term": one.text,
            "count": one.count,
            "pmi": round(one.pmi, 3),
            "entropy": round(one.entropy, 3),
        }


_SIMPLY = {By.COMPLAINED: _complained, By.NEW: _new}
