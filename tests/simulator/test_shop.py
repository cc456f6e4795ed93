from collections import Counter

import numpy as np
import pytest

from tagging.layering import Layer
from tests.simulator.plan import DAY, Plan
from tests.simulator.reading import read_run
from tests.simulator.shop import draw_shop

RUNS = 50
PLAN = Plan(customers=800)


def drawn(seed=1):
    return draw_shop(PLAN, np.random.default_rng(seed), "campaign")


def test_the_same_chance_draws_the_same_shop():
    assert drawn() == drawn()
    assert drawn(2).bought != drawn().bought


def test_every_layer_of_buyers_has_customers():
    layers = Counter(standing.layer for standing in drawn().standings.values())

    assert layers.keys() == set(Layer) - {Layer.PROSPECT}
    assert layers.total() == PLAN.customers


def test_the_past_ends_before_the_campaign_and_friends_come_after():
    shop = drawn()

    assert max(state.last_day for state in shop.past.values()) < DAY
    assert min(shop.joined[friend] for friend in shop.brought_by) >= DAY


@pytest.fixture(scope="module")
def held():
    """Count readings by kind, and those in which the truth is inside."""
    counts, held = Counter(), Counter()
    for seed in range(RUNS):
        for reading in read_run(PLAN, seed):
            counts[reading.kind] += 1
            held[reading.kind] += reading.holds
    return counts, held


@pytest.mark.parametrize("kind", ["lift", "spread K", "lost rate"])
def test_the_truth_lies_inside_the_interval(held, kind):
    counts, inside = held

    assert counts[kind] >= RUNS
    assert inside[kind] >= 0.9 * counts[kind]  # 45 of 50


@pytest.mark.parametrize("kind", ["lift by layer", "natural rate by layer"])
def test_layer_by_layer_too(held, kind):
    counts, inside = held

    assert counts[kind] >= 2 * RUNS
    assert inside[kind] >= 0.93 * counts[kind]


def test_product_cycles_are_found_within_15_per_cent(held):
    counts, inside = held

    assert counts["product cycle"] == 4 * RUNS
    assert inside["product cycle"] >= 0.95 * 4 * RUNS
