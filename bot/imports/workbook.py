"""Have a spreadsheet read by a child process that cannot take this one down."""

import subprocess
import sys
import zipfile
from tempfile import TemporaryFile
from typing import IO

from bot.errors import ImportFileError

UNPACKED_BYTES = 1 << 30
WALL_SECONDS = 120
CHILD = "bot.imports.sheet"


def sheet_as_csv(file: IO[bytes], name: str) -> IO[bytes]:
    """Return the first visible sheet as UTF-8 CSV in a file that vanishes when closed.

    `name` is what the operator calls the file. Raise ImportFileError where it cannot be read.
    """
    _check_package(file, name)
    out = TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        _run_child(file, name, out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _check_package(file: IO[bytes], name: str) -> None:
    if not zipfile.is_zipfile(file):
        return
    with zipfile.ZipFile(file) as package:
        entries = package.infolist()
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise ImportFileError(f"{name}: a workbook with macros; save it as .xlsx without macros")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_BYTES:
        raise ImportFileError(
            f"{name}: unpacks to {unpacked >> 20} MiB, more than {UNPACKED_BYTES >> 20} MiB; "
            "split it or save it as CSV"
        )


def _run_child(file: IO[bytes], name: str, out: IO[bytes]) -> None:
    file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", CHILD],
            stdin=file,
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ImportFileError(
            f"{name}: not read within {WALL_SECONDS} s; save it as CSV"
        ) from None
    if done.returncode == 1 and b"Traceback" not in done.stderr:
        reason = done.stderr.decode("utf-8", "replace").strip()
        raise ImportFileError(f"{name}: not a readable spreadsheet ({reason})")
    if done.returncode:
        raise ImportFileError(
            f"{name}: needs more memory or time than a sheet may (often one stray cell far from "
            "the others); copy the rows into a new workbook or save it as CSV"
        )
