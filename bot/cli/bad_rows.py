"""Rows that were refused, named on stderr as the import names them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.bulk.order_sums import NAMED_AT_MOST
from bot.cli import output
from bot.imports.rows import BadRow


def name_bad_rows(
    path: Path, bad_rows: Iterable[BadRow], counts: Mapping[str, int], *, unit: str = "行"
) -> None:
    """Name the first bad rows of each advice, and count those beyond; `counts` are of all.

    Numbers are lines of the table (行); a command that leaves the header out says 条.
    """
    named = Counter[str]()
    for bad in sorted(bad_rows, key=lambda bad: bad.number):
        if named[bad.advice] < NAMED_AT_MOST:
            named[bad.advice] += 1
            output.complain(f"{path.name} 第 {bad.number} {unit}：{bad.reason}；{bad.advice}")
    for advice, count in counts.items():
        if count > named[advice]:
            output.complain(f"{path.name} 还有 {count - named[advice]} {unit}：{advice}")
