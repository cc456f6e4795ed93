"""How well wording is judged: lawful copy left alone, violations found in any way of writing.

The half marked `held` is asked, the other one was tuned on. What real shops wrote is counted
apart: nobody labelled it, and no law office read it.
"""

import csv
import os
import random
import re
import timeit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.packaged import packaged, packaged_wording, starter_file
from persona.materials import parse_materials
from persona.wording import CopyFacts, GoodsClass, WordLevel, check_copy, strictest
from tests.bench.figures import Effort, Figure
from tests.bench.labelled import read_texts

COPY = Path(__file__).parent / "copy"
SEED = 20261122
SERIOUS = (WordLevel.BLOCK, WordLevel.WARN)
LENGTH = 2_000
_TABLE = packaged_wording()
_WORDS = {entry.word.lower() for entry in _TABLE.words}
_HIDING = "\u200b\u200d\u2060\ufeff"
_SIGNS = "·.-*_/|~、+"
_EMOJI = "😊🔥✨👍"


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line of copy; `kind` is empty for lawful ones."""

    text: str
    goods_class: GoodsClass
    kind: str


def measure(effort: Effort) -> list[Figure]:
    """Measure on the held half, and on what real shops wrote where it is at hand."""
    lawful, violating = _held("lawful"), _held("violating")
    words = [line for line in violating if line.kind == "word"]
    other = [line for line in violating if line.kind == "no_word"]
    return [
        _share("lawful copy, falsely blocked", lawful, (WordLevel.BLOCK,), 1),
        _share("lawful copy, falsely doubted or blocked", lawful, SERIOUS, 8),
        *_real(),
        _share("violations with a word, found", words, SERIOUS, 95, is_floor=True),
        _share("violations without a word, found", other, SERIOUS, 30, is_floor=True),
        *_variants(words[: effort.count(len(words), 20)]),
        *_speed(lawful, effort),
    ]


def _held(name: str) -> list[Line]:
    rows = csv.DictReader((COPY / f"{name}.csv").read_text("utf-8").splitlines())
    return [
        Line(row["text"], GoodsClass(row["class"]), row.get("kind", ""))
        for row in rows
        if row["split"] == "held"
    ]


def _level(line: Line) -> WordLevel | None:
    return strictest(check_copy(line.text, _TABLE, CopyFacts(goods_class=line.goods_class)))


def _naive_level(line: Line) -> WordLevel | None:
    """Judge as a list of words does that knows nothing of context."""
    text = line.text.lower()
    levels = {entry.level for entry in _TABLE.words if entry.word.lower() in text}
    return next((level for level in WordLevel if level in levels), None)


def _share(
    name: str,
    lines: list[Line],
    levels: tuple[WordLevel, ...],
    target: float | None,
    *,
    is_floor: bool = False,
) -> Figure:
    def percent(judge: Callable[[Line], WordLevel | None]) -> float:
        return 100 * sum(judge(line) in levels for line in lines) / max(len(lines), 1)

    return Figure(
        name=name,
        value=percent(_level),
        unit="%",
        target=target,
        is_floor=is_floor,
        rivals={"the same words, naively": percent(_naive_level)},
        note=f"{len(lines)} lines",
    )


def _real() -> Iterator[Figure]:
    """Count what is marked in real service lines that hold a word of the table."""
    root = os.environ.get("ZHANGGUI_REAL_DATA")
    if not root:
        return
    file = Path(root) / "text" / "chats_service.csv.gz"
    rows = read_texts(file, "role", "text")
    said = dict.fromkeys(text for role, text in rows if role == "service")
    lines = [Line(text, GoodsClass.GENERAL, "") for text in said]
    held = [line for line in lines if _naive_level(line)]
    yield _share("real service lines with a word, blocked", held, (WordLevel.BLOCK,), 1)
    yield _share("real service lines with a word, marked", held, SERIOUS, 8)


def _variants(lines: list[Line]) -> Iterator[Figure]:
    chance = random.Random(SEED)
    for name, vary in _WAYS.items():
        tried = [each for line in lines for each in _varied(line, vary, chance)]
        if not tried:
            continue
        ours = sum(_is_found(line, span) for line, span in tried)
        naive = sum(_naive_level(line) in SERIOUS for line, _ in tried)
        yield Figure(
            name=f"words written another way, found: {name}",
            value=100 * ours / len(tried),
            unit="%",
            target=None if name == "commas" else 98,  # a comma may really part two clauses
            is_floor=True,
            rivals={"the same words, naively": 100 * naive / len(tried)},
            note=f"{len(tried)} words, each at its place",
        )


def _varied(
    line: Line, vary: Callable[[str, random.Random], str], chance: random.Random
) -> Iterator[tuple[Line, tuple[int, int]]]:
    """Write each word that is found in a line another way, one at a time."""
    for hit in check_copy(line.text, _TABLE, CopyFacts(goods_class=line.goods_class)):
        if hit.level not in SERIOUS or hit.word.lower() not in _WORDS or len(hit.word) < 2:
            continue
        written = vary(hit.word, chance)
        if written == hit.word:
            continue
        text = line.text[: hit.start] + written + line.text[hit.end :]
        yield Line(text, line.goods_class, line.kind), (hit.start, hit.start + len(written))


def _is_found(line: Line, span: tuple[int, int]) -> bool:
    return any(
        hit.level in SERIOUS and (hit.start, hit.end) == span
        for hit in check_copy(line.text, _TABLE, CopyFacts(goods_class=line.goods_class))
    )


def _put_between(signs: str) -> Callable[[str, random.Random], str]:
    """Put one of some signs into one gap of a word, or into all of them."""

    def vary(word: str, chance: random.Random) -> str:
        sign = chance.choice(signs)
        if chance.random() < 0.5:  # one gap or all
            return sign.join(word)
        at = chance.randrange(1, len(word))
        return word[:at] + sign + word[at:]

    return vary


def _full_width(word: str, _chance: random.Random) -> str:
    return re.sub("[!-~]", lambda sign: chr(ord(sign[0]) + 0xFEE0), word)


def _traditional(word: str, _chance: random.Random) -> str:
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(word))


def _mixed(word: str, chance: random.Random) -> str:
    word = _full_width(_traditional(word, chance), chance)
    return _put_between(_HIDING)(_put_between(_SIGNS)(word, chance), chance)


_WAYS = {
    "full-width": _full_width,
    "zero-width": _put_between(_HIDING),
    "spaces": _put_between(" \u3000\u00a0"),
    "punctuation": _put_between(_SIGNS),
    "emoji": _put_between(_EMOJI),
    "commas": _put_between("，,"),
    "traditional": _traditional,
    "mixed": _mixed,
}


def _speed(lines: list[Line], effort: Effort) -> Iterator[Figure]:
    """Check copy of 2,000 characters: a shop's own posts, and lines of which most hold a trap."""
    posts = parse_materials(packaged("bot.data", starter_file("materials.toml")), "materials.toml")
    yield _figure("posts of a shop", [each.text for each in posts], effort)
    yield _figure("lines with a word in three of five", [line.text for line in lines], effort)


def _figure(name: str, texts: list[str], effort: Effort) -> Figure:
    text = "\n".join(texts)[:LENGTH]
    turns = effort.count(20, 5)

    def milliseconds(work: Callable[[], object]) -> float:
        return 1_000 * min(timeit.repeat(work, number=turns, repeat=30)) / turns

    return Figure(
        name=f"check of {LENGTH:,} characters: {name}",
        value=milliseconds(lambda: check_copy(text, _TABLE)),
        unit="ms",
        target=2,
        rivals={"`in`, word by word": milliseconds(lambda: [w in text.lower() for w in _WORDS])},
        note="the table is built once",
    )
