from datetime import date

import pytest

ORDERS = "SELECT customer, order_id, day, amount_fen, discount_fen, pieces, kind FROM orders"
AMOUNTS = "SELECT amount_fen FROM orders ORDER BY order_id"


def day(*ymd):
    return date(*ymd).toordinal()


def test_rows_of_an_order_may_stand_apart(read):
    account, orders = read(
        "customer,order_id,time,price,discount\n小周,a1,2026-01-03,10,0\n老李,b1,2026-01-02,5,0\n"
        "小周,a1,2026-01-02,20,3\n",
        f"{ORDERS} WHERE customer = '小周'",
    )

    assert orders == [("小周", "a1", day(2026, 1, 2), 2700, 300, 2, 1)]
    assert (account.used, account.first_day) == (3, date(2026, 1, 2))


@pytest.mark.parametrize(
    ("header", "orders"), [("customer,time,amount", 3), ("customer,time,amount,product", 2)]
)
def test_without_an_order_id_goods_of_one_moment_are_one_order(read, header, orders):
    more = ",奶粉" if "product" in header else ""
    rows = [f"小周,2026-01-02 08:0{minute},10{more}" for minute in (0, 0, 1)]

    _, found = read("\n".join([header, *rows]), ORDERS)

    assert len(found) == orders


def test_a_log_of_days_alone_counts_orders(read):
    account, states = read(
        "customer,time,quantity\n小周,2026-01-02,1\n小周,2026-02-02,1\n小周,2026-02-03,-1\n",
        "SELECT orders, money_fen FROM states",
    )

    assert states == [(2, 0)]
    assert account.used == 3


def test_a_return_under_its_own_id_takes_money_and_no_order(read):
    account, states, lines = read(
        "customer,order_id,time,amount\n小周,a1,2026-01-02,30\n小周,r1,2026-01-09,-30\n",
        "SELECT orders, money_fen, last_day FROM states",
        "SELECT order_id, quantity, amount_fen FROM lines ORDER BY row",
    )

    assert states == [(1, 0, day(2026, 1, 2))]
    assert lines == [("a1", 1, 3000), ("r1", -1, -3000)]
    assert account.bare_refunds == 1


def test_what_was_wholly_given_back_was_no_order_and_no_goods(read):
    account, orders, lines, states = read(
        "customer,order_id,time,product,quantity,price\n小周,a1,2026-01-02,奶粉,1,30\n"
        "小周,a1,2026-01-03,奶粉,-1,30\n",
        ORDERS,
        "SELECT * FROM lines",
        "SELECT * FROM states",
    )

    assert (account.used, orders, lines, states) == (2, [], [], [])


@pytest.mark.parametrize(("amounts", "fen"), [((30, 30), 3000), ((30, 20), 5000)])
def test_an_amount_on_every_line_of_an_order_is_its_total(read, amounts, fen):
    lines = "".join(f"小周,a1,2026-01-02,奶粉,{amount}\n" for amount in amounts)

    _, orders, shared = read(
        f"customer,order_id,time,product,amount\n{lines}",
        AMOUNTS,
        "SELECT SUM(amount_fen) FROM lines",
    )

    assert orders == shared == [(fen,)]


def test_without_an_order_id_equal_amounts_are_each_row_s_own(read):
    rows = "小周,2026-01-02 08:00,奶粉,30\n" * 2

    assert read(f"customer,time,product,amount\n{rows}", AMOUNTS)[1] == [(6000,)]


def test_an_order_left_unpaid_is_remembered_by_its_day(read):
    _, states = read(
        "customer,time,amount,paid\n小周,2026-01-02,9,0\n",
        "SELECT orders, money_fen, open_day FROM states",
    )

    assert states == [(0, 0, day(2026, 1, 2))]
