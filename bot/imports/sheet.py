"""The child process that reads a spreadsheet: `python -m bot.imports.sheet`, stdin to CSV.

A spreadsheet of a few kilobytes can ask for hundreds of gigabytes, and the library that reads it
aborts the process. So it is read by a process of its own, which first limits itself.
"""

import csv
import io
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

MEMORY_BYTES = 3 << 30
CPU_SECONDS = 60
EXACT = 2**53  # from here on a double no longer counts every whole number
KEPT = 10**15  # Excel keeps fifteen digits
Cell = int | float | str | bool | time | date | datetime | timedelta


def main() -> int:
    """Write the first visible sheet of the workbook on stdin; explain a refusal on stderr."""
    limit_resources()
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        shown = [
            one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible
        ]
        rows = book.get_sheet_by_name(shown[0]).iter_rows() if shown else ()
        write_rows(rows, out)
        out.flush()
    except (CalamineError, OSError, ValueError) as error:
        sys.stderr.write(str(error).splitlines()[0][:200])
        return 1
    return 0


def limit_resources() -> None:
    """Take away the right to eat the machine (the parent watches the time)."""
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_AS, MEMORY_BYTES),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(what)[1]
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (limit, limit))


def write_rows(rows: Iterable[list[Cell]], out: io.TextIOWrapper) -> None:
    """Write cells as CSV, a row of nothing as an empty row."""
    writer = csv.writer(out)
    for row in rows:
        cells = [text_of(cell) for cell in row]
        writer.writerow(cells if any(cells) else [])


def text_of(cell: Cell) -> str:
    """Write a cell as its owner would: whole numbers without a point, moments in ISO form.

    A number beyond Excel's fifteen digits keeps its exponent, so that nobody takes it for a whole
    order number; other programs write sixteen digits that are right, and those are kept.
    """
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return _number(float(cell))
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(cell)


def _number(value: float) -> str:
    if abs(value) < KEPT:
        return f"{value:.15g}" if value % 1 else str(int(value))
    if abs(value) < EXACT and value % 10:
        return str(int(value))
    mantissa, exponent = f"{value:.14E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


if __name__ == "__main__":
    sys.exit(main())
