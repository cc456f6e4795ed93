"""A measured number beside what it should be and what others reach."""

import json
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.clock import utc_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number; `target` is a floor where more is better, else a ceiling."""

    name: str
    value: float
    unit: str
    target: float | None = None
    is_floor: bool = False
    rivals: dict[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def is_reached(self) -> bool:
        """Say whether the target is reached; without one, always."""
        if self.target is None:
            return True
        return self.value >= self.target if self.is_floor else self.value <= self.target

    @property
    def ratios(self) -> dict[str, float]:
        """Return our number divided by each rival's of the same run."""
        return {name: self.value / rival for name, rival in self.rivals.items() if rival}


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how much a run measures."""

    is_quick: bool = False

    def of(self, full: float, quick: float) -> float:
        """Choose between the full measure and the one of a smoke run."""
        return quick if self.is_quick else full

    def count(self, full: int, quick: int) -> int:
        """Choose a whole number in the same way."""
        return quick if self.is_quick else full


def show(figures: Sequence[Figure]) -> None:
    """Print the table."""
    table = Table("figure", "measured", "target", "", "× rival of the same run", "note")
    for figure in figures:
        sign = "≥" if figure.is_floor else "≤"
        target = "" if figure.target is None else f"{sign} {figure.target:,g} {figure.unit}"
        mark = "" if figure.target is None else ("ok" if figure.is_reached else "MISSED")
        ratios = "\n".join(
            f"{ratio:.2f} × {name} ({number(figure.rivals[name])})"
            for name, ratio in figure.ratios.items()
        )
        measured = f"{number(figure.value)} {figure.unit}"
        table.add_row(figure.name, measured, target, mark, ratios, figure.note)
    width = None if os.isatty(1) else 170
    Console(width=width).print(table)


def keep(path: Path, bench: str, figures: Sequence[Figure]) -> None:
    """Write a benchmark's figures as JSON, over its older ones and beside the others'."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text()) if path.exists() else {}
    kept[bench] = {
        "at": utc_now().isoformat(timespec="seconds"),
        "machine": _machine(),
        "figures": [asdict(figure) | {"ratios": figure.ratios} for figure in figures],
    }
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "system": platform.system(),
    }


def number(value: float) -> str:
    """Write a number with as many places as one reads."""
    if not math.isfinite(value):
        return str(value)
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
