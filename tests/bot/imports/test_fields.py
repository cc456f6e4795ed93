from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imports.fields import (
    AS_TEXT,
    MOST_QUANTITY,
    NAME_CHARS,
    FieldError,
    Phone,
    clean,
    clean_text,
    parse_code,
    parse_day,
    parse_moment,
    parse_money,
    parse_phone,
    parse_price,
    parse_quantity,
    parse_rating,
    parse_whole,
    parse_word_of,
    parse_words,
    whole_fen,
)

FIRST, LAST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="20260101001"', "20260101001"),
        ("'20260101001", "20260101001"),
        ("\t20260101001\t", "20260101001"),
        ("\ufeff 小满\u3000", "小满"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("", ""),
    ],
)
def test_wrappers_that_keep_numbers_text_are_stripped(cell, text):
    assert clean(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"), [("'=好", "=好"), ("'-5 分", "-5 分"), ("'90后' 穿", "'90后' 穿")]
)
def test_of_words_only_the_quote_that_disarms_a_formula_is_stripped(cell, text):
    assert clean_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2026010112345678912", "2026010112345678912"),
        ('="2026010112345678912"', "2026010112345678912"),
        ("C536379", "C536379"),
        ("E20260102-1E5", "E20260102-1E5"),
        ("１００１", "1001"),
        ("17850.0", "17850"),
        ("12345678901234500", "12345678901234500"),
        ("1234567890123450001", "1234567890123450001"),
    ],
)
def test_a_number_that_is_whole_is_kept_as_it_stands(cell, code):
    assert parse_code(cell, "订单号") == code


@pytest.mark.parametrize(
    "cell",
    [
        "2.31E+18",
        "2.31e+18",
        "2E+18",
        "2.31E18",
        "2310000000000000000",
        "2310000000000001230000.0",
        "123456789012345000",
    ],
)
def test_a_number_a_spreadsheet_ruined_is_refused_with_the_way_out(cell):
    with pytest.raises(FieldError) as caught:
        parse_code(cell, "订单号")

    assert "改坏" in caught.value.reason
    assert caught.value.advice == AS_TEXT


def test_a_code_must_be_there_and_short():
    assert parse_code("a" * NAME_CHARS, "商品") == "a" * NAME_CHARS
    with pytest.raises(FieldError, match="超过"):
        parse_code("a" * (NAME_CHARS + 1), "商品")
    with pytest.raises(FieldError, match="客户为空"):
        parse_code(" \t", "客户")


def test_a_name_may_be_missing_but_not_endless():
    assert parse_words("", "姓名") == ""
    assert parse_words(" 小满 ", "姓名") == "小满"
    with pytest.raises(FieldError, match="姓名超过"):
        parse_words("满" * (NAME_CHARS + 1), "姓名")


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1299", 129_900),
        ("1299.00", 129_900),
        ("¥1,299.00", 129_900),
        ("￥１，２９９．００", 129_900),
        ("1299.5元", 129_950),
        ("RMB 12.30", 1_230),
        ("-12.30", -1_230),
        ("'-12.30", -1_230),
        ("−12.30", -1_230),
        ("0", 0),
        ("0.10000", 10),
        ("1,234,567.89", 123_456_789),
    ],
)
def test_money_becomes_whole_fen(cell, fen):
    assert parse_money(cell, "金额") == fen


@pytest.mark.parametrize(
    "cell",
    ["12.345", "0.001", "", "免费", "1,29.00", "12,5", "1.2.3", "1E+05", "nan", "12345678901234"],
)
def test_money_that_is_not_sure_is_refused(cell):
    with pytest.raises(FieldError, match="金额"):
        parse_money(cell, "金额")


@given(st.integers(-(10**11), 10**11))
def test_every_amount_written_with_two_decimals_is_read_back(fen):
    sign, yuan = ("-" if fen < 0 else ""), abs(fen) // 100

    assert parse_money(f"{sign}¥{yuan:,}.{abs(fen) % 100:02}", "金额") == fen


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("2.55", Decimal(255)),
        ("0.125", Decimal("12.5")),
        ("0.1255", Decimal("12.55")),
        ("2.550000000000000044", Decimal("255.0000000000000044")),
        ("33.33333333", Decimal("3333.333333")),
    ],
)
def test_a_unit_price_may_be_finer_than_a_fen(cell, fen):
    assert parse_price(cell, "单价") == fen


@pytest.mark.parametrize("cell", ["0.12555", "0.1234567", "-1", "", "面议"])
def test_a_unit_price_that_is_a_mistake_is_refused(cell):
    with pytest.raises(FieldError, match="单价"):
        parse_price(cell, "单价")


@pytest.mark.parametrize(("fen", "whole"), [("12.5", 13), ("12.49", 12), ("-12.5", -13), ("0", 0)])
def test_halves_of_a_fen_go_up(fen, whole):
    assert whole_fen(Decimal(fen)) == whole


@pytest.mark.parametrize(
    ("cell", "quantity"),
    [
        ("1", 1),
        ("2.0", 2),
        ("-3", -3),
        ("1,200", 1200),
        ("３", 3),
        (str(MOST_QUANTITY), MOST_QUANTITY),
    ],
)
def test_a_quantity_is_a_whole_number(cell, quantity):
    assert parse_quantity(cell) == quantity


@pytest.mark.parametrize("cell", ["0", "", "1.5", "两件", str(MOST_QUANTITY + 1)])
def test_a_quantity_that_is_none_is_refused(cell):
    with pytest.raises(FieldError, match="数量"):
        parse_quantity(cell)


@pytest.mark.parametrize(("cell", "is_in"), [("1", True), ("0", False), ("5", True), ("6", False)])
def test_a_whole_number_keeps_to_its_bounds(cell, is_in):
    if is_in:
        assert parse_whole(cell, "评分", least=1, most=5) == int(cell)
    else:
        with pytest.raises(FieldError, match="不在 1 到 5 之间"):
            parse_whole(cell, "评分", least=1, most=5)


@pytest.mark.parametrize(
    ("cell", "stars"),
    [("5", 5), ("4.0", 4), ("5星", 5), ("好评", 5), ("中评", 3), ("差评", 1), ("", None)],
)
def test_a_rating_is_one_to_five_stars(cell, stars):
    assert parse_rating(cell) == stars


@pytest.mark.parametrize("cell", ["0", "6", "4.5", "还行"])
def test_a_rating_beyond_five_stars_is_refused(cell):
    with pytest.raises(FieldError, match="评分"):
        parse_rating(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-02 03:04:00",
        "2026-01-02T03:04",
        "2026-01-02T03:04:00+08:00",
        "2026-01-01T19:04:00Z",
        "2026/1/2 3:4",
        "2026.1.2 3:04:00",
        "２０２６／１／２　３：４",
        "2026年1月2日 3时4分",
        "2026年1月2日3点4分0秒",
        "2026/1/2 上午 3:04",
        "20260102030400",
        "20260102T0304",
        "46024.127777778",
        "'2026-01-02 03:04:00",
    ],
)
def test_a_time_of_the_shop_is_read_in_all_its_forms(cell):
    assert parse_moment(cell, SHANGHAI, "时间") == datetime(2026, 1, 1, 19, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "hour"), [("下午 3:04", 7), ("上午 12:04", 16), ("下午 12:04", 4)]
)
def test_the_half_of_the_day_counts(cell, hour):
    moment = parse_moment(f"2026/1/2 {cell}", SHANGHAI, "时间")

    assert (moment.hour, moment.minute) == (hour, 4)


@pytest.mark.parametrize("cell", ["2026-01-02", "2026/1/2", "20260102", "46024", "2026年1月2日"])
def test_a_day_alone_begins_at_the_shops_midnight(cell):
    assert parse_moment(cell, SHANGHAI, "时间") == datetime(2026, 1, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "昨天",
        "1/2/2026",
        "2026-02-30",
        "2026-01-02 25:00",
        "2026",
        "123",
        "99999",
        "19999",
        "80001",
        "0001-01-01",
        "3026-01-01",
    ],
)
def test_a_time_that_is_not_sure_is_refused(cell):
    with pytest.raises(FieldError, match="时间"):
        parse_moment(cell, SHANGHAI, "时间")


@given(st.datetimes(*(moment.replace(tzinfo=None) for moment in (FIRST, LAST))))
def test_every_second_written_in_iso_form_is_read_back(moment):
    second = moment.replace(microsecond=0)

    assert parse_moment(second.isoformat(sep=" "), ZoneInfo("UTC"), "时间") == second.replace(
        tzinfo=UTC
    )


def test_a_birthday_is_a_date_or_none():
    assert parse_day("1990/5/1", "生日") == date(1990, 5, 1)
    assert parse_day("", "生日") is None
    with pytest.raises(FieldError, match="生日"):
        parse_day("5月1日", "生日")


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("13800001234", Phone("13800001234")),
        ("+86 138 0000 1234", Phone("13800001234")),
        ("86-138-0000-1234", Phone("13800001234")),
        ("0086 13800001234", Phone("13800001234")),
        ("１３８００００１２３４", Phone("13800001234")),
        ("0571-87654321", Phone("057187654321")),
        ("138****1234", Phone("138****1234", is_masked=True)),
        ("+86 138****1234", Phone("138****1234", is_masked=True)),
        ("", None),
    ],
)
def test_a_phone_number_is_read_in_all_its_forms(cell, phone):
    assert parse_phone(cell) == phone


@pytest.mark.parametrize("cell", ["1.38E+10", "12", "小满", "***", "1380000123456789"])
def test_a_phone_number_that_is_none_is_refused(cell):
    with pytest.raises(FieldError, match="手机号"):
        parse_phone(cell)


GROUPS = {
    "open": ("待付款", "unpaid", "未完成"),
    "paid": ("已付款", "paid", "完成"),
    "in": ("in",),
}


@pytest.mark.parametrize(
    ("cell", "group"),
    [
        ("待付款", "open"),
        ("买家已付款，等待发货", "paid"),
        ("Unpaid", "open"),
        ("PAID", "paid"),
        ("未完成", "open"),
        ("in", "in"),
    ],
)
def test_a_word_belongs_to_the_first_group_that_knows_it(cell, group):
    assert parse_word_of(cell, GROUPS, "状态") == group


@pytest.mark.parametrize("cell", ["", "飞走了", "admin"])
def test_a_word_of_no_group_is_refused(cell):
    with pytest.raises(FieldError, match="状态看不懂"):
        parse_word_of(cell, GROUPS, "状态")
