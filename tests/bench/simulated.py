"""Shops with planted truth: how often it lies inside what the product says of them."""

from collections import Counter

from tests.bench.figures import Effort, Figure
from tests.simulator.plan import Plan
from tests.simulator.reading import CYCLE_TOLERANCE, read_run

LEAST = 94.0


def measure(effort: Effort) -> list[Figure]:
    """Draw shops one by one, and count readings that hold by kind."""
    runs, plan = effort.count(1_000, 20), Plan()
    asked, held = Counter[str](), Counter[str]()
    for seed in range(runs):
        for reading in read_run(plan, seed):
            asked[reading.kind] += 1
            held[reading.kind] += reading.holds
    return [
        Figure(
            name=f"simulator: {kind}",
            value=100 * held[kind] / asked[kind],
            unit="%",
            target=LEAST,
            is_floor=True,
            note=f"{asked[kind]:,} readings of {runs:,} shops with {plan.customers:,} customers"
            + (f"; within {CYCLE_TOLERANCE:.0%}" if kind == "product cycle" else ""),
        )
        for kind in asked
    ]
