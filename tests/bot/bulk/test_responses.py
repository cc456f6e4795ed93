from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bulk.order_book import open_orders
from bot.bulk.responses import OrderCounts, assign, baskets_of, count_orders, orders_since

SENT = date(2026, 11, 1).toordinal()
ENGINES = ("duckdb", "sqlite")


@pytest.fixture(params=ENGINES)
def book_of(request, tmp_path):
    if request.param == "duckdb":
        pytest.importorskip("duckdb")
    return lambda rows: write(tmp_path, rows, request.param)


def write(folder, rows, engine):
    path = folder / "orders.csv"
    lines = [
        f"{who},{number},{date.fromordinal(SENT + day)},{product},1,{yuan}"
        for number, (who, day, product, yuan) in enumerate(rows)
    ]
    header = "customer,order_id,time,product,quantity,price"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return open_orders(path, {}, engine=engine)


ORDERS = [
    ("小周", -1, "奶粉", 100),
    ("小周", 0, "奶粉", 10),
    ("小周", 6, "米粉", 20),
    ("小周", 7, "米粉", 40),
    ("小周", 30, "童车", 900),
    ("老李", -40, "童车", 500),
    ("路人", 1, "奶粉", 7),
]


def test_a_window_is_the_day_of_the_assignment_and_those_after(book_of):
    with book_of(ORDERS) as book:
        assign(book, [(0, "小周", SENT), (1, "老李", SENT), (2, "新来的", SENT)])
        since = orders_since(book, [7, 30], 3)

    assert since.orders[7].tolist() == [2, 0, 0]
    assert since.spend_fen[7].tolist() == [3_000, 0, 0]
    assert since.orders[30].tolist() == [3, 0, 0]
    assert since.orders_before.tolist() == [1, 1, 0]
    assert since.spend_before_fen.tolist() == [10_000, 50_000, 0]


def test_every_purchase_is_accounted_for(book_of):
    with book_of(ORDERS) as book:
        assign(book, [(0, "小周", SENT), (1, "老李", SENT), (2, "小周", SENT + 7)])

        assert count_orders(book, 30) == OrderCounts(within=4, before=2, after=0, of_others=1)
        assert count_orders(book, 7) == OrderCounts(within=3, before=2, after=1, of_others=1)


def test_baskets_count_customers_on_each_side(book_of):
    with book_of(ORDERS) as book:
        assign(book, [(0, "小周", SENT), (1, "老李", SENT), (2, "路人", SENT)])
        before, within = baskets_of(book, [(0, 0), (1, 1)], 30)

    assert before == {0: {"奶粉": 1}, 1: {"童车": 1}}
    assert within == {0: {"奶粉": 1, "米粉": 1}}


def test_a_refund_lessens_what_was_spent_and_is_no_order(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("customer,time,amount\n小周,2026-11-02,100\n小周,2026-11-03,-30\n", "utf-8")

    with open_orders(path, {}, engine="sqlite") as book:
        assign(book, [(0, "小周", SENT)])
        since = orders_since(book, [7], 1)

    assert (since.orders[7].tolist(), since.spend_fen[7].tolist()) == ([1], [7_000])


@given(
    st.lists(st.tuples(st.sampled_from("周李王"), st.integers(-9, 9)), min_size=1, max_size=20),
    st.lists(st.sampled_from("周李"), unique=True),
    st.integers(1, 12),
)
def test_it_is_what_a_person_would_count(tmp_path_factory, orders, assigned, window):
    rows = [(who, day, "奶粉", 5) for who, day in orders]
    with write(tmp_path_factory.mktemp("orders"), rows, "sqlite") as book:
        assign(book, [(place, who, SENT) for place, who in enumerate(assigned)])
        since = orders_since(book, [window], len(assigned))
        counts = count_orders(book, window)

    for place, who in enumerate(assigned):
        days = np.array([day for name, day in orders if name == who])
        assert since.orders[window][place] == ((days >= 0) & (days < window)).sum()
        assert since.orders_before[place] == (days < 0).sum()
    assert counts.within + counts.before + counts.after + counts.of_others == len(orders)
