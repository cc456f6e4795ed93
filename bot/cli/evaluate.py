"""`zhanggui evaluate`: measure what the other commands find against what people said."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.finder import Finder, make_finder
from bot.cli.label_file import has_stances, label_columns, read_labelled
from bot.cli.match import QUESTION
from bot.cli.model_file import read_pair_model
from bot.cli.options import (
    AlwaysJson,
    Category,
    CategoryColumn,
    ConcernModelFile,
    Encoding,
    LexiconFile,
    PairModelFile,
    TextColumn,
)
from bot.cli.output import Exit
from bot.cli.pair_file import BOTH_QUESTIONS, LABEL, read_faq, read_pairs
from bot.cli.progress import watched
from bot.cli.text_rows import TEXT, Column, Row, in_steps, name_broken, open_rows
from bot.errors import ImportFileError
from tagging.evaluation import (
    AnswerScores,
    ConcernScores,
    Spoken,
    Tally,
    accuracy,
    area_under_curve,
    in_names,
)
from tagging.labels import Example, sources_of

UNNAMED = frozenset({"整体", "其他"})  # no concern of their own; only a model can learn them
RIGHT_ENTRY = Column(("answer_id", "id"), is_text=False)
PLACES = 4  # decimals

evaluate = typer.Typer(
    no_args_is_help=True,
    help="Measure what is found against what people said: one JSON document.",
)


@evaluate.command("concerns")
def evaluate_concerns(
    file: Annotated[Path, typer.Argument(help="Labelled texts, as `zhanggui learn` reads them.")],
    *,
    text_column: TextColumn = TEXT,
    category: Category = "",
    category_column: CategoryColumn = "",
    lexicon: LexiconFile = None,
    model: ConcernModelFile = None,
    encoding: Encoding = "",
    as_json: AlwaysJson = True,
) -> None:
    """Compare concerns and how they are spoken of: precision, recall and F1.

    Names of the labels stand for ours (服务: 服务态度 or 售后保修); those that nothing stands for
    are left out and listed. The definitions are in docs/file-formats.md.
    """
    del as_json
    finder = make_finder(lexicon, model, category=category, category_column=category_column)
    text, labels = label_columns(text_column)
    columns = [text, *([Column((category_column,))] if category_column else []), labels]
    survey = _Survey()
    with (
        open_rows(file, columns, encoding=encoding) as rows,
        watched(in_steps(rows)) as steps,
    ):
        for step in steps:
            survey.take(file, step, finder)
    _say(survey.document(file, finder), survey.broken)


class _Survey:
    """What was said and found in each text; the texts themselves are let go."""

    def __init__(self) -> None:
        self.pairs: list[tuple[set[Spoken], set[Spoken]]] = []
        self.names: set[str] = set()
        self.has_stances = False
        self.broken = 0

    def take(self, file: Path, step: Sequence[Row], finder: Finder) -> None:
        """Search a step's texts and keep what they say beside what is found."""
        read = list(read_labelled(step))
        self.broken += name_broken(file, (row for row, _ in read))
        found = finder.find(step)
        for (row, example), findings in zip(read, found, strict=True):
            if example is not None:
                self._keep(row, example, {(each.concern, each.stance) for each in findings})

    def _keep(self, row: Row, example: Example, found: set[Spoken]) -> None:
        said = {(label.concern, label.stance) for label in example.labels}
        self.pairs.append((said, found))
        self.names.update(concern for concern, _ in said)
        self.has_stances = self.has_stances or has_stances(row.cells[-1])

    def document(self, file: Path, finder: Finder) -> dict[str, object]:
        """Score what is measured. Raise ImportFileError where there is nothing."""
        if not self.pairs:
            raise ImportFileError(f"{file}: not a single row with a text and labels to use")
        names, left_out = self._names(finder)
        scores = ConcernScores()
        for said, found in self.pairs:
            named = found if finder.model is not None else in_names(found, names)
            scores.add(_of(said, names), _of(named, names))
        return {"texts": scores.texts, "broken": self.broken, "left_out": left_out} | _document(
            scores, with_stances=self.has_stances
        )

    def _names(self, finder: Finder) -> tuple[frozenset[str], list[str]]:
        """Choose the names that are measured, and list those of the file that are left out."""
        names = self.names.union(finder.lexicons.everywhere if self.has_stances else ())
        if finder.model is not None:
            return frozenset(names), []
        ours = finder.lexicons.concerns
        left_out = [
            name for name in sorted(names) if name in UNNAMED or ours.isdisjoint(sources_of(name))
        ]
        return frozenset(names).difference(left_out), left_out


def _of(spoken: Iterable[Spoken], names: frozenset[str]) -> set[Spoken]:
    return {(name, stance) for name, stance in spoken if name in names}


def _document(scores: ConcernScores, *, with_stances: bool) -> dict[str, object]:
    document: dict[str, object] = {
        "concern": _shares(scores.concerns) | {"macro_f1": round(scores.macro_f1, PLACES)},
        "concern_and_polarity": _shares(scores.polarities),
        "complaints": _shares(scores.complaints),
    }
    if with_stances:
        document["concern_and_stance"] = _shares(scores.stances)
        document["asked_or_complained"] = _shares(scores.asked_or_complained)
    document["by_name"] = {name: _shares(tally) for name, tally in sorted(scores.by_name.items())}
    return document


def _shares(tally: Tally) -> dict[str, float]:
    return {
        "f1": round(tally.f1, PLACES),
        "precision": round(tally.precision, PLACES),
        "recall": round(tally.recall, PLACES),
        "said": tally.said,
        "found": tally.found,
        "right": tally.right,
    }


@evaluate.command("pairs")
def evaluate_pairs(
    file: Annotated[Path, typer.Argument(help="question1, question2, label (1 same, 0 not).")],
    *,
    model: PairModelFile = None,
    encoding: Encoding = "",
    as_json: AlwaysJson = True,
) -> None:
    """Compare scores of question pairs: the area under the curve, and accuracy at 0.5."""
    from tagging.pairs import score_pairs

    del as_json
    score = score_pairs if model is None else read_pair_model(model).score_many
    scores: list[float] = []
    truths: list[bool] = []
    broken = 0
    columns = (*BOTH_QUESTIONS, LABEL)
    with (
        open_rows(file, columns, encoding=encoding) as rows,
        watched(in_steps(rows)) as steps,
    ):
        for step in steps:
            read = list(read_pairs(step))
            broken += name_broken(file, (row for row, _ in read))
            pairs = [pair for _, pair in read if pair is not None]
            scores += score([(pair.question1, pair.question2) for pair in pairs])
            truths += [pair.is_same for pair in pairs]
    if not scores:
        raise ImportFileError(f"{file}: not a single row with two questions and a label to use")
    document = {
        "pairs": len(scores),
        "broken": broken,
        "same": sum(truths),
        "auc": round(area_under_curve(scores, truths), PLACES),
        "accuracy": round(accuracy(scores, truths), PLACES),
    }
    _say(document, broken)


@evaluate.command("match")
def evaluate_match(
    questions: Annotated[
        Path, typer.Argument(help="question (or text), and answer_id (or id) of the right entry.")
    ],
    *,
    faq: Annotated[Path, typer.Option(help="Entries: id, question[, answer].")],
    model: PairModelFile = None,
    encoding: Encoding = "",
    as_json: AlwaysJson = True,
) -> None:
    """Compare the entries that are found with the right ones: R@1, R@5, share and precision."""
    from tagging.matching import FaqMatcher

    del as_json
    known = read_faq(faq, encoding)
    matcher = FaqMatcher(known.entries, None if model is None else read_pair_model(model))
    scores = AnswerScores()
    broken = known.broken
    with (
        open_rows(questions, (QUESTION, RIGHT_ENTRY), encoding=encoding) as rows,
        watched(in_steps(rows)) as steps,
    ):
        for step in steps:
            broken += name_broken(questions, step)
            asked = [row.cells for row in step if not row.error and any(row.cells)]
            matches = matcher.match_many([question for question, _ in asked])
            for (_, entry), found in zip(asked, matches, strict=True):
                top = [each.id for each in found.top]
                scores.add(entry.strip(), top, is_answered=found.decision == "answer")
    if not scores.asked:
        raise ImportFileError(f"{questions}: not a single question to use")
    document = {
        "entries": len({entry.id for entry in known.entries}),
        "questions": scores.asked,
        "broken": broken,
        "with_entry": scores.known,
        "recall_at_1": round(scores.recall_at_1, PLACES),
        "recall_at_5": round(scores.recall_at_5, PLACES),
        "answered": scores.answered,
        "answered_share": round(scores.answered_share, PLACES),
        "answered_precision": round(scores.precision, PLACES),
    }
    _say(document, broken)


def _say(document: Mapping[str, object], broken: int) -> None:
    output.say_json(document)
    if broken:
        raise typer.Exit(Exit.FOUND)
