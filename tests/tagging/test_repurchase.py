import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.foreseen.histories import Histories
from tagging.reasons import Reason
from tagging.repurchase import FEWEST_SEEN, Forecast, Foresight, Method, teach
from tests.tagging.foreseen.shops import TODAY, histories_of, pick, simulate_shop

NOBODY_LEAVES = (4.0, 100.0, 0.001, 30.0)


def few():
    return pick(simulate_shop(100), range(40))


def mostly_once():
    once = [[ago] for ago in range(1, 400)]
    return histories_of(*once, *([200 + ago, 110 + ago] for ago in range(25)))


@contextmanager
def without_insight():
    """Have scikit-learn and SciPy as good as not installed."""
    with pytest.MonkeyPatch.context() as patch:
        for name in {"sklearn.ensemble", "scipy.optimize", "scipy.special", *sys.modules}:
            if name.split(".")[0] in {"sklearn", "scipy", "threadpoolctl"}:
                patch.setitem(sys.modules, name, None)
        yield


def given_reasons():
    """Give every reason of this room, for test_reasons."""
    everyday = simulate_shop(300)
    for shop in (everyday, simulate_shop(300, shape=NOBODY_LEAVES), few(), histories_of()):
        yield teach(shop, TODAY).because
    yield teach(mostly_once(), TODAY, horizons=[90]).because
    with without_insight():
        yield teach(everyday, TODAY).because


@pytest.fixture(scope="module")
def shop():
    return simulate_shop(700)


@pytest.fixture(scope="module")
def foresight(shop):
    pytest.importorskip("sklearn")
    return teach(shop, TODAY)


def ranks_right(chances, truth):
    """Give the share of pairs in which the buyer has the higher chance (AUC)."""
    yes, no = chances[truth][:, None], chances[~truth][None, :]
    return ((yes > no) + 0.5 * (yes == no)).mean()


def surprise(chances, truth):
    """Give the mean log loss."""
    return -np.log(np.where(truth, chances, 1 - chances)).mean()


@pytest.mark.parametrize("horizon", [30, 90])
def test_who_buys_next_is_foreseen_better_than_by_tiers(shop, foresight, horizon):
    rows, past = shop.before(TODAY)
    truth = shop.buys_within(TODAY, horizon)[rows]
    chances = foresight.probabilities(shop, TODAY)[horizon][rows]
    tiers = np.searchsorted([90, 180, 270], TODAY - past.last_days)

    assert foresight.method is Method.BLEND
    assert ranks_right(chances, truth) > ranks_right(-tiers, truth) + 0.02
    share = truth.mean()
    assert surprise(chances, truth) < 0.9 * surprise(np.full(len(truth), share), truth)
    assert chances.mean() == pytest.approx(share, abs=0.05)


def test_no_order_of_today_or_later_is_seen(shop, foresight):
    rows, past = shop.before(TODAY)

    blind = teach(past, TODAY)

    for horizon, chances in blind.probabilities(past, TODAY).items():
        assert (chances == foresight.probabilities(shop, TODAY)[horizon][rows]).all()


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_customer_s_chance_hangs_on_nobody_else(shop, foresight, data):
    chosen = data.draw(st.lists(st.integers(0, len(shop) - 1), min_size=1, max_size=40))
    whole = foresight.probabilities(shop, TODAY)
    alone = foresight.probabilities(pick(shop, chosen), TODAY)

    for horizon in (30, 90):
        assert np.array_equal(alone[horizon], whole[horizon][chosen], equal_nan=True)


def test_the_same_customers_teach_the_same_whatever_their_sequence(shop, foresight):
    backwards = pick(shop, range(len(shop) - 1, -1, -1))
    again = teach(backwards, TODAY)

    assert again.because == foresight.because
    for horizon, chances in again.probabilities(shop, TODAY).items():
        assert np.array_equal(
            chances, foresight.probabilities(shop, TODAY)[horizon], equal_nan=True
        )


def test_a_longer_wait_is_never_less_likely_to_end_in_a_purchase(shop, foresight):
    chances = foresight.probabilities(shop, TODAY)
    known = ~np.isnan(chances[30])

    assert list(chances) == [30, 90]
    assert (chances[30][known] <= chances[90][known]).all()
    assert (known == (shop.days[shop.starts[:-1]] < TODAY)).all()


def test_who_has_not_bought_before_today_has_no_chance_of_again(foresight):
    chances = foresight.probabilities(histories_of([0], [], [-3], [9]), TODAY)

    assert np.isnan(chances[30]).tolist() == [True, True, True, False]
    assert foresight.probabilities(histories_of(), TODAY)[90].shape == (0,)


def test_the_reason_says_what_was_learned_from(foresight):
    because = foresight.because

    assert because.code is Reason.FORESEEN_BY_BLEND
    assert because.values["horizon"] == 30
    assert because.values["customers"] > 500 < because.values["buyers"]
    assert because.values["days"] == 12


def test_where_nobody_leaves_the_reason_says_so():
    pytest.importorskip("sklearn")

    foresight = teach(simulate_shop(300, shape=NOBODY_LEAVES), TODAY)

    assert foresight.because.code is Reason.FORESEEN_WITH_ALL_ALIVE
    assert foresight.method is Method.BLEND


def test_where_hardly_anybody_came_back_bg_nbd_is_left_out():
    pytest.importorskip("sklearn")

    foresight = teach(mostly_once(), TODAY, horizons=[90])

    assert foresight.because.code is Reason.FORESEEN_WITHOUT_BG_NBD


def test_without_insight_a_logistic_regression_foresees(shop):
    with without_insight():
        foresight = teach(shop, TODAY)
        chances = foresight.probabilities(shop, TODAY)[30]

    rows, past = shop.before(TODAY)
    truth = shop.buys_within(TODAY, 30)[rows]
    tiers = np.searchsorted([90, 180, 270], TODAY - past.last_days)
    assert foresight.method is Method.LOGISTIC
    assert foresight.because.code is Reason.FORESEEN_BY_LOGISTIC
    assert ranks_right(chances[rows], truth) > ranks_right(-tiers, truth)


def test_too_few_customers_leave_the_rates_of_their_tiers():
    foresight = teach(few(), TODAY)

    chances = foresight.probabilities(histories_of([5], [60], [200]), TODAY)[90]
    assert (foresight.method, foresight.because.code) == (Method.TIERS, Reason.FORESEEN_BY_TIERS)
    assert chances[0] == chances[1] != chances[2]


def test_a_young_shop_foresees_a_month_but_not_a_season():
    shop = simulate_shop(600, span=95)

    foresight = teach(shop, TODAY)

    assert foresight.forecasts[30].method in {Method.BLEND, Method.LOGISTIC}
    assert foresight.method is foresight.forecasts[90].method
    assert foresight.method in {Method.TIERS, Method.NONE}


@pytest.mark.parametrize(
    "histories",
    [
        histories_of(),
        histories_of([0], [-5]),
        histories_of(*[[29]] * 500),
        histories_of(*[[40, 3]] * (FEWEST_SEEN - 1)),
    ],
)
def test_where_nothing_can_be_told_nothing_is(histories):
    foresight = teach(histories, TODAY)

    assert (foresight.method, foresight.because.code) == (Method.NONE, Reason.NOT_FORESEEN)
    assert foresight.because.values["horizon"] == 30
    for chances in foresight.probabilities(histories, TODAY).values():
        assert np.isnan(chances).all()


@pytest.mark.parametrize(
    "customers",
    [
        [range(1, 200)] * 80 + [[150]] * 200,
        [[400, 399, 398]] * 100 + [[400, 3]] * 100 + [[399, 120, 60, 3]] * 60,
        [[20_000, ago] for ago in range(1, 300)],
        [[300] * 50] * 100 + [[300, 100, 100, 40]] * 100,
        [range(1, 200)] * 80,
    ],
    ids=["daily or gone", "on the same days", "after a lifetime", "many a day", "only daily"],
)
def test_odd_shops_end_in_chances_too(customers):
    histories = histories_of(*customers)

    foresight = teach(histories, TODAY)

    for chances in foresight.probabilities(histories, TODAY).values():
        assert ((chances >= 0) & (chances <= 1)).all()


def test_a_hundred_thousand_orders_of_one_customer_upset_nothing(shop):
    greedy = np.sort(TODAY - 1 - np.arange(100_000) % 400)
    old = [TODAY - 9_000, TODAY - 3]
    days = np.concatenate([shop.days, greedy, old]).astype(np.int32)
    amounts = np.full(len(days), 10**12, np.int64)
    starts = np.append(shop.starts, [len(days) - 2, len(days)])
    histories = Histories(days, amounts, starts)

    chances = teach(histories, TODAY).probabilities(histories, TODAY)

    assert chances[30][-2] > 0.5
    assert np.isfinite(chances[90][-2:]).all()


def test_the_weakest_method_speaks_for_all():
    because = teach(histories_of(), TODAY).because
    forecasts = {
        30: Forecast(Method.LOGISTIC, because, None),
        90: Forecast(Method.TIERS, because, None),
    }

    assert Foresight(forecasts).method is Method.TIERS


def test_nothing_heavy_is_loaded_before_it_is_needed():
    code = "import sys, tagging.repurchase; print({'scipy', 'sklearn'} & set(sys.modules))"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert said.stdout.split() == [b"set()"]
