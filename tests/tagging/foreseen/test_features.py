import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tagging.foreseen.features import crossed, features_of, usual_gap
from tests.tagging.foreseen.shops import TODAY, histories_of

AGES = st.lists(st.integers(1, 3_000), min_size=1, max_size=30)


def test_a_customer_is_told_in_nine_numbers():
    row = features_of(histories_of([61, 41, 11], fen=10_000), TODAY, gap_days=30)[0]

    recency, orders, yuan, ratio, spread, *faded, once = row
    assert np.allclose([recency, orders, yuan], np.log([12, 3, 101]))
    assert np.isclose(ratio, np.log(12 / (1 + (50 + 2 * 30) / 4)))
    assert np.isclose(spread, 5 / 25)
    assert np.isclose(faded[0], np.log(sum(np.exp(-age / 15) for age in (61, 41, 11)) + 0.05))
    assert once == 0


def test_gaps_of_a_customer_who_bought_once_are_the_shop_s():
    row = features_of(histories_of([12, 12]), TODAY, gap_days=30)[0]

    assert np.isclose(row[3], np.log(13 / 31))
    assert (row[4], row[8]) == (1, 1)


def test_the_usual_gap_is_the_mean_of_all_gaps():
    assert usual_gap(histories_of([61, 41, 11], [20, 10], [3])) == 20
    assert usual_gap(histories_of([3], [2])) == 1


@given(st.lists(AGES, min_size=1, max_size=12), st.integers(1, 5))
def test_what_is_known_of_a_customer_hangs_on_nobody_else(customers, size):
    histories = histories_of(*customers)
    whole = features_of(histories, TODAY, 30.0)
    apart = [features_of(part, TODAY, 30.0) for part in histories.parts(size)]

    assert (np.concatenate(apart) == whole).all()
    assert np.isfinite(crossed(whole)).all()


def test_a_hundred_thousand_orders_and_a_century_of_silence_are_finite_numbers():
    often = np.arange(1, 100_001) % 730 + 1
    features = features_of(histories_of(often, [36_500], [36_500, 1]), TODAY, 30.0)

    assert np.isfinite(crossed(features)).all()
    assert features[:, 4].max() <= 3


def test_money_given_back_is_no_money():
    past = histories_of([5], fen=-700)

    assert features_of(past, TODAY, 30.0)[0, 2] == 0
