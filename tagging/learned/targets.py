"""What each clause is to be recognised as: labels of texts, laid on the clauses that say so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagging.labels import Example, Label
from tagging.learned.features import (
    Grams,
    Layout,
    Sheet,
    WordClasses,
    grams_of,
    lay_out,
    read_sheet,
)
from tagging.lexicon import Lexicon
from tagging.stances import Stance
from tagging.text import fold

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Spoken = tuple[str, Stance]

FEWEST_EXAMPLES = 1  # of a concern and stance


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a model tells apart: first each concern, then each concern spoken of in one way."""

    names: tuple[str, ...]
    pairs: tuple[Spoken, ...]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Outputs":
        """Take every concern, and every concern and stance said at least twice."""
        counts = Counter(pair for each in examples for pair in spoken(each))
        names = sorted({name for name, _ in counts})
        pairs = sorted(pair for pair, count in counts.items() if count >= FEWEST_EXAMPLES)
        return cls(tuple(names), tuple(pairs))

    def __len__(self) -> int:
        return len(self.names) + len(self.pairs) + len(self.stances)

    @property
    def stances(self) -> tuple[Stance, ...]:
        """Name the stances, in order; each has a column of its own behind the pairs."""
        return tuple(sorted({stance for _, stance in self.pairs}))

    def columns_of(self, label: Label) -> list[int]:
        """Name the columns a label is seen in."""
        pair = (label.concern, label.stance)
        columns = [self.names.index(label.concern)]
        if pair in self.pairs:
            columns.append(len(self.names) + self.pairs.index(pair))
            stances = self.stances
            columns.append(len(self.names) + len(self.pairs) + stances.index(label.stance))
        return columns

    def name_of_pairs(self) -> NDArray[np.int64]:
        """Give the column of each pair's concern."""
        return np.array([self.names.index(name) for name, _ in self.pairs], np.int64)

    def stance_of_pairs(self) -> NDArray[np.int64]:
        """Give each pair's stance, by its number among the stances."""
        return np.array([self.stances.index(stance) for _, stance in self.pairs], np.int64)


def spoken(example: Example) -> set[Spoken]:
    """Give what an example says, each concern and stance once."""
    return {(label.concern, label.stance) for label in example.labels}


@dataclass(frozen=True, slots=True)
class Targets:
    """`sure` says of clauses what they are; `latent` what a text is, in one clause or another."""

    sure: Floats
    latent: Flags

    def of_clauses(
        self, clauses: NDArray[np.int64], texts: NDArray[np.int64], text_of: NDArray[np.int64]
    ) -> tuple[Floats, Flags]:
        """Take the rows of some clauses; `latent` is repeated for each clause of its text."""
        return self.sure[clauses], self.latent[texts][text_of]


def lay_targets(examples: Sequence[Example], layout: Layout, outputs: Outputs) -> Targets:
    """Lay each label on the clause that holds its last term; without one it stays latent."""
    sure = np.zeros((len(layout.spans), len(outputs)), np.float32)
    latent = np.zeros((len(examples), len(outputs)), np.bool_)
    for at, example in enumerate(examples):
        first, last = layout.clause_at[at], layout.clause_at[at + 1]
        spans = layout.spans[first:last].tolist()
        for label in example.labels:
            columns = outputs.columns_of(label)
            clauses = _clauses_saying(label, layout, spans, int(layout.starts[at]))
            for clause in clauses:
                sure[first + clause, columns] = 1
            if not clauses:
                latent[at, columns] = True
    latent &= np.maximum.reduceat(sure, layout.clause_at[:-1], axis=0) == 0
    return Targets(sure, latent)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything there is to learn from, as numbers; what is learned from it is of a clause."""

    layout: Layout
    sheet: Sheet
    grams: Grams
    targets: Targets

    @classmethod
    def of(cls, examples: Sequence[Example], lexicon: Lexicon, outputs: Outputs) -> "Lesson":
        """Read the examples with the words of a lexicon."""
        classes = WordClasses.of(lexicon)
        layout = lay_out([example.text for example in examples])
        sheet = read_sheet(layout.clauses(), classes)
        return cls(layout, sheet, grams_of(sheet, classes), lay_targets(examples, layout, outputs))

    def of_whole_texts(self) -> "Lesson":
        """Take each text for one clause."""
        layout, grams, targets = self.layout, self.grams, self.targets
        texts = np.arange(len(layout) + 1)
        said = np.maximum.reduceat(targets.sure, layout.clause_at[:-1], axis=0)
        return replace(
            self,
            layout=replace(layout, clause_at=texts),
            grams=replace(grams, at=grams.at[layout.clause_at]),
            targets=Targets(np.maximum(said, targets.latent), np.zeros_like(targets.latent)),
        )


def _clauses_saying(
    label: Label, layout: Layout, spans: Sequence[Sequence[int]], start: int
) -> list[int]:
    """Name the clauses with the opinion, those with the aspect too before all others."""
    if not label.terms:
        return []
    terms = [fold(term) for term in label.terms]
    saying = [at for at, (low, high) in enumerate(spans) if terms[-1] in layout.text[low:high]]
    if len(saying) > 1:
        both = [at for at in saying if terms[0] in layout.text[spans[at][0] : spans[at][1]]]
        return both or saying
    if saying:
        return saying
    found = layout.text.find(terms[-1], start, spans[-1][1])
    return [
        at
        for at, (low, high) in enumerate(spans)
        if found >= 0 and low < found + len(terms[-1]) and found < high
    ]


def loss_gradient(
    logits: Floats, sure: Floats, latent: Flags, clause_at: NDArray[np.int64]
) -> Floats:
    """Give the gradient of the logistic loss; a latent label is its text's likeliest clause's.

    `clause_at` are the first clauses of the texts. The other clauses of a latent label count
    neither for it nor against it.
    """
    gradient = sigmoid(logits) - sure
    if latent.any():
        best = np.maximum.reduceat(logits, clause_at, axis=0)
        counts = np.diff(np.append(clause_at, len(logits)))
        is_best = latent & (logits >= np.repeat(best, counts, axis=0))
        gradient = np.where(is_best, gradient - 1, np.where(latent, 0, gradient))
    return gradient


def sigmoid(logits: NDArray[np.floating[Any]]) -> Floats:
    """Turn logits into probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)
