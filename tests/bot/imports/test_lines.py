from datetime import UTC, date, datetime

import pytest

from bot.imports.fields import FieldError, Phone
from bot.imports.lines import (
    Line,
    Reading,
    chat_row,
    customer_row,
    order_line,
    parse_customer,
    product_row,
    review_row,
)
from bot.imports.rows import OrderStatus
from tests.bot.imports.tables import SHANGHAI, VOCABULARY

ORDER = {"order_no": "1001", "customer": "小满", "paid_at": "2026-01-02 03:04", "amount": "12.50"}
AT = datetime(2026, 1, 1, 19, 4, tzinfo=UTC)


def line(**cells):
    places = {name: place for place, name in enumerate(cells)}
    return Line(7, list(cells.values()), places)


def reading():
    return Reading({}, VOCABULARY, SHANGHAI)


def order(**cells):
    return order_line(line(**{**ORDER, **cells}), reading())


def test_a_plain_order_line_is_read():
    found = order()

    assert (found.number, found.order_no, found.customer, found.at) == (7, "1001", "小满", AT)
    assert (found.amount_fen, found.quantity, found.items_fen) == (1250, 1, None)
    assert found.status is OrderStatus.PAID


def test_quantity_times_price_is_exact_before_it_is_rounded():
    found = order(quantity="3", unit_price="0.125", amount="")

    assert (found.unit_price_fen, found.items_fen, found.amount_fen) == (13, 38, None)


def test_a_product_without_a_code_is_known_by_its_name():
    assert order(product_name="亚麻衬衫").product == "亚麻衬衫"
    assert order(product="A1", product_name="亚麻衬衫").product == "A1"
    assert order().product == ""


@pytest.mark.parametrize("said", ["-5.00", "5"])
def test_a_discount_counts_whatever_its_sign(said):
    assert order(discount=said).discount_fen == 500


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("等待买家付款", OrderStatus.OPEN),
        ("买家已付款，等待卖家发货", OrderStatus.PAID),
        ("卖家已发货，等待买家确认", OrderStatus.PAID),
        ("交易成功", OrderStatus.PAID),
        ("交易关闭", OrderStatus.CLOSED),
        ("已取消", OrderStatus.CLOSED),
        ("退款成功", OrderStatus.REFUNDED),
        ("部分退款", OrderStatus.PAID),
        ("unpaid", OrderStatus.OPEN),
        ("1", OrderStatus.PAID),
        ("0", OrderStatus.OPEN),
        ("是", OrderStatus.PAID),
        ("否", OrderStatus.OPEN),
    ],
)
def test_the_status_of_an_order_is_understood(words, status):
    assert order(status=words).status is status


@pytest.mark.parametrize("words", ["量子态", "不是"])
def test_a_status_nobody_knows_is_refused(words):
    with pytest.raises(FieldError, match="订单状态看不懂"):
        order(status=words)


@pytest.mark.parametrize(
    ("more", "order_no"),
    [({}, "7"), ({"product": "A1"}, f"小满 {AT}"), ({"product_name": "衬衫"}, f"小满 {AT}")],
)
def test_without_order_numbers_goods_of_one_moment_or_each_row_is_an_order(more, order_no):
    cells = {name: text for name, text in ORDER.items() if name != "order_no"}

    assert order_line(line(**cells, **more), reading()).order_no == order_no


def test_where_a_file_knows_no_money_its_lines_need_none():
    cells = {name: text for name, text in ORDER.items() if name != "amount"}

    assert order_line(line(**cells, category="上衣"), reading()).category == "上衣"


@pytest.mark.parametrize(
    ("cells", "is_return", "is_free"),
    [
        ({"amount": "-0.01"}, True, False),
        ({"amount": "0"}, False, False),
        ({"amount": "", "line_amount": "-3"}, True, False),
        ({"quantity": "-1"}, True, False),
        ({"amount": "", "unit_price": "0"}, False, True),
        ({"amount": "", "unit_price": "0.01"}, False, False),
        ({"unit_price": "0"}, False, False),
    ],
)
def test_a_line_says_whether_it_is_a_return_or_free(cells, is_return, is_free):
    found = order(**cells)

    assert (found.is_return, found.is_free) == (is_return, is_free)


def test_an_order_without_a_payment_is_open_and_lies_on_the_day_it_was_placed():
    found = order(paid_at="", created_at="2026-01-02 03:04")

    assert (found.status, found.at) == (OrderStatus.OPEN, AT)


def test_where_a_file_knows_one_time_only_its_orders_are_paid():
    cells = {name: text for name, text in ORDER.items() if name != "paid_at"}

    found = order_line(line(**cells, created_at="2026-01-02 03:04"), reading())

    assert found.status is OrderStatus.PAID


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("order_no", "", "订单号为空"),
        ("order_no", "2.31E+18", "改坏"),
        ("customer", "", "客户为空"),
        ("customer", "小***满", "已打码"),
        ("paid_at", "", "付款时间为空"),
        ("paid_at", "昨天", "付款时间看不懂"),
        ("amount", "", "金额和单价都为空"),
        ("amount", "12.345", "超过两位小数"),
    ],
)
def test_a_line_that_lacks_something_is_refused_with_the_reason(field, cell, reason):
    with pytest.raises(FieldError, match=reason):
        order(**{field: cell})


@pytest.mark.parametrize("said", ["13800001234", "+86 138 0000 1234", "86-138-0000-1234"])
def test_a_customer_named_by_a_phone_number_is_the_same_however_it_is_written(said):
    assert parse_customer(said) == "13800001234"


def test_a_customer_is_known_by_their_number_before_their_phone():
    found = customer_row(
        line(customer="A7", phone="138****1234", name="小满", birthday="1990/5/1"), reading()
    )

    assert found.key == "A7"
    assert found.phone == Phone("138****1234", is_masked=True)
    assert found.birthday == date(1990, 5, 1)
    assert customer_row(line(phone="+86 13800001234"), reading()).key == "13800001234"


@pytest.mark.parametrize("cells", [{"phone": "138****1234"}, {"customer": "", "phone": ""}])
def test_a_customer_nobody_could_recognise_is_refused(cells):
    with pytest.raises(FieldError, match="没有客户编号"):
        customer_row(line(**cells), reading())


def test_a_product_is_read_with_its_price():
    found = product_row(
        line(code="A1", name="亚麻衬衫", category="上衣", price="￥129"), reading()
    )

    assert (found.key, found.name, found.category, found.price_fen) == (
        "A1",
        "亚麻衬衫",
        "上衣",
        12900,
    )
    assert product_row(line(name="亚麻衬衫"), reading()).key == "亚麻衬衫"
    assert product_row(line(code="A1"), reading()).price_fen is None


def test_a_product_without_a_code_in_a_file_of_codes_is_refused():
    with pytest.raises(FieldError, match="商品编码为空"):
        product_row(line(code="", name="亚麻衬衫"), reading())


def test_a_review_without_a_number_is_known_by_who_wrote_what_when():
    cells = {"customer": "小满", "product": "衬衫", "text": "显瘦", "at": "2026-01-02"}
    same = review_row(line(**cells), reading())

    assert review_row(line(**cells), reading()).key == same.key
    for name in cells:
        other = {**cells, name: "2026-01-03"}
        assert review_row(line(**other), reading()).key != same.key
    assert review_row(line(key="R1", **cells), reading()).key == "R1"


def test_a_masked_buyer_of_a_review_stays_unknown():
    assert review_row(line(text="显瘦", customer="小***满"), reading()).customer == ""
    assert review_row(line(text="显瘦", customer="小满"), reading()).customer == "小满"


def test_the_same_words_said_twice_are_two_messages():
    talk = reading()
    cells = {"session": "s1", "role": "客户", "text": "在吗"}

    first, second = (chat_row(line(**cells), talk) for _ in range(2))

    assert first.key != second.key
    assert (first.place, second.place) == (1, 2)
    assert chat_row(line(**cells), reading()).key == first.key


@pytest.mark.parametrize(
    ("role", "is_from_customer"),
    [
        ("客户", True),
        ("customer", True),
        ("客服", False),
        ("customer service", False),
        ("卖家", False),
    ],
)
def test_who_speaks_is_understood(role, is_from_customer):
    found = chat_row(line(session="s1", role=role, text="在吗"), reading())

    assert found.is_from_customer is is_from_customer


@pytest.mark.parametrize("text", ["", " ", "长" * 20_001])
def test_a_message_of_nothing_or_too_much_is_refused(text):
    with pytest.raises(FieldError, match="内容"):
        chat_row(line(session="s1", role="客户", text=text), reading())
    with pytest.raises(FieldError, match="内容"):
        review_row(line(text=text), reading())
