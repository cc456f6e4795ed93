from datetime import date

import pytest

from bot.errors import ImportFileError

AMOUNTS = "SELECT amount_fen FROM orders ORDER BY order_id"
LINES = (
    "小周,a1,2026-01-02,奶粉,1,10\n小周,a1,2026-01-02,米粉,1,20\n老李,b1,2026-01-02,奶粉,2,10\n"
)


def test_one_bad_row_takes_its_order_along(read):
    account, orders = read(
        "customer,order_id,time,price\n小周,a1,2026-01-02,10\n小周,a1,昨天,20\n老李,b1,2026-01-02,5\n",
        AMOUNTS,
    )

    assert orders == [(500,)]
    assert [(bad.number, bad.reason) for bad in account.bad_rows] == [
        (2, "同一订单的第 3 行有误"),
        (3, "付款时间看不懂：昨天"),
    ]
    assert (account.rows, account.used, account.rejected.total()) == (3, 1, 2)


def test_an_order_of_two_customers_is_refused(read):
    account, orders = read(
        "customer,order_id,time,price\n小周,a1,2026-01-02,10\n老李,a1,2026-01-02,20\n"
        "老李,b1,2026-01-02,5\n",
        AMOUNTS,
    )

    assert orders == [(500,)]
    assert {bad.reason for bad in account.bad_rows} == {"订单 a1 在文件里属于两位客户：小周、老李"}


def test_numbers_that_a_spreadsheet_cut_are_refused_where_all_are(read):
    rows = "".join(f"小周,{n}2345678901234500,2026-01-02,10\n" for n in range(1, 6))

    with pytest.raises(ImportFileError, match="none of its 5 rows can be used"):
        read(f"customer,order_id,time,amount\n{rows}")


def test_a_refund_that_was_never_paid_is_refused(read):
    account, orders = read(
        "customer,order_id,time,amount,paid\n小周,a1,2026-01-02,-10,0\n老李,b1,2026-01-02,5,1\n",
        AMOUNTS,
    )

    assert orders == [(500,)]
    assert account.bad_rows[0].reason == "订单 a1 没有付款，金额却是负的"


def test_the_same_order_twice_counts_once_and_is_named(read):
    account, orders = read(
        f"customer,order_id,time,product,quantity,price\n{LINES}{LINES}", AMOUNTS
    )

    assert orders == [(3000,), (2000,)]
    assert [(bad.number, bad.reason) for bad in account.bad_rows] == [
        (5, "订单 a1 重复：与第 2 行相同"),
        (6, "订单 a1 重复：与第 3 行相同"),
        (7, "订单 b1 重复：与第 4 行相同"),
    ]
    assert (account.rows, account.used) == (6, 3)


def test_equal_lines_that_follow_one_another_are_two_pieces(read):
    line = "小周,a1,2026-01-02,奶粉,1,10\n"

    account, orders = read(f"customer,order_id,time,product,quantity,price\n{line}{line}", AMOUNTS)

    assert (orders, account.used) == ([(2000,)], 2)


def test_two_rows_without_goods_under_one_number_are_the_same_order_twice(read):
    account, orders = read(
        "customer,order_id,time,amount\n小周,a1,2026-01-02,30\n小周,a1,2026-01-02,30\n", AMOUNTS
    )

    assert (orders, account.used, account.rejected.total()) == ([(3000,)], 1, 1)


def test_another_currency_than_most_is_refused(read):
    account, orders = read(
        "customer,time,amount,币种\n小周,2026-01-02,30,人民币\n小周,2026-01-03,5,USD\n"
        "小周,2026-01-04,8,\n小周,2026-01-05,9,CNY\n",
        "SELECT SUM(amount_fen) FROM orders",
    )

    assert orders == [(4700,)]
    assert [(bad.number, bad.reason) for bad in account.bad_rows] == [
        (3, "币种是 USD，文件里多数是 CNY")
    ]


def test_an_order_of_the_future_is_refused(read):
    account, orders = read(
        "customer,time,amount\n小周,2026-01-02,30\n小周,2062-01-03,5\n",
        AMOUNTS,
        latest=date(2026, 1, 5),
    )

    assert orders == [(3000,)]
    assert account.bad_rows[0].reason == "时间 2062-01-03 在未来"
