"""How many chat lines a second are read for concerns, beside merely cutting them into words."""

import random
import warnings
from time import perf_counter

from bot.shop import packaged_concerns
from tagging.concerns import find_many
from tagging.lexicon import parse_lexicon
from tests.bench.figures import Effort, Figure
from tests.bench.sentences import SENTENCES

OPENINGS = ("", "", "亲，", "请问", "老板", "你好，", "麻烦问下，", "我想知道")
ENDINGS = ("", "", "呢", "呀", "？", "～", "，谢谢", "，急")
CATEGORY = "衣服"


def measure(effort: Effort) -> list[Figure]:
    """Read generated lines with one core, then cut the same lines with jieba."""
    lines = write_lines(effort.count(200_000, 5_000), random.Random(11))
    lexicon = parse_lexicon(packaged_concerns(), category=CATEGORY)
    sum(map(len, find_many(lines[:500], lexicon)))
    began = perf_counter()
    found = sum(map(len, find_many(lines, lexicon)))
    ours = len(lines) / (perf_counter() - began)
    length = sum(map(len, lines)) / len(lines)
    return [
        Figure(
            name="concerns: lines read",
            value=ours,
            unit="/s",
            rivals={"jieba.lcut": _cut_with_jieba(lines[: effort.count(40_000, 2_000)])},
            note=f"{length:.0f} characters a line, {found / len(lines):.2f} findings a line",
        )
    ]


def write_lines(count: int, chance: random.Random) -> list[str]:
    """Write short chat lines, most of them different."""
    return [
        chance.choice(OPENINGS) + chance.choice(SENTENCES) + chance.choice(ENDINGS)
        for _ in range(count)
    ]


def _cut_with_jieba(lines: list[str]) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    began = perf_counter()
    for line in lines:
        jieba.lcut(line)
    return len(lines) / (perf_counter() - began)
