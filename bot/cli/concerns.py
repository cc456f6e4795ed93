"""`zhanggui concerns`: what the writers of reviews and messages worry about, from files alone."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.finder import make_finder
from bot.cli.options import (
    AlwaysJson,
    Category,
    CategoryColumn,
    ConcernModelFile,
    Encoding,
    EngineName,
    LexiconFile,
    Out,
    TextColumn,
)
from bot.cli.out_file import STDOUT, spare, write_rows
from bot.cli.output import Exit
from bot.cli.text_rows import TEXT, Column, Row, open_rows
from tagging.concerns import Finding
from tagging.text import Engine

_quote = json.JSONEncoder(ensure_ascii=False).encode


def concerns(
    file: Annotated[
        Path, typer.Argument(help="CSV, JSONL or plain lines, also .gz; - for stdin.")
    ],
    *,
    text_column: TextColumn = TEXT,
    category: Category = "",
    category_column: CategoryColumn = "",
    lexicon: LexiconFile = None,
    model: ConcernModelFile = None,
    engine: EngineName = Engine.AUTO,
    encoding: Encoding = "",
    out: Out = STDOUT,
    as_json: AlwaysJson = True,
) -> None:
    """Find the concerns of each row: one JSON object a row, in the order of the file.

    Stances are asks, doubts, complains, praises and mentions; start and end count characters.
    For a CSV with the columns id,text and the row 1,这件会不会偏小？:

    {"row": 0, "concerns": [{"concern": "尺码大小", "stance": "asks", "evidence": "会不会偏小",
    "start": 2, "end": 7, "confidence": 0.8}]}

    Rows count from 0, the header left out. A text is read for its first 300 clauses that name a
    concern. A row that cannot be read is named on stderr and keeps its place as
    {"row": 3, "concerns": [], "error": "…"}; the rest is done and the exit code is 1.
    """
    del as_json  # one object a row is the only form there is
    spare(out, file, lexicon, model)
    finder = make_finder(
        lexicon, model, category=category, category_column=category_column, engine=engine
    )
    columns = [Column((text_column,))]
    if category_column:
        columns.append(Column((category_column,)))
    is_plain = text_column == TEXT and not category_column
    with open_rows(file, columns, encoding=encoding, may_be_plain=is_plain) as rows:
        broken = write_rows(file, rows, lambda step: map(_line, step, finder.find(step)), out)
    if broken:
        raise typer.Exit(Exit.FOUND)


def _line(row: Row, found: Sequence[Finding]) -> str:
    """Write a row as JSON, by hand: most rows of a chat say nothing, and should cost nothing."""
    if not found and not row.error:
        return f'{{"row": {row.number}, "concerns": []}}\n'
    error = f', "error": {_quote(row.error)}' if row.error else ""
    return f'{{"row": {row.number}, "concerns": [{", ".join(map(_object, found))}]{error}}}\n'


def _object(finding: Finding) -> str:
    return (
        f'{{"concern": {_quote(finding.concern)}, "stance": "{finding.stance}", '
        f'"evidence": {_quote(finding.evidence)}, "start": {finding.start}, '
        f'"end": {finding.end}, "confidence": {round(finding.confidence, 3)}}}'
    )
