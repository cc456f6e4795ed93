"""Write down the rows that were not taken, each with its number, why, and what to do."""

import csv
from collections.abc import Collection
from pathlib import Path

from bot.errors import ImportFileError
from bot.imports.reader import Table
from bot.imports.rows import BadRow

NOTES = ("行号", "原因", "建议")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_refusals(table: Table, refused: Collection[BadRow], path: Path) -> None:
    """Copy the refused rows from the table; mended, the copy can be imported again.

    Raise ImportFileError where the file cannot be written.
    """
    reasons = {row.number: row for row in refused}
    kept = [place for place, column in enumerate(table.columns) if column not in NOTES]
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*(disarmed(table.columns[place]) for place in kept), *NOTES])
            for number, cells in table.rows:
                if number in reasons:
                    own = [disarmed(cells[place]) if place < len(cells) else "" for place in kept]
                    row = reasons[number]
                    writer.writerow([*own, number, disarmed(row.reason), row.advice])
    except OSError as error:
        raise ImportFileError(f"{path}: cannot be written: {error.strerror}") from None


def disarmed(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula."""
    return "'" + cell if cell.startswith(FORMULA_STARTS) else cell
