"""How right concerns and candidates are: by the shipped lexicon alone, and learned."""

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.cli.evaluate import UNNAMED
from bot.cli.lexicons import read_lexicons
from tagging.concerns import Finding, find_many
from tagging.evaluation import ConcernScores, Spoken, in_names
from tagging.labels import Example
from tagging.learning import learn
from tagging.lexicon import Lexicon
from tagging.mining import discover
from tagging.stances import Stance
from tests.bench.figures import Effort, Figure
from tests.bench.labelled import PARTS, SEED, cut, read_examples, read_texts
from tests.bench.rivals.plain import LinearConcerns, find_keywords, keep_whole, rank_nouns


class Source(NamedTuple):
    """A file of labelled texts and the category it is read in."""

    name: str
    file: str
    category: str


COSMETICS = Source("cosmetics", "reviews_makeup_aspects.csv.gz", "化妆品")
LAPTOP = Source("laptop", "reviews_laptop_aspects.csv.gz", "3C")
CAR = Source("car", "posts_car_aspects.csv.gz", "general")
OWN, SHOPS = "concerns_labelled.csv", "reviews_shopping_10cats.csv.gz"
DENIED = re.compile(
    "(?:没有?|无|毫无|没有任何|没什么|不会?|一点都?不|不容易)"
    "(色差|掉色|褪色|油腻|卡顿|破损|过敏|刺激|异味)"
)
OPEN = re.compile("[吗么吧?？]|[有会是能].?[没不]|不知|怕|担心|如果|希望|保证")  # no plain denial
FIRST = 50  # candidates that are judged
VIEWS: dict[str, Callable[[ConcernScores], float]] = {
    "concern micro F1": lambda scores: scores.concerns.f1,
    "concern macro F1": lambda scores: scores.macro_f1,
    "concern + polarity micro F1": lambda scores: scores.polarities.f1,
    "complaints F1": lambda scores: scores.complaints.f1,
}


def measure(folder: Path, effort: Effort) -> list[Figure]:
    """Measure the shipped lexicon, what is learned from few and from all, and discovery."""
    return [
        *_trained(folder, COSMETICS, (89, 84, 86.5, 77), 1),
        *_trained(folder, LAPTOP, (90, None, 86, 72), effort.count(PARTS, 1)),
        *_trained(folder, CAR, (88, None, 65, 45), 1),
        _shipped(folder, COSMETICS, 77),
        _shipped(folder, LAPTOP, 86),
        *_from_few(folder, COSMETICS, 80, effort.count(3, 1)),
        *_from_few(folder, LAPTOP, 86, effort.count(3, 1)),
        *_own(folder),
        _denied(folder),
        _discovered(folder, COSMETICS, 70),
        _discovered(folder, LAPTOP, 85),
    ]


def _trained(
    folder: Path, source: Source, targets: Sequence[float | None], parts: int
) -> Iterator[Figure]:
    """Learn from two thirds of the labels, and compare with scikit-learn on the same thirds."""
    examples = read_examples(folder / source.file)
    lexicon = _lexicon(source.category, with_borrowed=True)
    ours, linear = ConcernScores(), ConcernScores()
    for learned, asked in cut(examples, id, parts):
        model = learn(learned, lexicon)
        _count(ours, asked, map(_spoken, model.find_many(_texts(asked), lexicon)))
        _count(linear, asked, LinearConcerns(learned).find(_texts(asked)))
    for (view, value), target in zip(VIEWS.items(), targets, strict=True):
        yield Figure(
            name=f"{source.name}, trained: {view}",
            value=100 * value(ours),
            unit="%",
            target=target,
            is_floor=True,
            rivals={"TF-IDF + LR": 100 * value(linear)},
            note=f"{ours.texts:,} texts asked, {len(examples):,} in all",
        )


def _shipped(folder: Path, source: Source, target: float) -> Figure:
    """Read labelled texts by the shipped lexicon; nothing is learned."""
    examples = read_examples(folder / source.file)
    lexicon, names = _lexicon(source.category), _names(examples) - UNNAMED
    ours = _by_lexicon(examples, lexicon, names)
    words = ConcernScores()
    found = find_keywords(_texts(examples), lexicon)
    _count(words, examples, (in_names(spoken, names) for spoken in found), names)
    return Figure(
        name=f"{source.name}, no labels: concern micro F1",
        value=100 * ours.concerns.f1,
        unit="%",
        target=target,
        is_floor=True,
        rivals={"our words, jieba.lcut": 100 * words.concerns.f1},
        note=f"+ polarity {100 * ours.polarities.f1:.1f} %",
    )


def _from_few(folder: Path, source: Source, target: float, rounds: int) -> Iterator[Figure]:
    """Learn from 100 and from 300 texts, drawn several times, and ask about all the others."""
    examples = read_examples(folder / source.file)
    lexicon, names = _lexicon(source.category, with_borrowed=True), _names(examples)
    for count in (100, 300):
        ours, alone = ConcernScores(), ConcernScores()
        for number in range(rounds):
            drawn = random.Random(SEED + number).sample(examples, len(examples))
            learned, asked = drawn[:count], drawn[count : count + 2000]
            model = learn(learned, lexicon)
            _count(ours, asked, map(_spoken, model.find_many(_texts(asked), lexicon)))
            _by_lexicon(asked, lexicon, names, into=alone)
        yield Figure(
            name=f"{source.name}, {count} confirmed: concern micro F1",
            value=100 * ours.concerns.f1,
            unit="%",
            target=100 * alone.concerns.f1 if count == 100 else target,
            is_floor=True,
            rivals={"lexicon alone": 100 * alone.concerns.f1},
            note=f"{model.charge.in_charge} in charge; all names",
        )


def _own(folder: Path) -> Iterator[Figure]:
    """Read the texts of our own concerns, each in its category, by the shipped lexicon."""
    examples = read_examples(folder / OWN)
    categories = [category for (category,) in read_texts(folder / OWN, "category")]
    names = set(_lexicon("general").concerns)
    ours, words = ConcernScores(), ConcernScores()
    for example, category in zip(examples, categories, strict=True):
        lexicon = _lexicon(category)
        _by_lexicon([example], lexicon, names, into=ours)
        _count(words, [example], find_keywords([example.text], lexicon), names)
    for view, tally, rival, target in (
        ("concern micro F1", ours.concerns, words.concerns, 85),
        ("asked or complained F1", ours.asked_or_complained, words.asked_or_complained, 75),
    ):
        yield Figure(
            name=f"own 20 concerns, no labels: {view}",
            value=100 * tally.f1,
            unit="%",
            target=target,
            is_floor=True,
            rivals={"our words, jieba.lcut": 100 * rival.f1},
            note=f"P {100 * tally.precision:.1f}, R {100 * tally.recall:.1f}",
        )


def _denied(folder: Path) -> Figure:
    """Count how often a complaint word that is plainly denied is a complaint to us."""
    texts = read_texts(folder / SHOPS, "text", "category")
    denied = blamed = listed = 0
    for text, category in texts:
        matches = [one for one in DENIED.finditer(text) if not OPEN.search(_around(text, one))]
        if not matches:
            continue
        lexicon = _lexicon(category)
        (found,) = find_many([text], lexicon)
        complaints = [one for one in found if one.stance is Stance.COMPLAINS]
        denied += len(matches)
        for match in matches:
            start, end = match.span(1)
            blamed += any(one.start < end and start < one.end for one in complaints)
            by_keyword, by_word = find_keywords([text, match[1]], lexicon)
            listed += any(stance is Stance.COMPLAINS for _, stance in by_keyword & by_word)
    return Figure(
        name="denied complaint words told as complaints",
        value=100 * blamed / denied,
        unit="%",
        target=3,
        rivals={"our words, jieba.lcut": 100 * listed / denied},
        note=f"{denied} denials in {len(texts):,} reviews",
    )


def _discovered(folder: Path, source: Source, target: float) -> Figure:
    """Count how many of the first candidates people labelled as an aspect."""
    examples = read_examples(folder / source.file)
    labelled = set(_aspects(folder / source.file))
    whole = set(keep_whole(labelled))
    ours = [one.term for one in discover(_texts(examples), _lexicon(source.category), most=FIRST)]
    nouns = rank_nouns(_texts(examples), FIRST)
    return Figure(
        name=f"{source.name}: precision of the first {FIRST} candidates",
        value=100 * len(whole.intersection(ours)) / FIRST,
        unit="%",
        target=target,
        is_floor=True,
        rivals={"jieba extract_tags, nouns": 100 * len(whole.intersection(nouns)) / FIRST},
        note=(
            f"{len(whole)} labelled aspects that are one word; "
            f"{100 * len(labelled.intersection(ours)) / FIRST:.0f} % with all {len(labelled)}"
        ),
    )


def _aspects(file: Path) -> Iterator[str]:
    for (cell,) in read_texts(file, "labels"):
        yield from (aspect for aspect, *_ in json.loads(cell) if aspect)


def _lexicon(category: str, *, with_borrowed: bool = False) -> Lexicon:
    shelf = _SHELVES[with_borrowed]
    return shelf.lexicon_of(category)


_SHELVES = {borrowed: read_lexicons(None, with_borrowed=borrowed) for borrowed in (False, True)}


def _by_lexicon(
    examples: Sequence[Example],
    lexicon: Lexicon,
    names: set[str],
    *,
    into: ConcernScores | None = None,
) -> ConcernScores:
    scores = ConcernScores() if into is None else into
    found = map(_spoken, find_many(_texts(examples), lexicon))
    _count(scores, examples, (in_names(spoken, names) for spoken in found), names)
    return scores


def _count(
    scores: ConcernScores,
    examples: Iterable[Example],
    found: Iterable[set[Spoken]],
    names: set[str] | None = None,
) -> None:
    for example, spoken in zip(examples, found, strict=True):
        said = {(label.concern, label.stance) for label in example.labels}
        scores.add(_within(said, names), _within(spoken, names))


def _within(spoken: set[Spoken], names: set[str] | None) -> set[Spoken]:
    return spoken if names is None else {each for each in spoken if each[0] in names}


def _spoken(findings: Iterable[Finding]) -> set[Spoken]:
    return {(finding.concern, finding.stance) for finding in findings}


def _names(examples: Iterable[Example]) -> set[str]:
    return {label.concern for example in examples for label in example.labels}


def _texts(examples: Iterable[Example]) -> list[str]:
    return [example.text for example in examples]


def _around(text: str, match: re.Match[str]) -> str:
    """Give the clause that holds a match, and the mark behind it."""
    start = max(text.rfind(mark, 0, match.start()) for mark in "，。！；,;! ") + 1
    behind = re.compile("[，。！；,;!?？ ]|$").search(text, match.end())
    return text[start : behind.end() if behind else len(text)]
