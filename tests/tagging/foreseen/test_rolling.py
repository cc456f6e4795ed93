import numpy as np
import pytest

from tagging.foreseen.rolling import HISTORY_DAYS, MOST_DAYS, lesson_of, past_days
from tests.tagging.foreseen.shops import TODAY, pick, simulate_shop

SHOP = simulate_shop(200)


def test_the_latest_lesson_is_the_day_whose_horizon_has_just_ended():
    days = past_days(TODAY - 700, TODAY, 30)

    assert days[0] + 30 == TODAY
    assert len(days) == MOST_DAYS
    assert set(np.diff(days)) == {-15}


@pytest.mark.parametrize(("history", "count"), [(149, 0), (150, 1), (164, 1), (165, 2)])
def test_a_day_with_too_little_before_it_teaches_nothing(history, count):
    assert len(past_days(TODAY - history, TODAY, 90)) == count
    assert HISTORY_DAYS == 60


def test_a_lesson_tells_what_was_known_and_who_bought_then():
    _, past = SHOP.before(TODAY)
    day = TODAY - 90
    lesson = lesson_of(past, [day], 90, 30.0)

    assert lesson.customers == len(lesson.truth) == len(past.before(day)[0]) < len(past)
    assert lesson.buyers == past.buys_within(day, 90)[past.before(day)[0]].sum() > 0
    assert lesson.features[:, 0].max() <= np.float32(np.log1p(day - past.days.min()))


def test_the_sequence_of_customers_teaches_nothing():
    _, past = SHOP.before(TODAY)
    shuffled = pick(past, np.random.default_rng(5).permutation(len(past)))
    days = past_days(TODAY - 400, TODAY, 30)
    one, other = (lesson_of(shop, days, 30, 30.0) for shop in (past, shuffled))

    assert (one.features == other.features).all()
    assert (one.truth == other.truth).all()
