"""How long a chat log of a million lines takes to become stored tag suggestions."""

import csv
import random
import sqlite3
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from time import perf_counter

from tests.bench.concerns import cut_with_jieba, read_real_lines, write_lines
from tests.bench.figures import Effort, Figure

LINES_A_CUSTOMER = (5, 35)


def measure(effort: Effort) -> list[Figure]:
    """Import chat logs with `--only-tags`, on all cores: as hard as can be, and as people talk."""
    count, chance = effort.count(1_000_000, 20_000), random.Random(7)
    figures = _imported("a worry in nearly each", write_lines(count, chance), effort)
    if real := read_real_lines():
        figures += _imported("real lines", chance.choices(real, k=count), effort)
    return figures


def _imported(kind: str, lines: list[str], effort: Effort) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        log, store = Path(folder) / "chats.csv", Path(folder) / "shop.db"
        customers = _write(log, lines)
        seconds = _import(log, store)
        tags = _count(store, "SELECT count(*) FROM tags")
        seen = _count(store, "SELECT sum(seen) FROM tags")
        again = _import(log, store)
        doubled = _count(store, "SELECT sum(seen) FROM tags") - seen
    jieba = len(lines) / cut_with_jieba(lines[: effort.count(20_000, 2_000)])
    return [
        Figure(
            name=f"bulk: {len(lines):,} chat lines to stored suggestions, {kind}",
            value=seconds,
            unit="s",
            target=effort.of(8, 60),
            rivals={"jieba.lcut, cutting alone": jieba},
            note=f"{customers:,} customers, {tags:,} tags seen {seen:,} times",
        ),
        Figure(name=f"bulk: the same file again, {kind}", value=again, unit="s"),
        Figure(name=f"bulk: signs counted twice, {kind}", value=doubled, unit="", target=0),
    ]


def _write(path: Path, lines: list[str]) -> int:
    chance = random.Random(8)
    said = iter(lines)
    customer = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("session", "role", "text"))
        while rows := list(islice(said, chance.randint(*LINES_A_CUSTOMER))):
            customer += 1
            writer.writerows((f"客户{customer}", "customer", line) for line in rows)
    return customer


def _import(log: Path, store: Path) -> float:
    began = perf_counter()
    command = [sys.executable, "-m", "bot", "import", "chats", str(log), "--only-tags"]
    subprocess.run(
        [*command, "--store", f"sqlite:///{store}"], check=True, stdout=subprocess.DEVNULL
    )
    return perf_counter() - began


def _count(store: Path, statement: str) -> int:
    connection = sqlite3.connect(store)
    try:
        return int(connection.execute(statement).fetchone()[0])
    finally:
        connection.close()
