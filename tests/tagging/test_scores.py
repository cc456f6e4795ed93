import sqlite3
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.purchases import PurchaseState
from tagging.scores import Scores, Segment, cut_points_of, score_all, score_one, segment_of

TODAY = date(2026, 3, 1)


def bought(days_ago, orders=1, money_fen=5000):
    day = TODAY - timedelta(days=days_ago)
    return PurchaseState(first_day=day, last_day=day, orders=orders, money_fen=money_fen)


customers = st.dictionaries(
    st.text("aAbB小王张09", min_size=1, max_size=3),
    st.builds(bought, st.integers(0, 9), st.integers(1, 4), st.integers(-2, 9)),
    max_size=23,
)


@given(customers)
def test_five_parts_are_those_of_sql(states):
    with sqlite3.connect(":memory:") as sql:
        sql.execute("CREATE TABLE t (customer TEXT, recency INT, orders INT, money INT)")
        sql.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?)",
            [
                (name, (TODAY - state.last_day).days, state.orders, state.money_fen)
                for name, state in states.items()
            ],
        )
        rows = sql.execute(
            """SELECT customer, 6 - NTILE(5) OVER (ORDER BY recency, customer),
            NTILE(5) OVER (ORDER BY orders, customer),
            NTILE(5) OVER (ORDER BY money, customer) FROM t"""
        ).fetchall()
    sql.close()

    assert score_all(states, TODAY) == {name: Scores(r, f, m) for name, r, f, m in rows}


@given(customers)
def test_one_customer_is_scored_as_among_all_of_them(states):
    cuts = cut_points_of(states, TODAY)

    alone = {name: score_one(name, state, TODAY, cuts) for name, state in states.items()}

    assert alone == score_all(states, TODAY)
    assert all(len(bounds) in {0, 4} for bounds in (cuts.recency, cuts.frequency, cuts.money))


def test_a_newcomer_is_scored_against_those_who_were_there():
    cuts = cut_points_of({str(n): bought(n, n, n * 100) for n in range(1, 11)}, TODAY)

    assert score_one("x", bought(0, 1, 150), TODAY, cuts) == Scores(5, 1, 1)
    assert score_one("x", bought(5, 5, 9999), TODAY, cuts) == Scores(3, 3, 5)
    assert score_one("x", bought(99, 99, 401), TODAY, cuts) == Scores(1, 5, 3)


def test_the_first_customer_of_a_shop_is_scored_too():
    assert score_one("x", bought(0), TODAY, cut_points_of({}, TODAY)) == Scores(5, 1, 1)


def test_who_never_paid_is_not_scored():
    assert score_all({"潜客": PurchaseState(), "老客": bought(3)}, TODAY) == {
        "老客": Scores(5, 1, 1)
    }


def test_ids_compare_as_text():
    scores = score_all({name: bought(3) for name in ("9", "10", "11", "12", "13")}, TODAY)

    assert sorted(scores, key=lambda name: scores[name].m) == ["10", "11", "12", "13", "9"]


@pytest.mark.parametrize(
    ("r", "names"),
    [
        (5, "new potential_loyalist potential_loyalist champions champions"),
        (4, "promising potential_loyalist potential_loyalist loyal loyal"),
        (3, "about_to_sleep about_to_sleep need_attention loyal loyal"),
        (2, "hibernating hibernating at_risk at_risk cannot_lose"),
        (1, "hibernating hibernating at_risk at_risk cannot_lose"),
    ],
)
def test_every_place_of_the_grid_has_its_segment(r, names):
    segments = [segment_of(Scores(r, f, 3)) for f in range(1, 6)]

    assert segments == [Segment(name) for name in names.split()]
