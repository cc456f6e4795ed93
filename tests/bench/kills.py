"""Kill the server while customers write: what is lost, what is said twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.bench.figures import Effort, Figure
from tests.faults.kills import Tally, kill_again_and_again

SEED = 20_261
ROUND = 25  # kills in one folder; what waits at its end must be delivered one by one


def measure(effort: Effort) -> list[Figure]:
    """Kill a shop that answers in the response, then as often one that answers by message."""
    rounds = effort.count(4, 1)
    figures: list[Figure] = []
    for reply_by in ("response", "message"):
        began = monotonic()
        tallies = [
            _play(reply_by, SEED + number, effort.count(ROUND, 3)) for number in range(rounds)
        ]
        figures += _figures(reply_by, _sum(tallies), monotonic() - began)
    return figures


def _play(reply_by: str, seed: int, kills: int) -> Tally:
    with TemporaryDirectory() as folder:
        play = kill_again_and_again(Path(folder), kills=kills, reply_by=reply_by, seed=seed)
        return asyncio.run(play)


def _sum(tallies: Sequence[Tally]) -> Tally:
    names = [field.name for field in fields(Tally)]
    return Tally(**{name: sum(getattr(tally, name) for tally in tallies) for name in names})


def _figures(reply_by: str, tally: Tally, seconds: float) -> list[Figure]:
    name = f"kills, reply_by {reply_by}"
    of = f"of {tally.acknowledged:,}"
    note = f"{tally.kills} kills in {seconds:.0f} s, {tally.redelivered} delivered again"
    return [
        Figure(name=f"{name}: lost", value=tally.lost, unit=of, target=0, note=note),
        Figure(name=f"{name}: doubled", value=tally.doubled, unit=of, target=0),
        Figure(name=f"{name}: worked off twice", value=tally.handled_twice, unit=of, target=0),
        Figure(name=f"{name}: uncertain", value=tally.uncertain, unit="", target=tally.kills),
    ]
