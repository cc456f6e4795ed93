"""How fast customers' words are read for concerns, beside merely cutting them with jieba.

All on one core, in time of the processor: what else the machine does counts for nobody.
"""

import csv
import gzip
import os
import random
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from bot.packaged import packaged_concerns
from tagging.concerns import find_concerns, find_many
from tagging.lexicon import Lexicon, parse_lexicon
from tests.bench.figures import Effort, Figure
from tests.bench.sentences import SENTENCES

OPENINGS = ("", "", "亲，", "请问", "老板", "你好，", "麻烦问下，", "我想知道")
COLOURS = ("红", "米", "黑", "灰", "蓝", "绿", "紫", "杏", "咖", "粉")
GOODS = ("裙子", "卫衣", "外套", "毛衣", "衬衫", "短裤", "风衣", "马甲", "背心", "袜子")
ENDINGS = ("", "", "呢", "呀", "？", "～", "，谢谢", "，急")
CATEGORY = "衣服"
LONG_LINES = ("质量", "色差", "不", "好不好", "大小", "没有色差，", "发货，")
LONG = 100_000
ROUNDS = 3

OURS = """
from tagging.concerns import find_concerns
from tagging.lexicon import parse_lexicon
from importlib.resources import files
folder = files("tagging.data.concerns")
names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
text = "\\n".join((folder / name).read_text(encoding="utf-8") for name in names)
assert find_concerns("{said}", parse_lexicon(text, category="女装"))
"""
JIEBA = """
import warnings
warnings.simplefilter("ignore")
import jieba
jieba.setLogLevel("ERROR")
assert jieba.lcut("裤腿有点小")
"""
MEASURED = """
import time
began = time.perf_counter()
{work}
seconds = time.perf_counter() - began
peak_kb = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(seconds, int(peak_kb) / 1024)
"""


def measure(effort: Effort) -> list[Figure]:
    """Read many short lines, single messages and endless lines; start a process for the first."""
    lexicon = parse_lexicon(packaged_concerns(), category=CATEGORY)
    lines = write_lines(effort.count(200_000, 5_000), random.Random(11))
    some = lines[: effort.count(20_000, 1_000)]
    jieba = {"jieba.lcut": cut_with_jieba(some)}
    return [
        _reading("concerns: lines read, each once", lines, lexicon, jieba, effort),
        *_real(effort, jieba),
        _message(some, lexicon, effort),
        _long_line(lexicon, effort),
        *_start(effort),
    ]


def write_lines(count: int, chance: random.Random) -> list[str]:
    """Write short chat lines of which hardly two are the same, nor their first clauses."""
    return [
        f"{chance.choice(OPENINGS)}{chance.choice(COLOURS)}{chance.choice(GOODS)}"
        f"{chance.randrange(10, 1_000)}{chance.choice(SENTENCES)}{chance.choice(ENDINGS)}"
        for _ in range(count)
    ]


def cut_with_jieba(lines: Sequence[str]) -> float:
    """Return how many lines a second jieba merely cuts."""
    cut = _jieba()
    began = process_time()
    for line in lines:
        cut(line)
    return len(lines) / (process_time() - began)


def _jieba() -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    return jieba.lcut  # type: ignore[no-any-return]


def _reading(
    name: str, lines: list[str], lexicon: Lexicon, rivals: dict[str, float], effort: Effort
) -> Figure:
    """Read the lines once with a lexicon that knows no clause yet, then once more for luck."""
    seconds = []
    found = 0
    for _ in range(ROUNDS):
        lexicon.known.clear()
        began = process_time()
        found = sum(map(len, find_many(lines, lexicon)))
        seconds.append(process_time() - began)
    length = sum(map(len, lines)) / len(lines)
    return Figure(
        name=name,
        value=len(lines) / min(seconds),
        unit="/s",
        target=effort.of(250_000, 1_000),
        is_floor=True,
        rivals=rivals,
        note=f"{length:.0f} characters a line, {found / len(lines):.2f} findings a line",
    )


def _real(effort: Effort, rivals: dict[str, float]) -> list[Figure]:
    """Read what customers really wrote, where the real data is at hand."""
    said = read_real_lines()
    if not said:
        return []
    lexicon = parse_lexicon(packaged_concerns(), category="聊天")
    often = list(islice(cycle(said), effort.count(1_000_000, 5_000)))
    once = list(dict.fromkeys(said))
    return [
        _reading("concerns: real lines read, each once", once, lexicon, rivals, effort),
        _reading("concerns: real lines read, again and again", often, lexicon, rivals, effort),
    ]


def read_real_lines() -> list[str]:
    """Read the customers' lines of the real chats; none where the real data is not at hand."""
    folder = os.environ.get("ZHANGGUI_REAL_DATA")
    if not folder:
        return []
    path = Path(folder) / "text" / "chats_service.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row["role"] == "customer"]


def _message(lines: list[str], lexicon: Lexicon, effort: Effort) -> Figure:
    """Read messages one by one, as they come in."""
    return Figure(
        name="concerns: one message, p99",
        value=_p99(lambda line: find_concerns(line, lexicon), lines),
        unit="µs",
        target=effort.of(100, 10_000),
        rivals={"jieba.lcut": _p99(_jieba(), lines)},
    )


def _p99(work: Callable[[str], object], lines: list[str]) -> float:
    seconds = []
    for line in lines:
        began = process_time()
        work(line)
        seconds.append(process_time() - began)
    return sorted(seconds)[len(seconds) * 99 // 100] * 1e6


def _long_line(lexicon: Lexicon, effort: Effort) -> Figure:
    """Read lines of nothing but one word, each of them endless; the slowest counts."""
    lines = {word: (word * LONG)[:LONG] for word in LONG_LINES}
    seconds = {
        word: min(_seconds(lambda line: find_concerns(line, lexicon), line) for _ in range(ROUNDS))
        for word, line in lines.items()
    }
    slowest = max(seconds, key=lambda word: seconds[word])
    return Figure(
        name=f"concerns: a line of {LONG:,} characters",
        value=seconds[slowest] * 1_000,
        unit="ms",
        target=effort.of(50, 5_000),
        rivals={"jieba.lcut": _seconds(_jieba(), lines[slowest]) * 1_000},
        note=f"the slowest of {len(lines)} kinds: {slowest}{slowest}…",
    )


def _seconds(work: Callable[[str], object], line: str) -> float:
    began = process_time()
    work(line)
    return process_time() - began


def _start(effort: Effort) -> list[Figure]:
    """Start processes that import, read the packaged words and find one concern."""
    jieba = _best_start(JIEBA)
    plain, cut = (
        _best_start(OURS.replace("{said}", said)) for said in ("质量怎么样", "裤腿有点小")
    )
    return [
        Figure(
            name="concerns: import to first finding",
            value=plain[0],
            unit="s",
            target=effort.of(0.15, 10),
            rivals={"jieba, import to first cut": jieba[0]},
            note=f"{cut[0]:.2f} s to the first that must be cut into words",
        ),
        Figure(
            name="concerns: memory when words were cut",
            value=cut[1],
            unit="MB",
            target=effort.of(70, 200),
            rivals={"jieba, at the first cut": jieba[1]},
            note=f"{plain[1]:.0f} MB before",
        ),
    ]


def _best_start(work: str) -> tuple[float, float]:
    starts = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", MEASURED.format(work=work)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        seconds, memory_mb = done.stdout.split()
        starts.append((float(seconds), float(memory_mb)))
    return min(starts)
