from datetime import datetime, time, timedelta

import pytest

from persona.hours import Reaction, learn_hours, start_of
from persona.slots import SlotRules
from tests.persona.builders import MONDAY, at

RULES = SlotRules(weekday_hours=(time(8, 40), time(12, 20), time(20, 10)))
NOON, EVENING = at(MONDAY, 12, 20), at(MONDAY, 20, 10)


def noon_posts(count, visits, hour=12):
    return [
        Reaction(at=at(MONDAY + timedelta(days=7 * week), hour, 20), visits=visits)
        for week in range(count)
    ]


def test_without_reactions_an_hour_is_worth_its_start():
    assert learn_hours([], RULES).value_of(NOON) == pytest.approx(start_of(time(12, 20)))


def test_reactions_that_are_all_nothing_teach_nothing():
    assert learn_hours([Reaction(at=NOON)], RULES) == learn_hours([], RULES)


def test_few_posts_move_an_hour_little_and_many_move_it_much():
    def value_after(posts):
        told = [*noon_posts(posts, visits=9), *noon_posts(posts, visits=1, hour=8)]
        return learn_hours(told, RULES).value_of(NOON)

    start = start_of(time(12, 20))
    assert start < value_after(1) < value_after(8) < value_after(80) < 1.8
    assert value_after(8) == pytest.approx((8 * start + 8 * 1.8) / 16)


def test_one_post_that_went_round_does_not_decide():
    usual = [Reaction(at=EVENING, likes=4) for _ in range(30)]
    famous = Reaction(at=NOON, likes=4_000)

    assert learn_hours([*usual, famous], RULES).value_of(NOON) < 1.4


def test_a_post_counts_at_the_hour_it_is_near_and_weekends_apart():
    saturday = MONDAY + timedelta(days=5)
    told = [*noon_posts(5, 1), Reaction(at=at(MONDAY, 13), visits=20)]
    learned = learn_hours([*told, Reaction(at=at(MONDAY, 16), visits=50)], RULES)

    assert learned.value_of(NOON) != learn_hours([], RULES).value_of(NOON)
    assert learned.value_of(at(saturday, 15)) == learn_hours([], RULES).value_of(at(saturday, 15))


def test_writing_and_coming_mean_more_than_liking():
    moment = datetime(2026, 11, 23, 12, 20)

    assert Reaction(at=moment, likes=1, comments=1, visits=1).likes_worth == 9
