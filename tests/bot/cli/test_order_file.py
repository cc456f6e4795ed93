from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cli.order_file import Cancellations, Ledger, read_customers, read_orders
from tagging.purchases import state_of


def ledger_of(tmp_path, text, cancellations=Cancellations.NET, watched=(), until=None):
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    ledger = Ledger(cancellations=cancellations, until=until, watched=frozenset(watched))
    read_orders(path, {}, ledger)
    return ledger


def test_rows_of_an_order_may_stand_apart(tmp_path):
    ledger = ledger_of(
        tmp_path,
        "customer,order_id,time,price,discount\n小周,a1,2026-01-03,10,0\n老李,b1,2026-01-02,5,0\n"
        "小周,a1,2026-01-02,20,3\n",
    )

    (order,) = ledger.orders["小周"]
    assert (order.day, order.amount_fen, order.discount_fen) == (date(2026, 1, 2), 2700, 300)


@pytest.mark.parametrize(
    ("header", "orders"), [("customer,time,amount", 3), ("customer,time,amount,product", 2)]
)
def test_without_an_order_id_goods_of_one_moment_are_one_order(tmp_path, header, orders):
    more = ",奶粉" if "product" in header else ""
    rows = [f"小周,2026-01-02 08:0{minute},10{more}" for minute in (0, 0, 1)]

    ledger = ledger_of(tmp_path, "\n".join([header, *rows]))

    assert len(ledger.orders["小周"]) == orders


def test_a_log_of_days_alone_counts_orders(tmp_path):
    ledger = ledger_of(
        tmp_path,
        "customer,time,quantity\n小周,2026-01-02,1\n小周,2026-02-02,1\n小周,2026-02-03,-1\n",
    )

    state = state_of(ledger.orders["小周"])
    assert (state.orders, state.money_fen) == (2, 0)


def test_a_return_under_its_own_id_takes_money_and_no_order(tmp_path):
    ledger = ledger_of(
        tmp_path, "customer,order_id,time,amount\n小周,a1,2026-01-02,30\n小周,r1,2026-01-09,-30\n"
    )

    state = state_of(ledger.orders["小周"])
    assert (state.orders, state.money_fen, state.last_day) == (1, 0, date(2026, 1, 2))


def test_watched_things_are_remembered_with_their_days(tmp_path):
    ledger = ledger_of(
        tmp_path,
        "customer,time,product,category,amount\n小周,2026-01-02,奶粉,婴儿食品,30\n"
        "小周,2026-01-03,秋裤,服装,30\n",
        watched=["婴儿食品", "秋裤"],
    )

    assert ledger.days_of == {
        "婴儿食品": {"小周": {date(2026, 1, 2)}},
        "秋裤": {"小周": {date(2026, 1, 3)}},
    }


def test_what_was_given_back_is_no_longer_watched(tmp_path):
    ledger = ledger_of(
        tmp_path,
        "customer,order_id,time,product,quantity,price\n小周,a1,2026-01-02,奶粉,1,30\n"
        "小周,a1,2026-01-03,奶粉,-1,30\n",
        watched=["奶粉"],
    )

    assert (ledger.used, ledger.orders, ledger.days_of) == (2, {"小周": []}, {})


@pytest.mark.parametrize(("amounts", "fen"), [((30, 30), 3000), ((30, 20), 5000)])
def test_an_amount_on_every_line_of_an_order_is_its_total(tmp_path, amounts, fen):
    lines = "".join(f"小周,a1,2026-01-02,{amount}\n" for amount in amounts)

    ledger = ledger_of(tmp_path, f"customer,order_id,time,amount\n{lines}")

    assert [order.amount_fen for order in ledger.orders["小周"]] == [fen]


def test_without_an_order_id_equal_amounts_are_each_row_s_own(tmp_path):
    ledger = ledger_of(
        tmp_path, "customer,time,product,amount\n" + "小周,2026-01-02 08:00,奶粉,30\n" * 2
    )

    assert [order.amount_fen for order in ledger.orders["小周"]] == [6000]


@pytest.mark.parametrize(("until", "used"), [(date(2026, 1, 3), 1), (date(2026, 1, 4), 2)])
def test_only_what_came_before_the_day_is_used(tmp_path, until, used):
    text = "customer,time\n小周,2026-01-02 23:59\n小周,2026-01-03 00:00\n"

    ledger = ledger_of(tmp_path, text, until=until)

    assert (ledger.used, ledger.left_out.total()) == (used, 2 - used)


def test_an_order_called_off_is_left_out(tmp_path):
    ledger = ledger_of(
        tmp_path, "customer,time,amount,status\n小周,2026-01-02,9,交易关闭\n老李,2026-01-02,9,\n"
    )

    assert (ledger.left_out, list(ledger.orders)) == ({"closed": 1}, ["老李"])


def test_customers_are_known_by_their_name_or_their_phone(tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("谁,手机号\n小周,\n,13800001234\n,138****1234\n", encoding="utf-8")

    names, bad = read_customers(path, {"customer": "谁", "time": "何时"})

    assert names == {"小周", "13800001234"}
    assert [row.number for row in bad] == [4]


rows = st.tuples(
    st.sampled_from(["小周", "老李", ""]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["2026-01-02", "2026-03-04", "昨天"]),
    st.integers(-2, 2).map(str),
    st.sampled_from(["0", "9.9", "-1"]),
    st.sampled_from(["", "0", "1", "交易关闭", "退款成功"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(rows, max_size=12), st.sampled_from(Cancellations))
def test_every_row_is_used_left_out_or_bad(tmp_path, lines, cancellations):
    text = "\n".join(["customer,order_id,time,quantity,price,paid", *map(",".join, lines)])

    ledger = ledger_of(tmp_path, text, cancellations, until=date(2026, 2, 1))

    assert ledger.rows == len(lines)
    for orders in ledger.orders.values():
        assert state_of(orders).orders <= 2
