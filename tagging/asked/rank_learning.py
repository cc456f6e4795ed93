"""Learn from confirmed pairs which stored question is meant, and when it is safe to answer."""

from dataclasses import dataclass, replace

import numpy as np

from tagging.asked.gram_weights import clues_of, learn_apart
from tagging.asked.lessons import FOLDS, Lessons, leaders_of
from tagging.asked.ranking import (
    CANDIDATES,
    COLUMNS,
    DEFAULT_RANKER,
    Ranker,
    columns_of,
    fit_choice,
)
from tagging.asked.retrieval import Index
from tagging.asked.similarity import Ids, Numbers, Phrases, Rarity

LEAST_QUESTIONS = 50
_MOST_QUESTIONS = 3000
_UNANSWERED = 0.1  # of the questions have no entry: customers ask what nobody wrote down
_SURE = 0.95  # of the answers sent are right
_TRUSTED = 500


@dataclass(frozen=True, slots=True)
class Trials:
    """Questions, the stored ones found for each (best first), and which of these was meant.

    `asked` and `stored` are numbers of the book, a row a question; `chosen` is 1 if right.
    """

    asked: Ids
    stored: Ids
    found: Numbers
    chosen: Numbers
    folds: Ids
    rarity: Rarity


def learn_ranker(lessons: Lessons, rng: np.random.Generator) -> Ranker | None:
    """Replay the FAQ with confirmed pairs: one phrasing stored, another asked, some not stored.

    None when fewer than `LEAST_QUESTIONS` can be asked, so the default stays in charge.
    """
    trials = _try(lessons, rng)
    if len(trials.asked) < LEAST_QUESTIONS:
        return None
    hints, hinted = _learn_hints(lessons, trials, rng)
    columns = _columns(lessons.book, trials)
    columns[:, :, COLUMNS.index("hinted")] = hinted
    columns, chosen = _unanswered(columns, trials.chosen, rng)
    weights, none = fit_choice(columns, chosen, DEFAULT_RANKER)
    answer_from = _safe_from(columns, chosen, trials.folds)
    return replace(
        DEFAULT_RANKER, weights=weights, none=none, answer_from=answer_from, hints=hints
    )


def _try(lessons: Lessons, rng: np.random.Generator) -> Trials:
    agreed = np.flatnonzero(lessons.truth)
    links = zip(lessons.left[agreed].tolist(), lessons.right[agreed].tolist(), strict=True)
    leaders = leaders_of(len(lessons.book), links)
    known = np.unique(np.concatenate((lessons.left, lessons.right)))
    known = rng.permutation(known)
    _, first = np.unique(leaders[known], return_index=True)
    stored, others = known[first], np.delete(known, first)
    _, once = np.unique(leaders[others], return_index=True)
    asked = rng.permutation(others[once])[:_MOST_QUESTIONS]
    return _found(lessons, leaders, stored, asked)


def _found(lessons: Lessons, leaders: Ids, stored: Ids, asked: Ids) -> Trials:
    store = lessons.book.take(stored)
    index = Index(store)
    most = min(CANDIDATES, len(stored))
    rows, scores = np.zeros((len(asked), most), np.int64), np.zeros((len(asked), most))
    for at, question in enumerate(asked):
        found = index.score(lessons.book.take(np.array([question])))
        best = np.argpartition(found, -most)[-most:]
        best = best[np.argsort(-found[best], kind="stable")]
        rows[at], scores[at] = stored[best], found[best]
    folds = np.zeros(len(lessons.book), np.int64)
    folds[lessons.left] = folds[lessons.right] = lessons.folds
    chosen = (leaders[rows] == leaders[asked][:, None]).astype(np.float64)
    return Trials(asked, rows, scores, chosen, folds[asked], Rarity.of(store))


def _columns(book: Phrases, trials: Trials) -> Numbers:
    size, most = trials.stored.shape
    asked, stored = book.take(np.repeat(trials.asked, most)), book.take(trials.stored.ravel())
    columns = columns_of(asked, stored, trials.found.ravel(), trials.rarity, None)
    return columns.reshape(size, most, -1)


def _learn_hints(
    lessons: Lessons, trials: Trials, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Learn weights of grams from pairs and trials; hint at trials whose fold was not seen."""
    most = trials.stored.shape[1]
    left = np.concatenate((lessons.left, np.repeat(trials.asked, most)))
    right = np.concatenate((lessons.right, trials.stored.ravel()))
    truth = np.concatenate((lessons.truth, trials.chosen.ravel()))
    folds = np.concatenate((lessons.folds, np.repeat(trials.folds, most)))
    clues = clues_of(lessons.book.take(left), lessons.book.take(right))
    weights, hinted = learn_apart(clues, truth, folds, rng)
    return weights, hinted[len(lessons.truth) :].reshape(-1, most)


def _unanswered(
    columns: Numbers, chosen: Numbers, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Take the entry meant away from some questions; the last found stands in for it."""
    taken = (rng.random(len(chosen)) < _UNANSWERED) & (chosen.sum(axis=1) > 0)
    order = np.argsort(chosen[taken], axis=1, kind="stable")
    columns = columns.copy()
    columns[taken] = np.take_along_axis(columns[taken], order[:, :, None], axis=1)
    columns[taken, -1] = columns[taken, -2]
    return columns, np.where(taken[:, None], 0.0, chosen)


def _safe_from(columns: Numbers, chosen: Numbers, folds: Ids) -> float:
    """Find the lowest chance from which on the best entry is right often enough, unseen folds.

    Few trials say little, so the default's bound counts as `_TRUSTED` of them.
    """
    best, right = np.zeros(len(columns)), np.zeros(len(columns))
    for fold in range(FOLDS):
        own = folds == fold
        weights, none = fit_choice(columns[~own], chosen[~own], DEFAULT_RANKER)
        ranker = replace(DEFAULT_RANKER, weights=weights, none=none)
        chances = np.array([ranker.chances(row) for row in columns[own]]).reshape(
            -1, chosen.shape[1]
        )
        best[own] = chances.max(axis=1)
        right[own] = np.take_along_axis(chosen[own], chances.argmax(axis=1)[:, None], 1)[:, 0]
    order = np.argsort(-best)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    safe = np.flatnonzero(share >= _SURE)
    bar = float(best[order][safe[-1]]) if len(safe) else 1.0
    size = len(columns)
    return (size * bar + _TRUSTED * DEFAULT_RANKER.answer_from) / (size + _TRUSTED)
