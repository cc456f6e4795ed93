"""Learn a small net that reads each place of a clause with its neighbours, as far as three away.

A character and the class of the word it stands in become a vector; a window of seven of them (a
convolution, Kim 2014) follows; a clause is the most of each unit over its places, which a second
layer and the outputs read. Trained with Adam (Kingma and Ba 2015) and dropout.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagging.learned.features import LETTERS, WORD_CLASSES
from tagging.learned.targets import Flags, Floats, Lesson, loss_gradient
from tagging.learned.trainer import clauses_in, ranges

WIDTH = 7
REACH = WIDTH // 2
VECTOR, HIDDEN = 32, 64
DROP, DROP_INPUT = np.float32(0.3), np.float32(0.1)
RATE = 3e-3
TEXTS_A_STEP = 32
CLAUSES_A_BLOCK = 256  # read at once: what fits the processor's cache
EPOCHS, FEWEST_STEPS = 20, 800

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
    is_most: Flags
    raised: tuple[Floats, Floats]
    logits: Floats


def score_clauses(
    parts: Mapping[str, Floats],
    letters: NDArray[np.int32],
    words: NDArray[np.int32],
    begins: NDArray[np.int64],
) -> Floats:
    """Give the logits of each clause; `begins` ends with where the last clause ends."""
    laid = _lay(parts, letters, words, begins)
    sizes = np.diff(begins)
    order = np.argsort(-sizes, kind="stable")
    pooled = np.empty((len(sizes), HIDDEN), np.float32)
    for low in range(0, len(order), CLAUSES_A_BLOCK):
        some = order[low : low + CLAUSES_A_BLOCK]
        pooled[some] = _pool(laid, laid.begins[some], sizes[some])
    return _heads(parts, pooled)


def score_places(
    parts: Mapping[str, Floats],
    letters: NDArray[np.int32],
    words: NDArray[np.int32],
    begins: NDArray[np.int64],
) -> Floats:
    """Give the logits of each place, as if its clause were no more than what is seen from it."""
    laid = _lay(parts, letters, words, begins)
    places, _ = ranges(laid.begins, laid.begins + np.diff(begins))
    return _heads(parts, _raise(laid, places))


class _Laid(NamedTuple):
    """The first layer of each kind of place by where it stands in a window, and clauses in it.

    `rows` are the places' kinds, the last kind for blanks between clauses; the window of the first
    place of a clause begins at its `begins`.
    """

    tables: Floats
    rows: NDArray[np.int64]
    begins: NDArray[np.int64]


def _lay(
    parts: Mapping[str, Floats],
    letters: NDArray[np.int32],
    words: NDArray[np.int32],
    begins: NDArray[np.int64],
) -> _Laid:
    """Work the first layer out once for each character that differs, not for each place."""
    kinds, kind_of = np.unique(letters * WORD_CLASSES + words, return_inverse=True)
    vectors = parts["letters"][kinds // WORD_CLASSES] + parts["words"][kinds % WORD_CLASSES]
    tables = np.zeros((WIDTH, len(kinds) + 1, HIDDEN), np.float32)
    np.matmul(vectors, parts["first"].reshape(WIDTH, VECTOR, HIDDEN), out=tables[:, :-1])
    tables[REACH] += parts["first_bias"]
    return _Laid(tables, *_spread(kind_of, begins, len(kinds)))


def _spread(
    values: NDArray[np.int64], begins: NDArray[np.int64], blank: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Put blanks around clauses, so that no window reaches another; give where each begins."""
    clauses = len(begins) - 1
    shift = REACH * np.arange(clauses)
    rows = np.full(len(values) + REACH * (clauses + 1), blank)
    rows[np.arange(len(values)) + np.repeat(shift + REACH, np.diff(begins))] = values
    return rows, begins[:-1] + shift


def _pool(laid: _Laid, begins: NDArray[np.int64], sizes: NDArray[np.int64]) -> Floats:
    """Give the most of each unit in clauses, which come the longest first."""
    longest = np.arange(sizes[0])
    counts = (len(sizes) - np.searchsorted(sizes[::-1], longest, "right")).tolist()
    places = np.concatenate([begins[:count] + at for at, count in enumerate(counts)])
    raised = _raise(laid, places)
    low = len(begins)
    most = raised[:low]
    for count in counts[1:]:
        np.maximum(most[:count], raised[low : low + count], out=most[:count])
        low += count
    return np.asarray(most)


def _raise(laid: _Laid, places: NDArray[np.int64]) -> Floats:
    """Give the first layer of places, before it is cut off at 0."""
    raised: Floats = laid.tables[0].take(laid.rows.take(places), axis=0)
    room = np.empty_like(raised)  # fresh memory for each would cost more than the sums
    for at in range(1, WIDTH):
        kinds = laid.rows.take(places + at)
        raised += laid.tables[at].take(kinds, axis=0, out=room, mode="clip")
    return np.asarray(raised)


def _heads(parts: Mapping[str, Floats], raised: Floats) -> Floats:
    one = np.maximum(raised, 0)
    two = np.maximum(one @ parts["second"] + parts["second_bias"], 0)
    return np.asarray(two @ parts["out"] + parts["out_bias"])


def _forward(parts: Mapping[str, Floats], step: "_Step", keep: "_Keep") -> _Pass:
    vectors = (parts["letters"][step.letters] + parts["words"][step.words]) * keep.places
    vectors = np.concatenate([vectors, np.zeros((1, VECTOR), np.float32)])
    windows = vectors[step.windows].reshape(-1, WIDTH * VECTOR)
    raised = windows @ parts["first"] + parts["first_bias"]
    most = np.maximum.reduceat(raised, step.begins, axis=0)
    is_most = raised == np.repeat(most, step.sizes, axis=0)
    one = np.maximum(most, 0) * keep.first
    two = np.maximum(one @ parts["second"] + parts["second_bias"], 0) * keep.second
    return _Pass(windows, is_most, (one, two), two @ parts["out"] + parts["out_bias"])


def _windows(begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Name each place's neighbours in its clause, itself in the middle; -1 is none."""
    rows, firsts = _spread(np.arange(begins[-1]), begins, -1)
    places, _ = ranges(firsts, firsts + np.diff(begins))
    return np.asarray(rows[places[:, None] + np.arange(WIDTH)])


@dataclass(frozen=True, slots=True)
class _Keep:
    """What dropout leaves: of the places, and of both layers of the clauses."""

    places: Floats
    first: Floats
    second: Floats


@dataclass(frozen=True, slots=True)
class _Step:
    letters: NDArray[np.int32]
    words: NDArray[np.int32]
    windows: NDArray[np.int64]
    begins: NDArray[np.int64]
    sizes: NDArray[np.int64]
    clause_at: NDArray[np.int64]
    text_of: NDArray[np.int64]
    sure: Floats
    latent: Flags
    texts: int


def train_net(lesson: Lesson, texts: NDArray[np.int64], seed: int) -> WindowNet:
    """Learn from some texts of a lesson; characters seen once are unknown."""
    chance = np.random.default_rng(seed)
    net = _new_net(lesson, texts, chance)
    letters = net.letter_table()[np.minimum(lesson.sheet.codes, LETTERS - 1)]
    steps = list(_steps(lesson, letters, chance.permutation(texts)))
    teacher = _Teacher(net.parts)
    epochs = max(EPOCHS, -(-FEWEST_STEPS // len(steps)))
    for epoch in range(epochs):
        rate = RATE * min(1.0, 2 * (1 - epoch / epochs))
        for at in chance.permutation(len(steps)):
            teacher.learn(steps[at], rate, chance)
    return net


def _new_net(lesson: Lesson, texts: NDArray[np.int64], chance: np.random.Generator) -> WindowNet:
    sheet = lesson.sheet
    outputs = lesson.targets.sure.shape[1]
    clauses, _ = clauses_in(lesson.layout, texts)
    places, _ = ranges(sheet.begins[clauses], sheet.begins[clauses + 1])
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
    lesson: Lesson, letters: NDArray[np.int32], texts: NDArray[np.int64]
) -> Iterator[_Step]:
    layout, sheet = lesson.layout, lesson.sheet
    for low in range(0, len(texts), TEXTS_A_STEP):
        some = texts[low : low + TEXTS_A_STEP]
        clauses, clause_at = clauses_in(layout, some)
        places, begins = ranges(sheet.begins[clauses], sheet.begins[clauses + 1])
        counts = layout.clause_at[some + 1] - layout.clause_at[some]
        text_of = np.repeat(np.arange(len(some)), counts)
        sure, latent = lesson.targets.of_clauses(clauses, some, text_of)
        windows = _windows(np.append(begins, len(places)))
        sizes = np.diff(begins, append=len(places))
        yield _Step(
            *(letters[places], sheet.words[places], windows, begins, sizes, clause_at, text_of),
            *(sure, latent),
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
        done = _forward(parts, step, keep)
        one, two = done.raised
        slope = loss_gradient(done.logits, step.sure, step.latent, step.clause_at)
        slope *= np.float32(4 / step.texts)
        slopes = {"out": two.T @ slope, "out_bias": slope.sum(axis=0)}
        back = (slope @ parts["out"].T) * (two > 0) * keep.second
        slopes |= {"second": one.T @ back, "second_bias": back.sum(axis=0)}
        back = (back @ parts["second"].T) * (one > 0) * keep.first
        back = np.where(done.is_most, np.repeat(back, step.sizes, axis=0), np.float32(0))
        slopes |= {"first": done.windows.T @ back, "first_bias": back.sum(axis=0)}
        back = _gather_back(np.asarray(back @ parts["first"].T, np.float32), step) * keep.places
        slopes["letters"] = _add_at(step.letters, back, parts["letters"])
        slopes["words"] = _add_at(step.words, back, parts["words"])
        return slopes


def _gather_back(windows: Floats, step: _Step) -> Floats:
    """Add what reached the windows up again, place by place."""
    count = len(windows)
    rows = np.zeros((count, VECTOR), np.float32)
    for at in range(WIDTH):
        seen = np.flatnonzero(step.windows[:, at] >= 0)
        rows[step.windows[seen, at]] += windows[seen, at * VECTOR : (at + 1) * VECTOR]
    return rows


def _keep(step: _Step, chance: np.random.Generator) -> _Keep:
    def layer() -> Floats:
        kept = chance.random((step.texts, HIDDEN), np.float32) >= DROP
        return (kept / (1 - DROP)).astype(np.float32)[step.text_of]

    places = chance.random((len(step.letters), 1), np.float32) >= DROP_INPUT
    return _Keep(places.astype(np.float32), layer(), layer())


def _add_at(rows: NDArray[np.int32], values: Floats, like: Floats) -> Floats:
    order = np.argsort(rows, kind="stable")
    in_order = rows[order]
    firsts = np.flatnonzero(np.diff(in_order, prepend=-1))
    sums = np.zeros_like(like)
    sums[in_order[firsts]] = np.add.reduceat(values[order], firsts, axis=0)
    return sums
