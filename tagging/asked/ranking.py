"""Choose among the stored questions that look like a new one, or none of them."""

from dataclasses import dataclass

import numpy as np

from tagging.asked.gram_weights import clues_of
from tagging.asked.similarity import FEATURES, Numbers, Phrases, Rarity, likeness
from tagging.packing import Packed

COLUMNS = (*FEATURES, "found", "hinted")
CANDIDATES = 8  # stored questions compared closely; more cost time and change nothing


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of `COLUMNS`; the chance of an answer is a softmax over candidates and "none"."""

    weights: Numbers
    none: float
    answer_from: float
    suggest_from: float
    hints: Numbers | None = None

    def chances(self, columns: Numbers) -> Numbers:
        """Tell how probably each candidate is the one meant; the rest to 1: none of them."""
        reached = columns @ self.weights
        most = max(float(reached.max()), self.none)
        odds = np.exp(reached - most)
        chances: Numbers = odds / (odds.sum() + np.exp(self.none - most))
        return chances

    def arrays(self) -> dict[str, Numbers]:
        """Name the arrays that a model file keeps of it."""
        hints = np.zeros(0) if self.hints is None else self.hints
        return {"ranks": self.weights.astype("<f8"), "hints": hints.astype("<f4")}

    def values(self) -> dict[str, float]:
        """Name the numbers that a model file keeps of it."""
        return {
            "none": self.none,
            "answer_from": self.answer_from,
            "suggest_from": self.suggest_from,
        }

    @classmethod
    def unpacked(cls, packed: Packed) -> "Ranker":
        """Take a ranker out of a model file; raises KeyError where a part is missing."""
        hints = packed.arrays["hints"].astype(np.float64)
        return cls(
            packed.arrays["ranks"],
            float(packed.values["none"]),
            float(packed.values["answer_from"]),
            float(packed.values["suggest_from"]),
            hints if len(hints) else None,
        )


def _weights(named: dict[str, float]) -> Numbers:
    return np.array([named.get(name, 0.0) for name in COLUMNS])


# Learned from questions of several trades; an answer is right in 95 of 100 cases or more.
DEFAULT_RANKER = Ranker(
    _weights(
        {
            "letters_rare_jaccard": 4.5,
            "meanings_rare_jaccard": 5.5,
            "words_rare_jaccard": 1.4,
            "kept": 1.9,
            "length": -1.7,
            "one_when": -1.9,
            "found": 0.6,
        }
    ),
    none=5.6,
    answer_from=0.85,
    suggest_from=0.03,
)


def columns_of(
    question: Phrases, stored: Phrases, found: Numbers, rarity: Rarity, hints: Numbers | None
) -> Numbers:
    """Compare pairs of a question and a stored one: a row each, a column each of `COLUMNS`."""
    hinted = np.zeros(len(stored)) if hints is None else clues_of(question, stored).score(hints)
    return np.column_stack((likeness(question, stored, rarity), found, hinted))


def fit_choice(lists: Numbers, chosen: Numbers, prior: Ranker) -> tuple[Numbers, float]:
    """Learn weights of columns, and of "none", by conditional logit (McFadden 1974).

    `lists` is questions x candidates x `COLUMNS`; `chosen` is 1 where the candidate is the one
    meant; a question without any 1 chose "none". Few lists leave the prior's weights as they are.
    Newton's method on scaled columns.
    """
    width = lists.shape[2]
    scale = lists.reshape(-1, width).std(axis=0) + _STILL
    offered = np.zeros((len(lists), lists.shape[1] + 1, width + 1))
    offered[:, :-1, :-1] = lists / scale
    offered[:, -1, -1] = 1.0
    taken = np.column_stack((chosen, 1 - chosen.max(axis=1, initial=0)))
    start = np.append(prior.weights * scale, prior.none)
    weights = start
    for _ in range(_STEPS):
        slope, bend = _slope_of(offered, taken, weights)
        slope = slope - _RIDGE * (weights - start)
        step = np.linalg.solve(bend + _RIDGE * np.eye(width + 1), slope)
        weights = weights + step / max(1.0, np.abs(step).max() / _LONGEST_STEP)
    return weights[:-1] / scale, float(weights[-1])


def _slope_of(offered: Numbers, taken: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    reached = offered @ weights
    odds = np.exp(reached - reached.max(axis=1, keepdims=True))
    chances = odds / odds.sum(axis=1, keepdims=True)
    mean = np.einsum("nk,nkf->nf", chances, offered)
    flat = offered.reshape(-1, offered.shape[2])
    bend = (flat.T * chances.ravel()) @ flat - mean.T @ mean
    return np.einsum("nk,nkf->f", taken - chances, offered), bend


_STEPS = 12
_LONGEST_STEP = 2.0  # further the slope says little
_RIDGE = 3.0
_STILL = 1e-3  # a column that never moves keeps a small weight
