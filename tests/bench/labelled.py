"""The labelled texts that accuracy is measured on, cut into what is learned and what is asked."""

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.cli.label_file import label_columns, read_labelled
from bot.cli.pair_file import BOTH_QUESTIONS, LABEL, read_pairs
from bot.cli.text_rows import Column, open_rows
from tagging.labels import Example
from tagging.matching import Entry
from tagging.pairs import Pair

SEED = 20260101
PARTS = 3  # one of them is asked, the others are learned
T = TypeVar("T")


def read_examples(file: Path) -> list[Example]:
    """Read texts with what people said of them."""
    with open_rows(file, label_columns()) as rows:
        return [example for _, example in read_labelled(rows) if example is not None]


def read_texts(file: Path, *columns: str) -> list[tuple[str, ...]]:
    """Read some columns of a file."""
    with open_rows(file, [Column((name,)) for name in columns]) as rows:
        return [row.cells for row in rows if not row.error]


def read_question_pairs(file: Path) -> list[Pair]:
    """Read pairs of questions."""
    with open_rows(file, [*BOTH_QUESTIONS, LABEL]) as rows:
        return [pair for _, pair in read_pairs(rows) if pair is not None]


def cut(
    rows: Sequence[T], group_of: Callable[[T], Hashable], most: int = PARTS
) -> Iterator[tuple[list[T], list[T]]]:
    """Cut rows into what is learned and what is asked, so often; groups stay together."""
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for row in rows:
        groups[group_of(row)].append(row)
    shuffled = list(groups.values())
    random.Random(SEED).shuffle(shuffled)
    for part in range(most):
        asked = [row for group in shuffled[part::PARTS] for row in group]
        learned = [row for at, group in enumerate(shuffled) if at % PARTS != part for row in group]
        yield learned, asked


def kinship(pairs: Sequence[Pair], *, same_only: bool = False) -> Callable[[str], str]:
    """Group questions that pairs connect; give the one that stands for a question's group."""
    parent: dict[str, str] = {}

    def head(question: str) -> str:
        while parent.setdefault(question, question) != question:
            parent[question] = question = parent[parent[question]]
        return question

    for pair in pairs:
        if pair.is_same or not same_only:
            parent[head(pair.question1)] = head(pair.question2)
    return head


@dataclass(frozen=True, slots=True)
class Shelf:
    """An FAQ of one question an entry, and other phrasings that ask for the right entry."""

    entries: list[Entry]
    asked: list[tuple[str, str]]


def make_shelf(pairs: Sequence[Pair], most: int) -> Shelf:
    """Let questions of the same meaning be one entry: one of them is stored, another asks."""
    head = kinship(pairs, same_only=True)
    phrasings: dict[str, list[str]] = defaultdict(list)
    for question in dict.fromkeys(q for pair in pairs for q in (pair.question1, pair.question2)):
        phrasings[head(question)].append(question)
    chance = random.Random(SEED)
    entries, asked = [], []
    groups = chance.sample(list(phrasings.values()), min(most, len(phrasings)))
    for id_, questions in enumerate(groups):
        stored, *others = chance.sample(questions, min(2, len(questions)))
        entries.append(Entry(str(id_), stored))
        asked += [(other, str(id_)) for other in others]
    return Shelf(entries, asked)
