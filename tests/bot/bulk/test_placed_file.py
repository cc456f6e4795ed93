import csv
from datetime import date

import duckdb
import pytest

from bot.bulk.decisions import decide
from bot.bulk.order_book import open_orders
from bot.bulk.placed_file import OUT_COLUMNS, placed_rows, write_placed
from bot.bulk.probabilities import foresee
from bot.bulk.spared import spare_buyers
from bot.bulk.standings import place_people
from bot.errors import NotReady
from tagging.layering import LayerRules
from tagging.offered.policy import SHELF_ALONE

TODAY = date(2026, 3, 2)
TEXT = """customer,time,amount,paid
小周,2026-02-27,9,1
"老李, 甲",2026-01-02,9,1
新来的,2026-03-01,5,0
"""


@pytest.fixture(params=["duckdb", "sqlite"])
def book(request, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(TEXT, encoding="utf-8")
    with open_orders(path, {}, engine=request.param) as opened:
        rules = LayerRules()
        place_people(opened, rules, TODAY)
        foresee(opened, rules, TODAY)
        decide(opened, (), spare_buyers(opened, (), rules, TODAY), SHELF_ALONE, TODAY)
        yield opened


def test_the_file_says_what_the_rows_say(book, tmp_path):
    out = tmp_path / "out.csv"

    write_placed(book, out)

    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert tuple(rows[0]) == OUT_COLUMNS
    said = [
        {name: "" if cell is None else str(cell) for name, cell in row.items()}
        for row in placed_rows(book)
    ]
    assert rows == said
    assert [row["customer"] for row in rows] == ["小周", "新来的", "老李, 甲"]
    assert [row["flags"] for row in rows][1] == "abandoned_order"
    assert [row["level"] for row in rows] == ["first_time", "prospect", "first_time"]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("name", ["out.parquet", "OUT.PARQUET"])
def test_parquet_has_real_days(book, tmp_path, name):
    out = tmp_path / name
    if book.engine == "sqlite":
        with pytest.raises(NotReady, match=r'pip install "zhanggui\[bulk\]"'):
            write_placed(book, out)
        return

    write_placed(book, out)

    found = duckdb.sql(f"SELECT first_day, recency_days, flags FROM '{out}' ORDER BY customer")
    assert found.fetchall() == [
        (date(2026, 2, 27), 3, None),
        (None, None, "abandoned_order"),
        (date(2026, 1, 2), 59, None),
    ]


def test_a_file_that_cannot_be_written_is_one_sentence(book, tmp_path):
    with pytest.raises(NotReady, match="cannot be written"):
        write_placed(book, tmp_path / "nowhere" / "out.csv")


def test_what_stands_in_the_file_stays_when_writing_fails(book, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    out.write_text("before", encoding="utf-8")
    monkeypatch.setattr("bot.bulk.placed_file.OUT_COLUMNS", ("customer", "nothing_such"))

    with pytest.raises(Exception, match="nothing_such"):
        write_placed(book, out)

    assert out.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
