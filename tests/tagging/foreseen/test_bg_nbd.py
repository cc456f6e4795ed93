import csv
import gzip
from datetime import date

import numpy as np
import pytest

from tagging.foreseen.bg_nbd import BgNbd, BuyingTimes, fit_bg_nbd, log_likelihood, times_of
from tagging.foreseen.histories import Histories
from tests.tagging.foreseen.shops import TODAY, histories_of, simulate_shop

hyp2f1 = pytest.importorskip("scipy.special").hyp2f1

PUBLISHED = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)


def times(x, last, age):
    return BuyingTimes(*(np.atleast_1d(np.array(value, float)) for value in (x, last, age)))


def expected_purchases(found, own, weeks):
    """Count what is to come by equation 10 of the paper: it stands on the chance to be alive."""
    r, a, b, age = found.r, found.a, found.b, found.alpha + own.age
    curve = hyp2f1(r + own.x, b + own.x, a + b + own.x - 1, weeks / (age + weeks))
    unseen = 1 - (age / (age + weeks)) ** (r + own.x) * curve
    return (a + b + own.x - 1) / (a - 1) * unseen * found.chance_alive(own)


def test_the_example_of_the_paper_buys_1_226_times():
    expected = expected_purchases(PUBLISHED, times(2, 30.43, 38.86), 39)

    assert expected == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(("x", "last", "age"), [(0, 0, 20), (1, 3, 20), (4, 19, 20), (6, 9, 40)])
def test_the_chance_to_buy_is_what_the_assumptions_give(x, last, age):
    rates = np.linspace(0, 12, 4_001)[1:, None]
    leaving = np.linspace(0, 1, 801)[1:-1][None, :]
    r, alpha, a, b = PUBLISHED.r, PUBLISHED.alpha, PUBLISHED.a, PUBLISHED.b
    steps = (rates / 12) ** 3 * 12  # finer near 0, where most rates are
    prior = steps ** (r - 1) * np.exp(-alpha * steps) * rates**2
    prior = prior * leaving ** (a - 1) * (1 - leaving) ** (b - 1)
    bought = steps**x * (1 - leaving) ** x
    alive = prior * bought * np.exp(-steps * age)
    left = prior * bought / (1 - leaving) * leaving * np.exp(-steps * last) * (x > 0)
    buys = alive * (1 - np.exp(-steps * 4))

    chance = PUBLISHED.chance_to_buy(times(x, last, age), 4)

    assert chance == pytest.approx(buys.sum() / (alive + left).sum(), rel=0.03)


def test_parameters_that_made_a_shop_are_found():
    shape = (0.6, 20.0, 0.9, 3.0)
    _, past = simulate_shop(6_000, seed=4, span=700, shape=shape).before(TODAY)

    found = fit_bg_nbd(times_of(past, TODAY))

    assert found is not None
    assert found.r == pytest.approx(0.6, rel=0.15)
    assert found.alpha == pytest.approx(20 / 7, rel=0.2)
    assert found.a / (found.a + found.b) == pytest.approx(0.9 / 3.9, rel=0.15)
    assert not found.nobody_leaves


def test_a_shop_that_nobody_leaves_is_told_and_all_count_as_alive():
    rng = np.random.default_rng(2)
    customers = [np.cumsum(rng.exponential(gap, 400)) for gap in rng.gamma(4, 5, 500)]
    _, past = histories_of(*([400 - day for day in own if day < 400] for own in customers)).before(
        TODAY
    )
    seen = times_of(past, TODAY)

    found = fit_bg_nbd(seen)

    assert found is not None
    assert found.nobody_leaves
    assert (found.chance_alive(seen) == 1).all()
    assert found.chance_to_buy(seen, 4).min() > 0


def test_where_hardly_anybody_came_back_nothing_is_found():
    _, past = histories_of(*([ago] for ago in range(1, 300)), [60, 3]).before(TODAY)

    assert fit_bg_nbd(times_of(past, TODAY)) is None


def test_long_silence_after_many_purchases_means_gone():
    alive = PUBLISHED.chance_alive(times([20, 20, 0], [30, 30, 0], [31, 90, 90]))

    assert alive[0] > 0.9
    assert alive[1] < 0.01
    assert alive[2] == 1


def test_a_hundred_thousand_purchases_overflow_nothing():
    much = times([100_000, 99_999, 0, 1], [100, 1, 0, 5_000], [100, 5_000, 5_000, 5_000])
    rows = np.column_stack([much.x, much.last, much.age])

    assert np.isfinite(log_likelihood(np.array([1, 10, 1, 3]), rows, np.ones(4, np.int64)))
    assert PUBLISHED.chance_to_buy(much, 13) == pytest.approx([1, 0, 0, 0], abs=0.06)


@pytest.fixture
def cdnow(real_data):
    """The published tenth of CDNOW's customers, as they were after 39 weeks."""
    days = {}
    with gzip.open(real_data / "commerce/cdnow.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["in_sample"] == "1":
                text = row["date"]
                day = date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal()
                days.setdefault(row["customer_id"], []).append(day)
    flat = np.array([day for own in days.values() for day in sorted(own)], np.int32)
    starts = np.cumsum([0, *map(len, days.values())])
    end = date(1997, 9, 30).toordinal()
    return times_of(Histories(flat, np.zeros(len(flat), np.int64), starts).before(end + 1)[1], end)


def test_the_published_parameters_of_cdnow_are_found(cdnow):
    found = fit_bg_nbd(cdnow)

    assert found is not None
    assert len(cdnow.x) == 2_357
    fitted = [round(value, 3) for value in (found.r, found.alpha, found.a, found.b)]
    assert fitted == [0.243, 4.414, 0.793, 2.426]
    assert round(found.log_likelihood, 1) == -9582.4
    expected = expected_purchases(found, times(2, 30.43, 38.86), 39)
    assert expected == pytest.approx(1.226, abs=5e-4)
