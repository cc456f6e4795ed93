"""`zhanggui lint`: look for wording that advertising law forbids or doubts, from files alone."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.allowed_file import WhiteListFile, allowed_in
from bot.cli.bad_rows import name_bad_rows
from bot.cli.copy_rows import CopyRow, copy_row, open_copy
from bot.cli.goods_class import GoodsClassName, need_goods_class
from bot.cli.group_file import Refusals
from bot.cli.lint_out import (
    PASS,
    UNREAD,
    Hits,
    document_of,
    level_of,
    line_of,
    report_of,
    summary_of,
)
from bot.cli.options import Encoding
from bot.cli.out_file import encodable
from bot.cli.output import AsJson, Exit
from bot.cli.progress import watched
from bot.cli.terminal import columns
from bot.cli.text_rows import Row, in_steps
from bot.packaged import packaged_wording
from persona.worded.facts import CopyFacts, GoodsClass
from persona.wording import WordLevel, WordTable, check_copy

_TABLES = (".csv", ".tsv", ".jsonl", ".json", ".ndjson")

Found = Iterable[tuple[CopyRow, Hits]]


def lint(
    file: Annotated[
        str, typer.Argument(help="CSV, JSONL or plain lines, also .gz; - for stdin.")
    ] = "",
    *,
    text: Annotated[str, typer.Option(help="Check this text instead of a file.")] = "",
    goods_class: GoodsClassName = GoodsClass.GENERAL,
    class_column: Annotated[
        str, typer.Option(help="The column that names each row's class.")
    ] = "",
    white_list: WhiteListFile = None,
    encoding: Encoding = "",
    report: Annotated[
        bool, typer.Option("--report", help="Print the report for people, wherever it goes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check copy for advertising law: what is found, where, which article, what to say instead.

    One JSON object a row, rows from 1: {"row", "level", "hits": [{"start", "end", "text", …}]};
    level is block, warn, hint or pass. Plain lines on a terminal, and --report, give a report for
    people; --json one document {"level", "rows"}. Exits with 1 where something is at the level
    block or a row cannot be read. A mark means "let a person look", it is no legal opinion.
    """
    if bool(file) == bool(text):
        raise typer.BadParameter("give a file (or - for stdin), or --text")
    base = CopyFacts(goods_class=need_goods_class(goods_class), allowed=allowed_in(white_list))
    check = _Check(Path(file or "--text"), base, packaged_wording())
    is_for_people = report or (sys.stdout.isatty() and not _is_table(file))
    with _open(file, text, class_column, encoding) as rows:
        if as_json:
            found = [document_of(row, hits) for row, hits in check.find(in_steps(rows))]
            output.say_json({"level": check.worst, "rows": found})
        elif is_for_people:
            _say_report(check.find(in_steps(rows)))
            output.say(summary_of(check.levels))
        else:
            with watched(in_steps(rows)) as steps:
                _say_lines(check.find(steps))
    name_bad_rows(check.file, check.refusals.named, check.refusals.counts, unit="条")
    if check.levels[UNREAD] or check.levels[WordLevel.BLOCK]:
        raise typer.Exit(Exit.FOUND)


@dataclass(slots=True)
class _Check:
    """The check of a file, and what came of it so far."""

    file: Path
    base: CopyFacts
    table: WordTable
    levels: Counter[str] = field(default_factory=Counter)
    refusals: Refusals = field(default_factory=Refusals)

    @property
    def worst(self) -> str:
        """Return the strictest level so far."""
        return next((level for level in WordLevel if self.levels[level]), PASS)

    def find(self, steps: Iterable[Iterable[Row]]) -> Iterator[tuple[CopyRow, Hits]]:
        """Give each row with what was found in it; name those that cannot be read."""
        for step in steps:
            for row in map(self._read, step):
                hits = check_copy(row.text, self.table, row.facts)
                self.levels[UNREAD if row.error else level_of(hits)] += 1
                yield row, hits

    def _read(self, row: Row) -> CopyRow:
        copy = copy_row(row, self.base)
        if row.error:
            self.refusals.add(copy.number, *row.error.split("；", maxsplit=1))
        for note in copy.notes:
            self.refusals.add(copy.number, *note)
        return copy


@contextmanager
def _open(file: str, text: str, class_column: str, encoding: str) -> Iterator[Iterator[Row]]:
    if file:
        with open_copy(Path(file), class_column, encoding) as rows:
            yield rows
    else:
        yield (Row(number, (line,)) for number, line in enumerate(text.splitlines(), start=1))


def _is_table(file: str) -> bool:
    return file.lower().removesuffix(".gz").endswith(_TABLES)


def _say_report(found: Found) -> None:
    width = columns()
    for row, hits in found:
        for line in report_of(row, hits, width):
            output.say(line)


def _say_lines(found: Found) -> None:
    for row, hits in found:
        sys.stdout.write(encodable(line_of(row, hits)))
