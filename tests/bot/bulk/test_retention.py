from datetime import date

import pytest

from bot.bulk.order_book import open_orders
from bot.bulk.retention import retention_of
from tagging.sold.retention import Cohort

ENGINES = pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
LINES = """customer,order_id,time,product,quantity,price
小周,a1,2025-12-30 09:30,奶粉,2,128.50
小周,a2,2026-01-02 20:00,奶粉,1,128.50
小周,a3,2026-01-09 20:00,米粉,1,30
老李,b1,2026-01-31 23:59,秋裤,3,59.90
老李,b2,2026-03-03 10:00,秋裤,1,59.90
"""


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(LINES, "utf-8")
    return path


@ENGINES
def test_a_cohort_is_who_first_ordered_in_a_month(orders, engine):
    with open_orders(orders, {}, engine=engine) as book:
        cohorts, _ = retention_of(book)

    assert cohorts == [
        Cohort(date(2025, 12, 1), (1, 1, 0, 0)),
        Cohort(date(2026, 1, 1), (1, 0, 1)),
    ]


@ENGINES
def test_a_month_counts_customers_orders_and_money(orders, engine):
    with open_orders(orders, {}, engine=engine) as book:
        _, months = retention_of(book)

    january = months[1]
    assert (january.month, january.active, january.new) == (date(2026, 1, 1), 2, 1)
    assert (january.orders, january.money_fen) == (3, 12_850 + 3_000 + 17_970)
    assert [month.month.month for month in months] == [12, 1, 3]
