"""`zhanggui match`: which entry of an FAQ answers a question, and whether two mean the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.model_file import read_pair_model
from bot.cli.options import AlwaysJson, Encoding, Out, PairModelFile
from bot.cli.out_file import STDOUT, spare, write_rows
from bot.cli.output import Exit
from bot.cli.pair_file import BOTH_QUESTIONS, read_faq
from bot.cli.text_rows import Column, Row, open_rows

if TYPE_CHECKING:  # numpy waits until something is matched
    from tagging.matching import Match
    from tagging.pairs import PairModel

QUESTION = Column(("question", "text"))


def match(
    questions: Annotated[
        Path | None,
        typer.Argument(
            help="Plain lines, CSV with a column question or text, JSONL; - for stdin."
        ),
    ] = None,
    *,
    faq: Annotated[
        Path | None,
        typer.Option(help="Entries: id, question[, answer]; rows of an id are phrasings."),
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="Score question1 and question2 of each row instead.")
    ] = None,
    model: PairModelFile = None,
    encoding: Encoding = "",
    out: Out = STDOUT,
    as_json: AlwaysJson = True,
) -> None:
    """Find the entries that answer each question: one JSON object a row, in order.

    {"row": 0, "decision": "answer", "top": [{"id": "12", "score": 0.93}, …], "answer": "…"}

    answer: sure enough to send; suggest: let a person choose among the top; abstain: none fits.
    With --pairs: {"row": 0, "score": 0.87}, how surely both mean the same. A row that cannot be
    read is named on stderr and keeps its place with an "error"; the exit code is 1 then.
    """
    del as_json  # one object a row is the only form there is
    file = _file_to_read(questions, faq, pairs)
    spare(out, file, faq, model)
    learned = None if model is None else read_pair_model(model)
    if faq is None:
        broken = _write_scores(file, learned, encoding, out)
    else:
        broken = _write_matches(file, faq, learned, encoding, out)
    if broken:
        raise typer.Exit(Exit.FOUND)


def _file_to_read(questions: Path | None, faq: Path | None, pairs: Path | None) -> Path:
    if pairs is not None and faq is None and questions is None:
        return pairs
    if faq is not None and questions is not None and pairs is None:
        return questions
    raise typer.BadParameter("give --faq FAQ and a file of questions, or --pairs FILE alone")


def _write_matches(
    file: Path, faq: Path, model: "PairModel | None", encoding: str, out: Path
) -> int:
    from tagging.matching import FaqMatcher

    known = read_faq(faq, encoding)
    matcher = FaqMatcher(known.entries, model)

    def answer(step: Sequence[Row]) -> Iterator[str]:
        matches = matcher.match_many([row.cells[0] for row in step])
        for row, found in zip(step, matches, strict=True):
            yield _match_line(row, found, known.answers)

    with open_rows(file, [QUESTION], encoding=encoding, may_be_plain=True) as rows:
        return known.broken + write_rows(file, rows, answer, out)


def _match_line(row: Row, found: "Match", answers: Mapping[str, str]) -> str:
    if row.error:
        return _json_line(row, decision="abstain", top=[], error=row.error)
    top = [{"id": each.id, "score": round(each.score, 4)} for each in found.top]
    if found.decision == "answer" and found.top[0].id in answers:
        return _json_line(row, decision=found.decision, top=top, answer=answers[found.top[0].id])
    return _json_line(row, decision=found.decision, top=top)


def _write_scores(file: Path, model: "PairModel | None", encoding: str, out: Path) -> int:
    from tagging.pairs import score_pairs

    score = score_pairs if model is None else model.score_many

    def lines(step: Sequence[Row]) -> Iterator[str]:
        scores = score([(row.cells[0], row.cells[1]) for row in step])
        for row, each in zip(step, scores, strict=True):
            yield (
                _json_line(row, error=row.error)
                if row.error
                else _json_line(row, score=round(float(each), 4))
            )

    with open_rows(file, BOTH_QUESTIONS, encoding=encoding) as rows:
        return write_rows(file, rows, lines, out)


def _json_line(row: Row, **values: object) -> str:
    return json.dumps({"row": row.number, **values}, ensure_ascii=False) + "\n"
