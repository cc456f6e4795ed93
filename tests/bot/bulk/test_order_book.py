import gzip
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.bulk.order_book import open_orders
from bot.bulk.order_sums import Cancellations
from bot.errors import ImportFileError

ENGINES = ("duckdb", "sqlite")


def day(*ymd):
    return date(*ymd).toordinal()


def test_a_day_before_the_first_order_says_which_that_is(read):
    with pytest.raises(ImportFileError, match="the first is of 2026-01-02; choose a later day"):
        read("customer,time\n小周,2026-01-02\n小周,2026-01-03\n", until=date(2026, 1, 2))


def test_where_no_row_can_be_used_the_first_bad_one_says_why(read):
    with pytest.raises(ImportFileError, match=r"none of its 2 rows .* 第 2 行：客户为空"):
        read("customer,time\n,2026-01-02\n小周,去年\n")


def test_everybody_in_a_list_is_known_and_rows_that_name_nobody_are_returned(tmp_path):
    orders, everybody = tmp_path / "orders.csv", tmp_path / "customers.csv"
    orders.write_text("谁,何时\n小周,2026-01-02\n", encoding="utf-8")
    everybody.write_text("谁,手机号\n小周,\n,13800001234\n,138****1234\n", encoding="utf-8")
    said = {"customer": "谁", "time": "何时"}

    with open_orders(orders, said) as book:
        bad = book.add_customers(everybody, said)
        roster = {name for (name,) in book.rows("SELECT customer FROM roster")}

    assert roster == {"小周", "13800001234"}
    assert [row.number for row in bad] == [4]


def test_a_list_of_products_lends_categories(tmp_path):
    orders, products = tmp_path / "orders.csv", tmp_path / "products.csv"
    orders.write_text("customer,time,product\n小周,2026-01-02,m1\n", encoding="utf-8")
    products.write_text("code,name,category\nm1,奶粉,婴儿食品\n,,\n", encoding="utf-8")

    with open_orders(orders, {}) as book:
        assert book.add_products(products, {}) == []
        assert list(book.rows("SELECT product, category FROM lines")) == [("m1", "婴儿食品")]


def test_columns_come_as_arrays_with_gaps(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer,time,paid\n小周,2026-01-02,1\n老李,2026-01-02,0\n", encoding="utf-8")

    for engine in ENGINES:
        with open_orders(path, {}, engine=engine) as book:
            found = book.columns("SELECT customer, orders, last_day FROM states ORDER BY orders")
        assert found["customer"].tolist() == ["老李", "小周"]
        assert found["orders"].tolist() == [0, 1]
        assert found["last_day"][1] == day(2026, 1, 2)
        assert found["last_day"][0] != found["last_day"][0]  # NaN


CELLS = {
    "customer": ["小周", "c-1", " c 2 ", "138-1234-5678", "8613812345678", "a*b", "1.5E+10", ""],
    "order_id": ["a1", "B/2", '="7"', "7.0", "1234567890123456000", "１２", "'x", "-1", ""],
    "time": [
        *("2026-01-02", "2026/1/3 9:30", "20260104", "2026-01-05T09:30:00", "2026-01-06 24:00"),
        *("46000", "2026年1月7日", "2026-02-30", "2026-01-08 09:30:00+00:00", "1/2/2026", ""),
    ],
    "product": ["奶粉", "p 1", "=x", "12.0", "1.5e9", "（大）", "3D-眼镜", ""],
    "quantity": ["1", "-2", "2.0", "0", "1,000", "99999", "x", ""],
    "price": ["9.9", "0.125", "33.3333333333", "-1", "¥3", "1e3", "0", ""],
    "discount": ["", "", "0.5", "-1", "0.005"],
    "paid": ["", "", "1", "0", "TRUE", "交易关闭", "退款成功", "卖家已发货", "？"],
    "currency": ["", "", "CNY", "元", "usd", "USD"],
    "category": ["", "食品", " 食品 ", "'='"],
}
ODD = st.lists(
    st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())), min_size=1, max_size=25
)


def told(path, engine, cancellations):
    """Tell all that an engine makes of a file."""
    try:
        with open_orders(path, {}, cancellations=cancellations, engine=engine) as book:
            tables = ("read", "bad", "orders", "lines", "states")
            return book.account, *(
                sorted(book.rows(f"SELECT * FROM {table}"), key=repr) for table in tables
            )
    except ImportFileError as error:
        return str(error)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(ODD, st.sampled_from(Cancellations), st.booleans())
def test_plain_and_odd_cells_mean_the_same_in_both_engines(tmp_path, rows, mode, is_packed):
    lines = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    text = "\n".join([",".join(CELLS), *lines]).encode()
    path = tmp_path / "orders.csv"
    path.write_bytes(gzip.compress(text) if is_packed else text)

    assert told(path, "duckdb", mode) == told(path, "sqlite", mode)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(ODD, st.sampled_from(Cancellations))
def test_every_row_is_used_left_out_or_bad(tmp_path, rows, mode):
    path = tmp_path / "orders.csv"
    filled = [row for row in rows if any(row)]
    text = "\n".join(
        [",".join(CELLS), *('"' + '","'.join(row).replace('="7"', "7") + '"' for row in filled)]
    )
    path.write_text(text, encoding="utf-8")

    found = told(path, "duckdb", mode)

    if isinstance(found, str):
        assert f"none of its {len(filled)} rows" in found
    else:
        assert found[0].rows == len(filled)
