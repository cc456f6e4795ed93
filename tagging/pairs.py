"""Tell whether two questions ask the same, with or without pairs that people have confirmed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tagging.asked.boosting import Trees, boost, joined
from tagging.asked.gram_weights import clues_of, learn_apart
from tagging.asked.lessons import FOLDS, Lessons, lessons_of
from tagging.asked.rank_learning import learn_ranker
from tagging.asked.ranking import Ranker
from tagging.asked.similarity import FEATURES, Numbers, Phrases, Rarity, likeness, phrases_of
from tagging.errors import ModelError
from tagging.packing import pack, unpack

LEAST_PAIRS = 20  # that ask the same, and as many that do not
_VERSION = 1
_CHUNK = 4096  # pairs compared at once


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, and whether they ask the same."""

    question1: str
    question2: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class PairModel:
    """What confirmed pairs teach: weights of grams, trees over likenesses, and how they blend."""

    rarity: Rarity
    weights: Numbers
    trees: Trees
    blend: Numbers
    ranker: Ranker | None = None

    def score_many(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Tell how probably the questions of each pair ask the same, 0 to 1, in either order."""
        scores: list[float] = []
        for left, right in _sides(pairs):
            hinted = clues_of(left, right).score(self.weights)
            features = np.column_stack((likeness(left, right, self.rarity), hinted))
            scores += _chance(self.trees.score(features), hinted, self.blend).tolist()
        return scores

    def to_bytes(self) -> bytes:
        """Write the model as one file."""
        arrays = {
            "counts": self.rarity.counts.astype("<i4"),
            "weights": self.weights.astype("<f4"),
            "columns": self.trees.columns.astype("<i4"),
            "bounds": self.trees.bounds.astype("<f8"),
            "leaves": self.trees.leaves.astype("<f4"),
            "blend": self.blend.astype("<f8"),
        }
        values: dict[str, float] = {"questions": self.rarity.questions}
        if self.ranker:
            arrays |= self.ranker.arrays()
            values |= self.ranker.values()
        return pack("pairs", _VERSION, values, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> "PairModel":
        """Read a model; raises ModelError for another version or a damaged file."""
        packed = unpack(data, "pairs", _VERSION)
        try:
            return cls(
                Rarity(packed.arrays["counts"].astype(np.int64), int(packed.values["questions"])),
                packed.arrays["weights"].astype(np.float64),
                Trees(
                    packed.arrays["columns"].astype(np.int64),
                    packed.arrays["bounds"],
                    packed.arrays["leaves"].astype(np.float64),
                ),
                packed.arrays["blend"],
                Ranker.unpacked(packed) if "none" in packed.values else None,
            )
        except (KeyError, ValueError) as error:
            raise ModelError(f"the pairs model lacks {error}; learn it again") from error


def learn_pairs(pairs: Sequence[Pair], *, seed: int = 0) -> PairModel:
    """Learn from confirmed pairs; the same pairs and seed give the same model.

    Raises ModelError when fewer than `LEAST_PAIRS` ask the same, or do not.
    """
    same = sum(pair.is_same for pair in pairs)
    if min(same, len(pairs) - same) < LEAST_PAIRS:
        raise ModelError(
            f"{same} pairs ask the same and {len(pairs) - same} do not;"
            f" learning takes {LEAST_PAIRS} of each"
        )
    rng = np.random.default_rng(seed)
    asked = [(pair.question1, pair.question2) for pair in pairs]
    lessons = lessons_of(asked, [pair.is_same for pair in pairs], rng)
    left, right = lessons.book.take(lessons.left), lessons.book.take(lessons.right)
    rarity = Rarity.of(lessons.book)
    weights, hinted = learn_apart(clues_of(left, right), lessons.truth, lessons.folds, rng)
    features = np.column_stack((likeness(left, right, rarity), hinted))
    trees, grown = _learn_trees(features, lessons, rng)
    blend = _learn_blend(grown, hinted, lessons.truth)
    return PairModel(rarity, weights, trees, blend, learn_ranker(lessons, rng))


def _learn_trees(
    features: Numbers, lessons: Lessons, rng: np.random.Generator
) -> tuple[Trees, Numbers]:
    """Grow a forest for each fold left out; its voice on that fold is honest."""
    grown = np.zeros(len(features))
    forests = []
    for fold in range(FOLDS):
        own = lessons.folds == fold
        forests.append(boost(features[~own], lessons.truth[~own], rng))
        grown[own] = forests[-1].score(features[own])
    return joined(forests), grown


def _learn_blend(grown: Numbers, hinted: Numbers, truth: Numbers) -> Numbers:
    """Weigh trees, grams and a constant by logistic regression (Newton's method)."""
    columns = np.column_stack((grown, hinted, np.ones(len(truth))))
    blend = np.zeros(3)
    for _ in range(12):
        chance = 1 / (1 + np.exp(-columns @ blend))
        bend = columns.T * (chance * (1 - chance)) @ columns + np.eye(3) * 1e-3
        blend = blend + np.linalg.solve(bend, columns.T @ (truth - chance) - 1e-3 * blend)
    return blend


def _chance(grown: Numbers, hinted: Numbers, blend: Numbers) -> Numbers:
    reached = blend[0] * grown + blend[1] * hinted + blend[2]
    chance: Numbers = 1 / (1 + np.exp(-np.clip(reached, -50, 50)))
    return chance


def _sides(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[Phrases, Phrases]]:
    for at in range(0, len(pairs), _CHUNK):
        some = pairs[at : at + _CHUNK]
        yield phrases_of([one for one, _ in some]), phrases_of([other for _, other in some])


def score_pairs(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Tell how alike the questions of each pair are, 0 to 1, with nothing learned.

    Mostly the share of meanings they have in common, a little of the order of letters.
    """
    scores: list[float] = []
    for left, right in _sides(pairs):
        features = likeness(left, right, _UNKNOWN)
        scores += (features @ _PLAIN).clip(0, 1).tolist()
    return scores


_PLAIN = np.array([{"meanings_jaccard": 0.8, "kept": 0.2}.get(name, 0.0) for name in FEATURES])
_UNKNOWN = Rarity.of(phrases_of([]))
