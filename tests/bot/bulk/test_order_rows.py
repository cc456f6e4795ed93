import pytest

from bot.bulk.order_rows import currency_of, reading_of, row_of
from bot.imports.columns import LAYER, Kind
from bot.imports.fields import FieldError
from bot.imports.lines import Line


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("人民币", "CNY"),
        ("￥", "CNY"),
        (" usd ", "USD"),
        ("ＨＫＤ", "HKD"),
        ("", None),
        ("元", "CNY"),
    ],
)
def test_a_currency_has_one_name(text, currency):
    assert currency_of(text) == currency


def test_a_line_becomes_a_row_of_whole_fen_and_days():
    columns = ["customer", "order_id", "time", "product", "quantity", "price", "discount"]
    reading = reading_of(LAYER, columns, {})
    cells = ["小周", "a1", "2026-01-02 23:59", "奶粉", "3", "0.125", "-0.1"]

    row = row_of(Line(7, cells, reading.places), reading)

    assert row == (7, "a1", "小周", 739618, 0, "奶粉", None, None, 3, 38, None, None, 10, None)


def test_a_line_that_is_not_understood_is_refused():
    reading = reading_of(LAYER, ["customer", "time"], {})

    with pytest.raises(FieldError, match="付款时间看不懂"):
        row_of(Line(2, ["小周", "昨天"], reading.places), reading)


def test_without_order_ids_an_amount_is_its_row_s_own():
    assert "line_amount" in reading_of(LAYER, ["customer", "time", "amount"], {}).places
    assert "amount" in reading_of(LAYER, ["customer", "order_id", "time", "amount"], {}).places


def test_of_a_list_of_customers_only_who_they_are_is_read():
    columns = ["customer", "phone", "birthday", "city"]

    assert set(reading_of(Kind.CUSTOMERS, columns, {}).places) == {"customer", "phone"}
