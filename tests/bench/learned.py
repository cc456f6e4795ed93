"""How fast learned models are made and asked, beside a scikit-learn pipeline on the same texts."""

import os
import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from bot.packaged import packaged_concerns
from tagging.concerns import find_many
from tagging.labels import Example, Label
from tagging.learning import ConcernModel, learn
from tagging.lexicon import Lexicon, parse_lexicon
from tagging.matching import Entry, FaqMatcher
from tests.bench.concerns import write_lines
from tests.bench.figures import Effort, Figure
from tests.bench.labelled import read_examples
from tests.bench.rivals.plain import LinearConcerns

COSMETICS = "化妆品"
REVIEWS = "reviews_makeup_aspects.csv.gz"
ENTRIES = 10_000
ROUNDS = 3
T = TypeVar("T")


def measure(effort: Effort) -> list[Figure]:
    """Learn from labelled reviews, read reviews with the model, and ask ten thousand entries."""
    lexicon = parse_lexicon(packaged_concerns(), category=COSMETICS, with_borrowed=True)
    examples = _examples(lexicon)[: effort.count(8_188, 400)]
    texts = [example.text for example in examples]
    model, seconds = _timed(lambda: learn(examples, lexicon))
    linear, theirs = _timed(lambda: LinearConcerns(examples))
    data = model.to_bytes()
    first, again = _read(data, texts, lexicon)
    rival = _timed(lambda: list(linear.find(texts)))[1]
    return [
        Figure(
            name=f"learned: {len(examples):,} reviews to a model",
            value=seconds,
            unit="s",
            target=60,
            rivals={"TF-IDF + LR": theirs},
            note=f"{model.charge.in_charge} in charge; {len(data) / 1e6:.1f} MB",
        ),
        Figure(
            name="learned: reviews read",
            value=len(texts) / first,
            unit="/s",
            target=effort.of(60_000, 500),
            is_floor=True,
            rivals={"TF-IDF + LR": len(texts) / rival},
            note=f"{sum(map(len, texts)) / len(texts):.0f} characters a review; "
            f"read again {len(texts) / again:,.0f}/s, as clauses are remembered",
        ),
        *_asked(effort),
    ]


def _read(data: bytes, texts: Sequence[str], lexicon: Lexicon) -> tuple[float, float]:
    """Read the texts with a model that has read nothing yet, and then once more."""
    rounds = []
    for _ in range(ROUNDS):
        model = ConcernModel.from_bytes(data)
        rounds.append([_timed(partial(_read_all, model, texts, lexicon))[1] for _ in range(2)])
    first, again = zip(*rounds, strict=True)
    return min(first), min(again)


def _read_all(model: ConcernModel, texts: Sequence[str], lexicon: Lexicon) -> int:
    return sum(map(len, model.find_many(texts, lexicon)))


def _examples(lexicon: Lexicon) -> list[Example]:
    """Take the real labelled reviews, else own lines with what the lexicon finds in them."""
    if folder := os.environ.get("ZHANGGUI_REAL_DATA"):
        return read_examples(Path(folder) / "text" / REVIEWS)
    lines = write_lines(8_188, random.Random(5))
    found = find_many(lines, lexicon)
    return [
        Example(line, tuple(Label(one.concern, one.stance) for one in findings))
        for line, findings in zip(lines, found, strict=True)
    ]


def _asked(effort: Effort) -> list[Figure]:
    """Ask for entries in other words than theirs, one question after the other."""
    lines = list(dict.fromkeys(write_lines(2 * ENTRIES, random.Random(6))))[:ENTRIES]
    matcher, built = _timed(
        lambda: FaqMatcher(Entry(str(at), line) for at, line in enumerate(lines))
    )
    questions = [line[2:] + "吗" for line in lines[: effort.count(2_000, 100)]]
    seconds = sorted(_seconds(matcher.match, questions))
    return [
        Figure(
            name=f"faq: one answer among {len(lines):,} entries, median",
            value=1_000 * seconds[len(seconds) // 2],
            unit="ms",
            target=effort.of(1, 100),
            note=f"p99 {1_000 * seconds[len(seconds) * 99 // 100]:.2f} ms; built in {built:.2f} s",
        )
    ]


def _seconds(work: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    return [_timed(partial(work, question))[1] for question in questions]


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = perf_counter()
    done = work()
    return done, perf_counter() - began
