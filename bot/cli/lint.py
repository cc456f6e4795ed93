"""`zhanggui lint`: look for words that advertising law forbids or doubts, from files alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.output import AsJson, Exit
from bot.cli.text_file import UNREADABLE, open_text
from bot.errors import ImportFileError
from bot.packaged import packaged_wording
from persona.wording import WordHit, WordLevel, check_copy

PASS = "pass"  # noqa: S105  a level, no password
LEVEL_NAMES = {WordLevel.BLOCK: "拦下", WordLevel.WARN: "提醒", WordLevel.HINT: "提示"}


def lint(
    file: Annotated[str, typer.Argument(help="A text file, a line a copy; - for stdin.")] = "",
    text: Annotated[str, typer.Option(help="Check this text instead of a file.")] = "",
    encoding: Annotated[
        str, typer.Option(help="utf-8, gb18030, utf-16 (default: found out).")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check each line for advertising-law words: place, level, word, law and article.

    A mark means "let a person look", it is no legal opinion. Exits with 1 when something is at the
    level block. With --json: {"level", "rows": [{"row", "level", "hits": […]}]}.
    """
    lines = _lines_of(file, text, encoding)
    table = packaged_wording()
    found = [(row, check_copy(line, table)) for row, line in enumerate(lines, start=1)]
    worst = level_of([hit for _, hits in found for hit in hits])
    if as_json:
        rows = [
            {"row": row, "level": level_of(hits), "hits": [_document(hit) for hit in hits]}
            for row, hits in found
        ]
        output.say_json({"level": worst, "rows": rows})
    else:
        _say(found)
    if worst == WordLevel.BLOCK:
        raise typer.Exit(Exit.FOUND)


def level_of(hits: Sequence[WordHit]) -> str:
    """Return the strictest level among hits, or "pass"."""
    levels = {hit.level for hit in hits}
    return next((level for level in WordLevel if level in levels), PASS)


def _lines_of(file: str, text: str, encoding: str) -> list[str]:
    if bool(file) == bool(text):
        raise typer.BadParameter("give a file (or - for stdin), or --text")
    if file:
        with open_text(Path(file), encoding) as lines:
            text = "".join(lines)
    if UNREADABLE.search(text):
        raise ImportFileError(f"{file}: is not text: some bytes are in no encoding we know")
    return text.splitlines()


def _document(hit: WordHit) -> dict[str, object]:
    from bot.reasons import word

    return {
        "start": hit.start,
        "end": hit.end,
        "text": hit.word,
        "category": hit.category,
        "level": hit.level,
        "law": hit.law,
        "article": hit.article,
        "because": word(hit.because),
        "why_maybe_fine": word(hit.may_be_fine) if hit.may_be_fine else None,
    }


def _say(found: Sequence[tuple[int, Sequence[WordHit]]]) -> None:
    from bot.reasons import word

    for row, hits in found:
        for hit in hits:
            output.say(
                f"{row}:{hit.start + 1}-{hit.end} {LEVEL_NAMES[hit.level]} {hit.level} "
                f"「{hit.word}」 {hit.category} {hit.law}{hit.article}"
            )
            if hit.may_be_fine:
                output.say(f"    {word(hit.may_be_fine)}")
    if not any(hits for _, hits in found):
        output.say("没有发现需要留意的词")
