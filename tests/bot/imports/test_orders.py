from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from bot.imports.orders import CHUNK, SUSPECTS, order_chunks, order_of
from bot.imports.rows import BadRow, OrderItem, OrderLine, OrderStatus
from tests.bot.imports.tables import SHANGHAI, bad_of, rows_of

AT = datetime(2026, 1, 1, 19, 4, tzinfo=UTC)
numbers = count(2)


def line(**told):
    known = {"order_no": "1001", "customer": "小满", "at": AT, "status": OrderStatus.PAID}
    return OrderLine(**{"number": next(numbers), **known, **told})


def priced(price_fen, quantity=1, **told):
    return line(
        unit_price_fen=price_fen, quantity=quantity, items_fen=price_fen * quantity, **told
    )


def order(*lines):
    return order_of(lines, SHANGHAI).row


def test_a_day_is_the_shops_own():
    assert order(line(amount_fen=100)).day == date(2026, 1, 2)


def test_without_a_total_the_items_add_up():
    found = order(priced(1000, 2, product="A1"), priced(550, product="B2", discount_fen=50))

    assert (found.amount_fen, found.discount_fen) == (2500, 50)
    assert found.items == (OrderItem("A1", 2, 1000), OrderItem("B2", 1, 550))


@pytest.mark.parametrize("amounts", [(2600, 2600), (2600, None), (None, 2600)])
def test_a_total_repeated_or_given_once_stands_for_the_whole_order(amounts):
    lines = [
        priced(price_fen, amount_fen=amount)
        for price_fen, amount in zip((2000, 900), amounts, strict=True)
    ]

    assert order(*lines).amount_fen == 2600


def test_amounts_that_differ_are_the_lines_own():
    assert order(line(amount_fen=2000), line(amount_fen=900)).amount_fen == 2900


def test_equal_amounts_that_are_each_lines_own_price_add_up():
    assert order(priced(1000, amount_fen=1000), priced(1000, amount_fen=1000)).amount_fen == 2000


def test_amounts_of_lines_add_up():
    found = order(line(line_amount_fen=2000), line(line_amount_fen=900, quantity=3))

    assert found.amount_fen == 2900
    assert [item.price_fen for item in found.items] == [2000, 300]


def test_a_discount_beside_a_repeated_total_is_the_orders():
    lines = [priced(price, amount_fen=2600, discount_fen=300) for price in (2000, 900)]

    assert order(*lines).discount_fen == 300


@pytest.mark.parametrize("amount_fen", [None, -1200])
def test_a_cancellation_is_a_refund_with_a_negative_amount(amount_fen):
    found = order(priced(400, -3, order_no="C1001", amount_fen=amount_fen))

    assert (found.key, found.amount_fen, found.status) == ("C1001", -1200, OrderStatus.REFUNDED)


def test_a_piece_taken_back_lowers_the_order_and_no_more():
    found = order(priced(1000, 2), priced(400, -1))

    assert (found.amount_fen, found.status) == (1600, OrderStatus.PAID)


def test_an_unpaid_order_is_no_refund():
    refused = order_of([priced(400, -1, status=OrderStatus.OPEN)], SHANGHAI)

    assert [bad.is_conflict for bad in refused] == [False]


def test_an_order_of_two_customers_is_a_conflict_of_all_its_lines():
    refused = order_of([line(), line(customer="立夏")], SHANGHAI)

    assert [bad.is_conflict for bad in refused] == [True, True]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ((OrderStatus.PAID, OrderStatus.REFUNDED), OrderStatus.PAID),
        ((OrderStatus.CLOSED, OrderStatus.REFUNDED), OrderStatus.REFUNDED),
        ((OrderStatus.CLOSED, OrderStatus.OPEN), OrderStatus.OPEN),
        ((OrderStatus.CLOSED, OrderStatus.CLOSED), OrderStatus.CLOSED),
    ],
)
def test_an_order_is_as_paid_as_its_best_line(statuses, status):
    assert order(*(line(amount_fen=100, status=one) for one in statuses)).status is status


def test_the_earliest_line_says_when():
    late = line(amount_fen=100, at=AT + timedelta(minutes=2))

    assert order(late, line(amount_fen=100)).paid_at == AT


def test_the_digest_knows_the_content_and_not_the_order_of_lines():
    first, second = priced(1000, product="A1"), priced(500, product="B2")

    assert order(first, second).digest == order(second, first).digest
    assert order(first, second).digest != order(first, priced(501, product="B2")).digest


def test_the_names_of_products_are_remembered():
    assert order(line(amount_fen=1, product="A1", product_name="衬衫")).names == (("A1", "衬衫"),)
    assert order(line(amount_fen=1, product="衬衫", product_name="衬衫")).names == ()


def test_lines_of_an_order_are_gathered_wherever_they_stand():
    lines = [priced(100), priced(200, order_no="1002"), priced(300)]

    found = rows_of(order_chunks(lines, SHANGHAI))

    assert {row.key: row.amount_fen for row in found} == {"1001": 400, "1002": 200}


def test_an_order_with_a_bad_line_is_refused_whole():
    lines = [
        priced(100),
        BadRow(99, "数量为 0", "", order_no="1001"),
        priced(200, order_no="1002"),
    ]

    chunks = list(order_chunks(lines, SHANGHAI))

    assert [row.key for row in rows_of(chunks)] == ["1002"]
    assert [bad.reason for bad in bad_of(chunks)] == ["数量为 0", "同一订单的第 99 行有误"]


@pytest.mark.parametrize(("orders", "is_refused"), [(SUSPECTS, True), (SUSPECTS - 1, False)])
def test_long_numbers_that_all_end_in_zeros_are_no_chance(orders, is_refused):
    lines = [priced(100, order_no=f"{20260101000000 + place}00") for place in range(orders)]
    short = [priced(100, order_no=f"{2026010100000 + place}00") for place in range(orders)]

    assert bad_of(order_chunks(short, SHANGHAI)) == []
    assert bool(bad_of(order_chunks(lines, SHANGHAI))) is is_refused


def test_one_number_that_does_not_end_in_zeros_clears_the_others():
    lines = [priced(100, order_no=f"{20260101000000 + place}00") for place in range(SUSPECTS)]

    assert bad_of(order_chunks([*lines, priced(100, order_no="2026010100000017")], SHANGHAI)) == []


def test_orders_come_in_chunks_a_customers_side_by_side():
    lines = [
        priced(100, order_no=str(place), customer=f"客户{place % 7}") for place in range(CHUNK + 1)
    ]

    chunks = list(order_chunks(lines, SHANGHAI))

    assert [len(chunk.entries) for chunk in chunks] == [CHUNK, 1]
    customers = [row.customer for row in rows_of(chunks)]
    assert customers == sorted(customers)


def test_goods_given_back_take_their_discount_along_and_the_order_was_none():
    found = order(priced(1000, 3, discount_fen=200), priced(1000, -3, discount_fen=-200))
    part = order(priced(1000, 3, discount_fen=300), priced(1000, -1, discount_fen=-100))

    assert (found.amount_fen, found.discount_fen, found.status) == (0, 0, OrderStatus.CLOSED)
    assert (part.amount_fen, part.discount_fen, part.status) == (1800, 200, OrderStatus.PAID)
