import numpy as np
import pytest

from bot.bulk import product_figures
from bot.bulk.order_book import open_orders
from bot.bulk.product_figures import Good, find_goods, read_lines
from tests.bot.bulk.test_retention import ENGINES

LINES = """customer,order_id,time,product,description,category,quantity,price
小周,a1,2026-01-02,P1,奶粉,母婴,2,100
小周,a1,2026-01-02,P2,米粉,母婴,1,30
小周,a1,2026-01-02,运费,运费,,1,8
O'Neill,b1,2026-02-02,P1,奶粉,母婴,1,100
O'Neill,b2,2026-02-09,P1,奶粉,母婴,-1,100
老李,c1,2026-03-01,P3,秋裤,,1,59.90
"""


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(LINES, "utf-8")
    return path


@ENGINES
def test_goods_are_named_and_what_is_in_most_lines_is_first(orders, engine):
    with open_orders(orders, {}, engine=engine) as book:
        goods = find_goods(book)

    assert goods[0] == Good("P1", "奶粉", "母婴")
    assert {good.code for good in goods} == {"P1", "P2", "P3", "运费"}


@ENGINES
def test_what_is_no_good_has_lines_but_no_place(orders, engine):
    with open_orders(orders, {}, engine=engine) as book:
        goods = find_goods(book, "P")
        (lines,) = read_lines(book)

    assert [good.code for good in goods] == ["P1", "P2", "P3"]
    assert sorted(lines.products.tolist()) == [-1, 0, 0, 0, 1, 2]
    assert lines.amounts_fen[lines.products == -1].tolist() == [800]
    assert lines.pieces.tolist().count(-1) == 1


@ENGINES
def test_parts_hold_whole_customers_and_together_every_line(orders, engine, monkeypatch):
    monkeypatch.setattr(product_figures, "LINES_AT_ONCE", 2)
    with open_orders(orders, {}, engine=engine) as book:
        find_goods(book)
        parts = list(read_lines(book))

    assert len(parts) == 3
    assert sum(len(part.days) for part in parts) == 6
    assert all(len(np.unique(part.customers)) == 1 for part in parts)
