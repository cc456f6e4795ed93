"""`zhanggui learn`: learn from what people confirmed, and keep it as one file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.cli import output
from bot.cli.label_file import label_columns, read_labelled
from bot.cli.lexicons import read_lexicons
from bot.cli.options import Category, Encoding, LexiconFile, TextColumn
from bot.cli.out_file import STDOUT, check_folder, spare, write_whole
from bot.cli.output import AsJson, Exit
from bot.cli.pair_file import BOTH_QUESTIONS, LABEL, read_pairs
from bot.cli.progress import busy, watched
from bot.cli.text_rows import TEXT, Column, Row, in_steps, name_broken, open_rows
from bot.errors import ImportFileError
from tagging.errors import TaggingError
from tagging.lexicon import Lexicon

T = TypeVar("T")


def learn(
    labels: Annotated[
        Path | None,
        typer.Argument(help="text, and labels or concerns; CSV or JSONL; - for stdin."),
    ] = None,
    *,
    out: Annotated[Path, typer.Option(help="Write the model here.")],
    pairs: Annotated[
        Path | None,
        typer.Option(help="Learn question1, question2, label (1: same) instead."),
    ] = None,
    category: Category = "",
    text_column: TextColumn = TEXT,
    lexicon: LexiconFile = None,
    encoding: Encoding = "",
    as_json: AsJson = False,
) -> None:
    """Learn concerns from labelled texts, or which questions mean the same from --pairs.

    labels: [["袖口", "太松", "尺码大小", -1], …], aspect and opinion may be null, 1 praises, -1
    complains; or concerns: [["尺码大小", "complains"], …]. The names are those of the file.

    It is checked on a part held back whether the model is better than the lexicon alone; the
    better one is in charge when `zhanggui concerns --model` reads. All texts are held in memory.
    Rows that cannot be read are named on stderr, and the exit code is 1.
    """
    if (labels is None) == (pairs is None):
        raise typer.BadParameter("give a file of labels, or --pairs FILE")
    if out == STDOUT:
        raise typer.BadParameter("--out must be a file")
    spare(out, labels, pairs, lexicon)
    check_folder(out)
    if pairs is not None:
        document = _learn_pairs(pairs, out, encoding)
    elif labels is not None:
        chosen = read_lexicons(lexicon, with_borrowed=True).lexicon_of(category)
        document = _learn_concerns(labels, out, chosen, text_column, encoding)
    output.say_json(document) if as_json else _say(document)
    if document["broken"]:
        raise typer.Exit(Exit.FOUND)


def _learn_concerns(
    file: Path, out: Path, lexicon: Lexicon, text_column: str, encoding: str
) -> dict[str, Any]:
    from tagging.learning import learn as learn_concerns

    examples, broken = _gather(file, label_columns(text_column), read_labelled, encoding)
    if not any(example.labels for example in examples):
        raise ImportFileError(f"{file}: not a single row with a text and labels to learn from")
    with _naming(file), busy(f"learning from {len(examples):,} texts"):
        model = learn_concerns(examples, lexicon)
    write_whole(out, model.to_bytes())
    return {
        "texts": len(examples),
        "broken": broken,
        "category": model.category,
        "names": list(model.names),
        **asdict(model.charge),
    }


def _learn_pairs(file: Path, out: Path, encoding: str) -> dict[str, Any]:
    from tagging.pairs import learn_pairs

    pairs, broken = _gather(file, [*BOTH_QUESTIONS, LABEL], read_pairs, encoding)
    with _naming(file), busy(f"learning from {len(pairs):,} pairs"):
        model = learn_pairs(pairs)
    same = sum(pair.is_same for pair in pairs)
    write_whole(out, model.to_bytes())
    return {"pairs": len(pairs), "same": same, "broken": broken}


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Name the file whose rows are too few to learn from."""
    try:
        yield
    except TaggingError as fault:
        raise ImportFileError(f"{file}: {fault}") from None


def _gather(
    file: Path,
    columns: Sequence[Column],
    parse: Callable[[Iterable[Row]], Iterator[tuple[Row, T | None]]],
    encoding: str,
) -> tuple[list[T], int]:
    """Read what can be used, naming what cannot, and count that."""
    gathered: list[T] = []
    broken = 0
    with open_rows(file, columns, encoding=encoding) as rows, watched(in_steps(rows)) as steps:
        for step in steps:
            read = list(parse(step))
            broken += name_broken(file, (row for row, _ in read))
            gathered += [each for _, each in read if each is not None]
    return gathered, broken


def _say(document: Mapping[str, Any]) -> None:
    for key, value in document.items():
        is_list = isinstance(value, list | tuple)
        output.say(f"{key}: {', '.join(map(str, value)) if is_list else value}")
