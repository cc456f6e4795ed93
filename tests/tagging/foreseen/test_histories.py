import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tagging.foreseen.shops import TODAY, histories_of, simulate_shop


def test_only_orders_before_a_day_are_seen():
    histories = histories_of([40, 10, 0], [0], [1])

    rows, past = histories.before(TODAY)

    assert rows.tolist() == [0, 2]
    assert (TODAY - past.days).tolist() == [40, 10, 1]
    assert past.starts.tolist() == [0, 2, 3]
    assert past.orders.tolist() == [2, 1]


@pytest.mark.parametrize(("days_ahead", "buys"), [(-1, False), (0, True), (29, True), (30, False)])
def test_a_horizon_begins_on_its_day_and_has_thirty_days(days_ahead, buys):
    assert histories_of([-days_ahead]).buys_within(TODAY, 30).tolist() == [buys]


def test_two_orders_of_a_day_are_one_purchase_day():
    histories = histories_of([40, 40, 10], [7, 7], [3])

    assert histories.repeats.tolist() == [1, 0, 0]
    assert histories.gaps.tolist() == [0, 0, 30, 0, 0, 0]
    assert (TODAY - histories.first_days).tolist() == [40, 7, 3]
    assert (TODAY - histories.last_days).tolist() == [10, 7, 3]


@given(st.integers(1, 12))
def test_parts_hold_every_customer_once(size):
    histories = histories_of([40, 10], [], [7], [3, 2, 1], [])

    parts = list(histories.parts(size))

    assert sum(map(len, parts)) == len(histories) == 5
    assert all(len(part) <= size for part in parts)
    assert np.concatenate([part.days for part in parts]).tolist() == histories.days.tolist()


def test_nobody_s_sum_hangs_on_the_neighbours():
    shop = simulate_shop(300)
    values = np.random.default_rng(3).random(len(shop.days))
    alone = [
        values[begin:end].sum() for begin, end in zip(shop.starts, shop.starts[1:], strict=False)
    ]

    assert np.allclose(shop.sum_up(values), alone, rtol=1e-12, atol=0)
    assert shop.sum_up(values > 2).tolist() == [0] * 300
