"""Write the kept figures as the tables of docs/performance.md: `python -m tests.bench.report`."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, number

KEPT = Path(__file__).parents[2] / "var" / "bench.json"


def write(kept: Mapping[str, Any]) -> str:
    """Write one table a benchmark, with the moment and the machine it was measured on."""
    return "\n".join(line for name, bench in kept.items() for line in _table(name, bench))


def _table(name: str, bench: Mapping[str, Any]) -> Iterator[str]:
    machine = bench["machine"]
    load = machine["load_average"][0]
    yield f"### `{name}`\n"
    yield (
        f"{bench['at'][:16].replace('T', ' ')} UTC, {machine['cores']} cores, "
        f"Python {machine['python']}, load average {load:.1f} at the end.\n"
    )
    yield "| figure | measured | target | ratio to rivals | remark |"
    yield "| --- | --- | --- | --- | --- |"
    for fields in bench["figures"]:
        ratios = fields.pop("ratios")
        figure = Figure(**fields)
        beside = "; ".join(f"{ratio:.2f} × {rival}" for rival, ratio in ratios.items())
        yield (
            f"| {figure.name} | {number(figure.value)} {figure.unit} | {_target(figure)} "
            f"| {beside} | {figure.note} |"
        )
    yield ""


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    sign = "≥" if figure.is_floor else "≤"
    return f"{sign} {figure.target:,g}{'' if figure.is_reached else ', **missed**'}"


if __name__ == "__main__":
    sys.stdout.write(write(json.loads(KEPT.read_text())))
