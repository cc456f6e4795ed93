"""What confirmed pairs are made of: distinct questions, who is paired with whom, and folds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tagging.asked.similarity import Ids, Numbers, Phrases, phrases_of

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Lessons:
    """Pair i asks question `left[i]` and `right[i]` of the book; `truth[i]` is 1 if they agree.

    No question, and none it is paired with, is in two folds.
    """

    book: Phrases
    left: Ids
    right: Ids
    truth: Numbers
    folds: Ids


def lessons_of(
    pairs: Sequence[tuple[str, str]], truth: Sequence[bool], rng: np.random.Generator
) -> Lessons:
    """Give each question a number and each pair a fold."""
    numbers: dict[str, int] = {}
    sides = [[numbers.setdefault(pair[side], len(numbers)) for pair in pairs] for side in (0, 1)]
    book = phrases_of(list(numbers))
    first: dict[str, int] = {}
    same = np.array([first.setdefault(text, row) for row, text in enumerate(book.texts)], np.int64)
    left, right = same[np.array(sides[0])], same[np.array(sides[1])]
    folds = _dealt(
        leaders_of(len(book), zip(left.tolist(), right.tolist(), strict=True))[left], rng
    )
    return Lessons(book, left, right, np.array(truth, np.float64), folds)


def leaders_of(size: int, links: Iterable[tuple[int, int]]) -> Ids:
    """Name for each of some things the one that stands for all it is linked with."""
    above = list(range(size))

    def leader_of(thing: int) -> int:
        while above[thing] != thing:
            above[thing] = thing = above[above[thing]]
        return thing

    for one, other in links:
        above[leader_of(one)] = leader_of(other)
    return np.array([leader_of(thing) for thing in range(size)], np.int64)


def _dealt(groups: Ids, rng: np.random.Generator) -> Ids:
    names, which = np.unique(groups, return_inverse=True)
    if len(names) < FOLDS:  # all hang together: better a leak than nothing to learn from
        return rng.permutation(len(groups)) % FOLDS
    return (rng.permutation(len(names)) % FOLDS)[which]
