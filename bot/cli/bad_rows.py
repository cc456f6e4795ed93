"""Rows that were refused, named on stderr as the import names them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.bulk.order_sums import NAMED_AT_MOST
from bot.cli import output
from bot.imports.rows import BadRow


def name_bad_rows(path: Path, bad_rows: Iterable[BadRow], counts: Mapping[str, int]) -> None:
    """Name the first bad rows of each advice, and count those beyond; `counts` are of all."""
    named = Counter[str]()
    for bad in sorted(bad_rows, key=lambda bad: bad.number):
        if named[bad.advice] < NAMED_AT_MOST:
            named[bad.advice] += 1
            output.complain(f"{path.name} 第 {bad.number} 行：{bad.reason}；{bad.advice}")
    for advice, count in counts.items():
        if count > named[advice]:
            output.complain(f"{path.name} 还有 {count - named[advice]} 行：{advice}")
