"""Fifty thousand exported orders into the store, from the command to its end."""

import csv
import json
import random
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.bench.figures import Effort, Figure

ROWS = 50_000
LONGEST_SECONDS = 300
TARGET_SECONDS = 30
HEADER = (
    "订单编号",
    "买家会员名",
    "买家实际支付金额",
    "订单状态",
    "订单付款时间",
    "宝贝标题",
    "商家编码",
    "宝贝总数量",
)
GOODS = ("高腰阔腿裤", "针织开衫", "亚麻衬衫", "羊毛大衣", "打底衫", "半身裙", "连帽卫衣")
FIRST_DAY = datetime(2025, 1, 1, 9, 0)


def measure(effort: Effort) -> list[Figure]:
    """Import a file, and then the same file again, which must change nothing."""
    rows = effort.count(ROWS, 1_000)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_orders(folder / "orders.csv", rows, random.Random(7))
        first, taken = _import(folder)
        second, again = _import(folder)
    note = f"GB18030, {rows / first:,.0f} rows/s, {taken}"
    return [
        Figure(
            name=f"import: {rows:,} rows",
            value=first,
            unit="s",
            target=TARGET_SECONDS,
            note=note,
        ),
        Figure(name="import: the same file again", value=second, unit="s", note=str(again)),
    ]


def write_orders(path: Path, rows: int, chance: random.Random) -> None:
    """Write orders as a shop's export has them, with some customers that come again and again."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            customer = f"顾客{int(chance.paretovariate(0.7)) % 20_000:05d}"
            paid_at = FIRST_DAY + timedelta(minutes=number * 10 + chance.randrange(10))
            goods = chance.randrange(len(GOODS))
            writer.writerow(
                (
                    f"{3_100_000_000_000_000 + number}\t",
                    customer,
                    f"{chance.randrange(3_900, 69_900) / 100:.2f}",
                    "交易成功",
                    paid_at.strftime("%Y-%m-%d %H:%M:%S"),
                    GOODS[goods],
                    f"QH-{goods:03d}",
                    chance.randrange(1, 4),
                )
            )


def _import(folder: Path) -> tuple[float, dict[str, int]]:
    store = f"sqlite:///{(folder / 'shop.db').as_posix()}"
    command = [sys.executable, "-m", "bot", "import", "orders", "orders.csv", "--store", store]
    began = monotonic()
    done = subprocess.run(
        [*command, "--json"], cwd=folder, check=True, timeout=LONGEST_SECONDS, capture_output=True
    )
    seconds = monotonic() - began
    counts = json.loads(done.stdout)
    return seconds, {name: value for name, value in counts.items() if isinstance(value, int)}
