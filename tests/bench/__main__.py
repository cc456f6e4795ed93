"""`python -m tests.bench [names…] [--quick]`: measure, print a table, keep var/bench.json."""

import argparse
import importlib
import os
import sys
import traceback
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does

from tests.bench.figures import Effort, Figure, keep, show
from tests.bench.servers import ROOT

BY_DEFAULT = (
    "door",
    "answer",
    "kills",
    "start",
    "imports",
    "concerns",
    "learned",
    "bulk",
    "layering",
    "decision",
    "plans",
    "offer_api",
)
ALL = (
    *BY_DEFAULT,
    "scale",
    "accuracy",
    "install",
    "repurchase",
    "uplift",
    "coverage",
    "wording",
    "simulated",
)
NAMES = {"import": "imports"}


def main() -> int:
    """Run what is asked for; 0 where every target is reached, 1 otherwise."""
    asked = _arguments()
    benches: dict[str, list[Figure]] = {}
    failed: list[str] = []
    for name in asked.names or BY_DEFAULT:
        module = NAMES.get(name, name)
        print(f"measuring {name} …", flush=True)
        try:
            bench = importlib.import_module(f"tests.bench.{module}")
            benches[module] = bench.measure(Effort(asked.quick))
        except Exception:  # noqa: BLE001 - the others are measured all the same
            traceback.print_exc()
            failed.append(name)
            continue
        if benches[module]:
            show(benches[module])
            keep(asked.json, module, benches[module])
    if failed:
        print(f"could not be measured: {', '.join(failed)}")
    figures = [figure for bench in benches.values() for figure in bench]
    return int(bool(failed) or not all(figure.is_reached for figure in figures))


def _name(word: str) -> str:
    if word not in {*ALL, *NAMES}:
        raise argparse.ArgumentTypeError(f"{word} is none of {', '.join(ALL)}")
    return word


def _arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", type=_name, metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--quick", action="store_true", help="a smoke run, not a measurement")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
