"""How right the matching of questions is: same meaning or not, and the entry that answers."""

from collections.abc import Iterator
from pathlib import Path

from tagging.evaluation import AnswerScores, area_under_curve
from tagging.matching import FaqMatcher
from tagging.pairs import learn_pairs
from tests.bench.figures import Effort, Figure
from tests.bench.labelled import PARTS, cut, kinship, make_shelf, read_question_pairs
from tests.bench.rivals.plain import LinearPairs, first_by_tfidf

SAME = {"general": 91, "bank": 82, "pay": 82}
FIRST = {"general": 92, "assistant": 72}
ENTRIES = {"general": 11_182, "assistant": 1_201}  # as many as in the study that set the start


def measure(folder: Path, effort: Effort) -> list[Figure]:
    """Measure pairs and entries; groups of questions that pairs connect are never cut in two."""
    kinds = effort.count(len(SAME), 1)
    return [
        *(_same(folder, kind, SAME[kind]) for kind in list(SAME)[:kinds]),
        *(figure for kind in FIRST for figure in _answered(folder, kind, FIRST[kind], effort)),
    ]


def _file(folder: Path, kind: str) -> Path:
    return folder / f"questions_{kind}_pairs.csv.gz"


def _same(folder: Path, kind: str, target: float) -> Figure:
    pairs = read_question_pairs(_file(folder, kind))
    head = kinship(pairs)
    ((learned, asked),) = cut(pairs, lambda pair: head(pair.question1), 1)
    truths = [pair.is_same for pair in asked]
    both = [(pair.question1, pair.question2) for pair in asked]
    ours = area_under_curve(learn_pairs(learned).score_many(both), truths)
    linear = area_under_curve(LinearPairs(learned).score(asked), truths)
    return Figure(
        name=f"same question, {kind}: AUC",
        value=100 * ours,
        unit="%",
        target=target,
        is_floor=True,
        rivals={"TF-IDF + LR": 100 * linear},
        note=f"{len(asked):,} pairs asked, {len(pairs):,} in all",
    )


def _answered(folder: Path, kind: str, target: float, effort: Effort) -> Iterator[Figure]:
    """Ask for entries with questions whose groups the model has never seen."""
    pairs = read_question_pairs(_file(folder, kind))
    shelf, head = make_shelf(pairs, ENTRIES[kind]), kinship(pairs)
    parts = effort.count(1 if kind == "general" else PARTS, 1)
    scores, nearest = AnswerScores(), AnswerScores()
    stored = [entry.question for entry in shelf.entries]
    for learned, kept in cut(pairs, lambda pair: head(pair.question1), parts):
        groups = {head(pair.question1) for pair in kept}
        asked = [(question, id_) for question, id_ in shelf.asked if head(question) in groups]
        questions = [question for question, _ in asked]
        matches = FaqMatcher(shelf.entries, learn_pairs(learned)).match_many(questions)
        rival = first_by_tfidf(stored, questions)
        for (_, id_), found, place in zip(asked, matches, rival, strict=True):
            top = [each.id for each in found.top]
            scores.add(id_, top, is_answered=found.decision == "answer")
            nearest.add(id_, [shelf.entries[place].id], is_answered=False)
    yield Figure(
        name=f"FAQ, {kind}: right entry first",
        value=100 * scores.recall_at_1,
        unit="%",
        target=target,
        is_floor=True,
        rivals={"TF-IDF of jieba words": 100 * nearest.recall_at_1},
        note=(
            f"{len(stored):,} entries, {scores.asked:,} questions; in five "
            f"{100 * scores.recall_at_5:.1f} %"
        ),
    )
    yield Figure(
        name=f"FAQ, {kind}: answers that are right",
        value=100 * scores.precision,
        unit="%",
        note=f"{100 * scores.answered_share:.1f} % of the questions are answered",
    )
