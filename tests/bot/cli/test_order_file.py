from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.order_file import (
    BadRow,
    Cancellations,
    Columns,
    Ledger,
    parse_map,
    read_orders,
)
from tagging.purchases import state_of

LINES = ["customer", "order_id", "time", "product", "quantity", "price", "discount", "paid"]


def ledger_of(tmp_path, text, cancellations=Cancellations.NET, watched=()):
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    ledger = Ledger(cancellations=cancellations, until=None, watched=frozenset(watched))
    read_orders(path, {}, ledger)
    return ledger


def line(**more):
    cells = {
        "customer": "小周",
        "order_id": "a1",
        "time": "2026-01-02",
        "product": "奶粉",
        "quantity": "2",
        "price": "10",
        "discount": "",
        "paid": "",
    } | more
    return Columns(LINES, {}, "orders.csv").parse(list(cells.values()), 2)


@pytest.mark.parametrize(
    "text",
    [
        "20260102",
        "2026-01-02",
        "2026/1/2",
        "2026.01.02",
        "2026/1/2 8:30",
        "2026-01-02T08:30:15",
        "2026-01-02 23:59:59.250",
    ],
)
def test_a_time_may_be_written_in_the_usual_ways(text):
    assert line(time=text).day == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"customer": " "}, "customer is empty"),
        ({"order_id": ""}, "order_id is empty"),
        ({"time": ""}, "time is not like"),
        ({"time": "2026-02-30"}, "time is not like"),
        ({"time": "2026-01/02"}, "time is not like"),
        ({"time": "2026112"}, "time is not like"),
        ({"time": "2026-01-02 24:10"}, "time is not like"),
        ({"quantity": "0"}, "quantity is not a whole number other than 0"),
        ({"quantity": "1.5"}, "quantity is not a whole number other than 0"),
        ({"quantity": "两"}, "quantity is not a whole number other than 0"),
        ({"price": ""}, "price is not an amount in yuan"),
        ({"price": "NaN"}, "price is not an amount in yuan"),
        ({"price": "1e999"}, "price is not an amount in yuan"),
        ({"price": "-1"}, "price is below 0"),
        ({"discount": "一折"}, "discount is not an amount in yuan"),
        ({"paid": "也许"}, "paid is neither 1 nor 0"),
    ],
)
def test_a_cell_that_cannot_be_understood_makes_the_row_bad(cells, what):
    with pytest.raises(BadRow, match=what):
        line(**cells)


def test_a_row_of_another_width_is_bad():
    with pytest.raises(BadRow, match="differs from the header"):
        Columns(LINES, {}, "orders.csv").parse(["小周", "a1"], 2)


@pytest.mark.parametrize(
    ("price", "quantity", "fen"),
    [("¥1,299.00", "1", 129_900), ("0.005", "1", 1), ("0.004", "1", 0), ("0.125", "3.0", 38)],
)
def test_money_is_rounded_to_whole_fen_once_a_row(price, quantity, fen):
    assert line(price=price, quantity=quantity).fen == fen


def test_rows_of_an_order_may_stand_apart(tmp_path):
    ledger = ledger_of(
        tmp_path,
        "customer,order_id,time,price,discount\n小周,a1,2026-01-03,10,0\n老李,b1,2026-01-02,5,0\n"
        "小周,a1,2026-01-02,20,3\n",
    )

    (order,) = ledger.orders_of("小周")
    assert (order.day, order.amount_fen, order.discount_fen) == (date(2026, 1, 2), 3000, 300)


@pytest.mark.parametrize(
    ("header", "orders"), [("customer,time,amount", 3), ("customer,time,amount,product", 2)]
)
def test_without_an_order_id_goods_of_one_moment_are_one_order(tmp_path, header, orders):
    more = ",奶粉" if "product" in header else ""
    rows = [f"小周,2026-01-02 08:0{minute},10{more}" for minute in (0, 0, 1)]

    ledger = ledger_of(tmp_path, "\n".join([header, *rows]))

    assert len(ledger.orders_of("小周")) == orders


def test_a_log_of_days_alone_counts_orders(tmp_path):
    ledger = ledger_of(
        tmp_path,
        "customer,time,quantity\n小周,2026-01-02,1\n小周,2026-02-02,1\n小周,2026-02-03,-1\n",
    )

    state = state_of(ledger.orders_of("小周"))
    assert (state.orders, state.money_fen) == (2, 0)


def test_a_return_under_its_own_id_takes_money_and_no_order(tmp_path):
    ledger = ledger_of(
        tmp_path, "customer,order_id,time,amount\n小周,a1,2026-01-02,30\n小周,r1,2026-01-09,-30\n"
    )

    state = state_of(ledger.orders_of("小周"))
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


rows = st.tuples(
    st.sampled_from(["小周", "老李", ""]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["2026-01-02", "2026-03-04", "昨天"]),
    st.integers(-2, 2),
    st.sampled_from(["0", "9.9", "-1"]),
)


@given(st.lists(rows, max_size=12), st.sampled_from(Cancellations))
def test_every_row_is_used_left_out_or_bad(lines, cancellations):
    ledger = Ledger(cancellations=cancellations, until=date(2026, 2, 1), watched=frozenset())
    columns = Columns(["customer", "order_id", "time", "quantity", "price"], {}, "orders.csv")
    bad = 0
    for number, cells in enumerate(lines, start=2):
        try:
            ledger.enter(columns.parse([str(cell) for cell in cells], number))
        except BadRow:
            bad += 1

    assert ledger.used + ledger.left_out.total() + bad == len(lines)
    for customer in ledger.drafts:
        assert state_of(ledger.orders_of(customer)).orders <= 2


def test_a_map_says_which_name_stands_for_which_column():
    assert parse_map(" customer = 买家会员名 , time=付款时间,") == {
        "customer": "买家会员名",
        "time": "付款时间",
    }
