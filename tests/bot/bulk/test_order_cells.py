import duckdb
import pytest

from bot.bulk.order_cells import plain_cells
from bot.bulk.order_rows import reading_of, row_of
from bot.imports.columns import LAYER
from bot.imports.lines import Line

COLUMNS = ["customer", "order_id", "time", "product", "quantity", "price"]
PLAIN = {
    "customer": "小周",
    "order_id": "a1",
    "time": "2026-01-02 09:30",
    "product": "奶粉",
    "quantity": "2",
    "price": "128.50",
}


def judged(**cells):
    """Tell whether a row is plain, and its values."""
    row = PLAIN | cells
    reading = reading_of(LAYER, list(row), {})
    raw = [f"r{place}" for place in range(len(row))]
    values, tests = plain_cells(reading, raw, len(row))
    given = ", ".join(f"NULLIF($v{place}, '') AS r{place}" for place in range(len(row)))
    said = {f"v{place}": cell for place, cell in enumerate(row.values())}
    (found,) = duckdb.execute(
        f"SELECT COALESCE({' AND '.join(tests)}, false), {', '.join(values.values())} "
        f"FROM (SELECT 5 AS row, {given})",
        said,
    ).fetchall()
    line = Line(5, list(row.values()), reading.places)
    return found[0], found[1:], (line, reading)


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"customer": "13812345678"},
        {"customer": "user 7@shop.cn", "order_id": "2026-01-02-0001"},
        {"customer": "550e8400-e29b-41d4-a716-446655440001"},
        {"order_id": "2345678901234567891"},
        {"time": "2026/2/7 9:5:1"},
        {"time": "20260207"},
        {"time": "2026-02-07T23:59"},
        {"product": "Lunch bag (red), 2 pcs"},
        {"product": ""},
        {"quantity": "-9999", "price": "0.1250"},
        {"price": "0"},
        {"amount": "-5.5", "price": ""},
        {"discount": "-0.5", "category": "食品、饮料", "currency": "USD"},
        {"status": "交易关闭"},
        {"status": "Paid"},
        {"status": "买家已付款等待卖家发货"},
        {"product_name": "（大）奶粉", "status": ""},
    ],
)
def test_a_plain_row_means_what_it_means_when_read_with_care(cells):
    is_plain, values, (line, reading) = judged(**cells)

    assert is_plain
    assert values == row_of(line, reading)


@pytest.mark.parametrize(
    "cells",
    [
        {"customer": ""},
        {"customer": "小*"},
        {"customer": "138-1234-5678"},
        {"customer": "8613812345678"},
        {"order_id": ""},
        {"order_id": "1.5E+17"},
        {"order_id": "1234567890123456000"},
        {"order_id": '="1"'},
        {"order_id": "12.0"},
        {"time": ""},
        {"time": "2026-02-30"},
        {"time": "2026-02-07 24:00"},
        {"time": "2026-02-07 09:30+08"},
        {"time": "1991-12-31"},
        {"time": "2100-01-01"},
        {"product": "（大）"},
        {"quantity": "0"},
        {"quantity": "1.0"},
        {"quantity": "10000"},
        {"price": "-1"},
        {"price": "1.00000001"},
        {"price": "¥1"},
        {"price": ""},
        {"amount": "0.005"},
        {"status": "不知道"},
        {"status": "ｐａｉｄ"},
        {"category": " 食品"},
        {"currency": "usd"},
        {"product": "", "product_name": "（大）"},
    ],
)
def test_an_odd_row_is_left_to_the_careful_reader(cells):
    assert not judged(**cells)[0]
