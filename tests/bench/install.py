"""What `make run` does on a fresh machine before the shop opens: install everything anew."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.bench.figures import Effort, Figure
from tests.bench.servers import ROOT

LONGEST_SECONDS = 900


def measure(_: Effort) -> list[Figure]:
    """Install into an environment of its own; the time depends on the package registry too."""
    python = Path(sys.base_prefix) / "bin" / "python3"
    with TemporaryDirectory() as folder:
        venv = Path(folder) / ".venv"
        began = monotonic()
        subprocess.run(
            ["make", f"VENV={venv}", f"PYTHON={python}", str(venv / "run.stamp")],
            cwd=ROOT,
            check=True,
            timeout=LONGEST_SECONDS,
            stdout=subprocess.DEVNULL,
        )
        seconds = monotonic() - began
        megabytes = sum(path.stat().st_size for path in venv.rglob("*") if path.is_file()) / 2**20
    return [Figure(name="install", value=seconds, unit="s", note=f"{megabytes:.0f} MB on disk")]
