"""Learn a small net that reads each place of a text with its neighbours, as far as three away.

A character and the class of the word it stands in become a vector; a window of seven of them (a
convolution, Kim 2014), a second layer and the outputs follow; a clause is its clearest place.
Trained with Adam (Kingma and Ba 2015) and dropout.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.features import LETTERS, WORD_CLASSES, Sheet
from tagging.targets import Flags, Floats, Targets, loss_gradient
from tagging.trainer import clauses_in, ranges

WIDTH = 7
VECTOR, HIDDEN = 32, 64
DROP, DROP_INPUT = np.float32(0.3), np.float32(0.1)
RATE = 3e-3
TEXTS_A_STEP = 32
EPOCHS, FEWEST_STEPS = 14, 800
_NEVER = np.float32(-20)

Parts = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class WindowNet:
    """The parts of the net by name, and its characters in the order of their vectors."""

    letters: NDArray[np.uint32]
    parts: Parts

    def letter_table(self) -> NDArray[np.int32]:
        """Give each character its vector, counted from 2; 0 is blank, 1 unknown."""
        table = np.ones(LETTERS, np.int32)
        table[0] = 0
        table[self.letters] = np.arange(2, len(self.letters) + 2)
        return table


@dataclass(frozen=True, slots=True)
class _Pass:
    """What a pass forward leaves behind for the way back."""

    windows: Floats
    raised: tuple[Floats, Floats]
    logits: Floats


def score_places(
    parts: Mapping[str, Floats], letters: NDArray[np.int32], words: NDArray[np.int32]
) -> Floats:
    """Give the logits of each place; a blank one is nothing.

    The first layer is worked out once for each character that differs, not for each place.
    """
    kinds, kind_of = np.unique(letters * WORD_CLASSES + words, return_inverse=True)
    vectors = parts["letters"][kinds // WORD_CLASSES] + parts["words"][kinds % WORD_CLASSES]
    layer = parts["first"].reshape(WIDTH, VECTOR, HIDDEN).transpose(1, 0, 2)
    table = (vectors @ layer.reshape(VECTOR, WIDTH * HIDDEN)).reshape(-1, HIDDEN)
    rows = kind_of * WIDTH
    count, reach = len(rows), WIDTH // 2
    one = table.take(rows + reach, axis=0) + parts["first_bias"]
    for at in range(WIDTH):
        shift = at - reach
        low, high = max(0, -shift), min(count, count - shift)
        if shift and low < high:
            one[low:high] += table.take(rows[low + shift : high + shift] + at, axis=0)
    np.maximum(one, 0, out=one)
    two = one @ parts["second"]
    two += parts["second_bias"]
    np.maximum(two, 0, out=two)
    logits = two @ parts["out"]
    logits += parts["out_bias"]
    logits[letters == 0] = _NEVER
    return np.asarray(logits)


def clearest(logits: Floats, begins: NDArray[np.int64]) -> Floats:
    """Give the logits of each clause's clearest place."""
    return np.maximum.reduceat(logits, begins, axis=0)


def _forward(parts: Mapping[str, Floats], vectors: Floats, keep: "_Keep") -> _Pass:
    first = _windows(vectors)
    one = np.maximum(first @ parts["first"] + parts["first_bias"], 0) * keep.first
    two = np.maximum(one @ parts["second"] + parts["second_bias"], 0) * keep.second
    return _Pass(first, (one, two), two @ parts["out"] + parts["out_bias"])


def _windows(rows: Floats) -> Floats:
    """Put each row beside its neighbours."""
    count, size = rows.shape
    reach = WIDTH // 2
    windows = np.zeros((count, WIDTH * size), np.float32)
    for at in range(WIDTH):
        shift = at - reach
        low, high = max(0, -shift), min(count, count - shift)
        windows[low:high, at * size : (at + 1) * size] = rows[low + shift : high + shift]
    return windows


def _gather_back(windows: Floats) -> Floats:
    """Add what reached the windows up again, row by row."""
    count, reach = len(windows), WIDTH // 2
    rows = np.zeros((count, VECTOR), np.float32)
    for at in range(WIDTH):
        shift = at - reach
        low, high = max(0, -shift), min(count, count - shift)
        rows[low + shift : high + shift] += windows[low:high, at * VECTOR : (at + 1) * VECTOR]
    return rows


@dataclass(frozen=True, slots=True)
class _Keep:
    """What dropout leaves: of the places, and of both layers."""

    places: Floats
    first: Floats
    second: Floats


@dataclass(frozen=True, slots=True)
class _Step:
    letters: NDArray[np.int32]
    words: NDArray[np.int32]
    begins: NDArray[np.int64]
    blank: Flags
    clause_at: NDArray[np.int64]
    sure: Floats
    latent: Flags
    text_of_place: NDArray[np.int64]
    texts: int


def train_net(sheet: Sheet, targets: Targets, texts: NDArray[np.int64], seed: int) -> WindowNet:
    """Learn from some texts of a sheet; characters seen once are unknown."""
    chance = np.random.default_rng(seed)
    net = _new_net(sheet, texts, targets.sure.shape[1], chance)
    table = net.letter_table()
    letters = table[np.minimum(sheet.codes, LETTERS - 1)]
    steps = list(_steps(sheet, letters, targets, chance.permutation(texts)))
    teacher = _Teacher(net.parts)
    epochs = max(EPOCHS, -(-FEWEST_STEPS // len(steps)))
    for epoch in range(epochs):
        rate = RATE * min(1.0, 2 * (1 - epoch / epochs))
        for at in chance.permutation(len(steps)):
            teacher.learn(steps[at], rate, chance)
    return net


def _new_net(
    sheet: Sheet, texts: NDArray[np.int64], outputs: int, chance: np.random.Generator
) -> WindowNet:
    places, _ = ranges(sheet.place_at[texts], sheet.place_at[texts + 1])
    codes, counts = np.unique(sheet.codes[places], return_counts=True)
    codes = codes[(counts > 1) & (codes > 0) & (codes < LETTERS)]

    def some(rows: int, columns: int, spread: float) -> Floats:
        return (chance.standard_normal((rows, columns)) * spread).astype(np.float32)

    parts = {
        "letters": some(len(codes) + 2, VECTOR, 0.1),
        "words": some(WORD_CLASSES, VECTOR, 0.1),
        "first": some(WIDTH * VECTOR, HIDDEN, (2 / (WIDTH * VECTOR)) ** 0.5),
        "first_bias": np.zeros(HIDDEN, np.float32),
        "second": some(HIDDEN, HIDDEN, (2 / HIDDEN) ** 0.5),
        "second_bias": np.zeros(HIDDEN, np.float32),
        "out": some(HIDDEN, outputs, HIDDEN**-0.5),
        "out_bias": np.full(outputs, -3, np.float32),
    }
    return WindowNet(codes, parts)


def _steps(
    sheet: Sheet, letters: NDArray[np.int32], targets: Targets, texts: NDArray[np.int64]
) -> Iterator[_Step]:
    for low in range(0, len(texts), TEXTS_A_STEP):
        some = texts[low : low + TEXTS_A_STEP]
        clauses, clause_at = clauses_in(sheet, some)
        places, place_at = ranges(sheet.place_at[some], sheet.place_at[some + 1])
        counts = sheet.clause_at[some + 1] - sheet.clause_at[some]
        text_of = np.repeat(np.arange(len(some)), counts)
        begins = sheet.begins[clauses] + (place_at - sheet.place_at[some])[text_of]
        sure, latent = targets.of_clauses(clauses, some, text_of)
        yield _Step(
            *(letters[places], sheet.words[places], begins, sheet.codes[places] == 0, clause_at),
            *(sure, latent),
            np.repeat(np.arange(len(some)), sheet.place_at[some + 1] - sheet.place_at[some]),
            len(some),
        )


class _Teacher:
    """Changes the parts of a net step by step."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.means = {name: np.zeros_like(part) for name, part in parts.items()}
        self.squares = {name: np.zeros_like(part) for name, part in parts.items()}
        self.steps = 0

    def learn(self, step: _Step, rate: float, chance: np.random.Generator) -> None:
        """Follow the gradient of one step."""
        self.steps += 1
        slopes = self._slopes(step, chance)
        for name, slope in slopes.items():
            mean, square = self.means[name], self.squares[name]
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.01) * (slope * slope - square)
            scale = np.sqrt(square / np.float32(1 - 0.99**self.steps)) + np.float32(1e-6)
            self.parts[name] -= np.float32(rate / (1 - 0.9**self.steps)) * mean / scale

    def _slopes(self, step: _Step, chance: np.random.Generator) -> Parts:
        parts = self.parts
        keep = _keep(step, chance)
        vectors = (parts["letters"][step.letters] + parts["words"][step.words]) * keep.places
        done = _forward(parts, vectors, keep)
        done.logits[step.blank] = _NEVER
        slope = _place_slopes(done.logits, step)
        first, (one, two) = done.windows, done.raised
        slopes = {"out": two.T @ slope, "out_bias": slope.sum(axis=0)}
        back = (slope @ parts["out"].T) * (two > 0) * keep.second
        slopes |= {"second": one.T @ back, "second_bias": back.sum(axis=0)}
        back = (back @ parts["second"].T) * (one > 0) * keep.first
        slopes |= {"first": first.T @ back, "first_bias": back.sum(axis=0)}
        back = _gather_back(np.asarray(back @ parts["first"].T, np.float32)) * keep.places
        slopes["letters"] = _add_at(step.letters, back, parts["letters"])
        slopes["words"] = _add_at(step.words, back, parts["words"])
        return slopes


def _keep(step: _Step, chance: np.random.Generator) -> _Keep:
    def layer() -> Floats:
        kept = chance.random((step.texts, HIDDEN), np.float32) >= DROP
        return (kept / (1 - DROP)).astype(np.float32)[step.text_of_place]

    places = chance.random((len(step.letters), 1), np.float32) >= DROP_INPUT
    return _Keep(places.astype(np.float32), layer(), layer())


def _place_slopes(logits: Floats, step: _Step) -> Floats:
    """Give each clause's slope to its clearest place."""
    best = clearest(logits, step.begins)
    slope = loss_gradient(best, step.sure, step.latent, step.clause_at)
    counts = np.diff(np.append(step.begins, len(logits)))
    is_best = logits == np.repeat(best, counts, axis=0)
    return np.asarray(
        is_best * np.repeat(slope * np.float32(4 / step.texts), counts, axis=0), np.float32
    )


def _add_at(rows: NDArray[np.int32], values: Floats, like: Floats) -> Floats:
    order = np.argsort(rows, kind="stable")
    in_order = rows[order]
    firsts = np.flatnonzero(np.diff(in_order, prepend=-1))
    sums = np.zeros_like(like)
    sums[in_order[firsts]] = np.add.reduceat(values[order], firsts, axis=0)
    return sums
