"""The stages of families, one row a customer whose stage is known, as a CSV."""

import csv
from collections import Counter
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from pathlib import Path

from bot.cli.out_file import open_out
from bot.reasons import word
from tagging.bought.stages import Stage

OUT_COLUMNS = ("customer", "half_years", "months_from", "months_until", "because")
STEP = 10_000  # rows


def write_stages(out: Path, told: Iterable[tuple[str, Stage]]) -> Counter[int]:
    """Write the stages, months included at both ends; count the customers by half-year."""
    counts = Counter[int]()
    each = iter(told)
    rows: list[tuple[object, ...]] = [OUT_COLUMNS]
    with open_out(out) as write:
        while rows:
            cells = StringIO(newline="")
            csv.writer(cells, lineterminator="\n").writerows(rows)
            write(cells.getvalue())
            step = list(islice(each, STEP))
            counts.update(stage.half_years for _, stage in step)
            rows = [_row_of(customer, stage) for customer, stage in step]
    return counts


def _row_of(customer: str, stage: Stage) -> tuple[object, ...]:
    months = stage.months
    return customer, stage.half_years, months[0], months[-1], word(stage.because)
