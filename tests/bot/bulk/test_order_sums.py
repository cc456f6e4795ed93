from collections import Counter
from datetime import date

import pytest

from bot.bulk.order_sums import Cancellations


@pytest.mark.parametrize(("until", "used"), [(date(2026, 1, 3), 1), (date(2026, 1, 4), 2)])
def test_only_what_came_before_the_day_is_used(read, until, used):
    (account,) = read("customer,time\n小周,2026-01-02 23:59\n小周,2026-01-03 00:00\n", until=until)

    assert (account.used, account.left_out.total()) == (used, 2 - used)


def test_an_order_called_off_is_left_out(read):
    account, states = read(
        "customer,time,amount,status\n小周,2026-01-02,9,交易关闭\n老李,2026-01-02,9,\n",
        "SELECT customer FROM states",
    )

    assert (account.left_out, states) == (Counter(closed=1), [("老李",)])


def test_of_many_bad_rows_alike_the_first_are_kept_and_all_are_counted(read):
    rows = "小周,2026-01-02,9\n" + ",2026-01-02,9\n" * 30 + "老李,昨天,9\n"

    (account,) = read(f"customer,time,amount\n{rows}")

    assert [bad.number for bad in account.bad_rows] == [*range(3, 23), 33]
    assert (account.rows, account.used, account.rejected.total()) == (32, 1, 31)


def test_cancellations_are_dropped_or_subtracted(read):
    rows = "小周,a1,2026-01-02,3,10\n小周,a1,2026-01-05,-1,10\n小周,a2,2026-01-02,1,0\n"
    text = f"customer,order_id,time,quantity,price\n{rows}"
    money = "SELECT money_fen, items FROM states"

    dropped, money_then = read(text, money, cancellations=Cancellations.DROP)
    netted, money_now = read(text, money, cancellations=Cancellations.NET)

    assert (money_then, dropped.left_out) == ([(3000, 3)], {"cancellation": 1, "price 0": 1})
    assert (money_now, netted.left_out) == ([(2000, 2)], {"price 0": 1})
