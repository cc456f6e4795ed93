import csv
import gzip

import duckdb
import pytest

from bot.bulk.order_book import open_orders
from bot.bulk.order_plain import is_parquet
from bot.errors import ImportFileError, NotReady

HEADER = "customer,order_id,time,product,quantity,price\n"
GOOD = "小周,a1,2026-01-02 09:30,奶粉,2,128.50\n"
BAD = ",a9,2026-01-02 09:30,奶粉,2,128.50\n"


def told(path, engine):
    with open_orders(path, {}, engine=engine) as book:
        tables = ("read", "bad", "states", "lines")
        return [sorted(book.rows(f"SELECT * FROM {table}"), key=repr) for table in tables]


@pytest.mark.parametrize(
    "text",
    [
        HEADER + GOOD + "\n" + ",b1,2026-01-02,奶粉,1,9\n",
        HEADER + GOOD + "\n\n\n" + BAD + "\n",
        HEADER + GOOD + ",,,,,\n" + BAD,
        (HEADER + GOOD + BAD).replace("\n", "\r\n"),
        HEADER + '小周,a1,2026-01-02,"奶\n粉",2,1\n' + BAD,
        HEADER + '小周,a1,2026-01-02,"奶""粉",2,1\n,a2,2026-01-02,15.6"屏,2,1\n',
        HEADER + GOOD.replace("\n", ",\n") + GOOD.replace("\n", ",太多\n").replace("a1", "a2"),
        HEADER + GOOD + "小周,a2,2026-01-02\n",
        HEADER + GOOD + "小周,a2,2026-01-02,奶粉,1,9,,,,,,x\n",
        "某店订单\n" + HEADER + GOOD + BAD,
        "\ufeff" + HEADER + GOOD + BAD,
        HEADER.replace(",", "\t") + GOOD.replace(",", "\t") + "\ta2\t昨天\t奶粉\t1\t9\n",
        HEADER + GOOD + GOOD.replace("奶粉", "奶\0粉").replace("a1", "a2"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_whatever_the_form_of_a_file_rows_keep_their_numbers(tmp_path, text, encoding):
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode(encoding))
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(text.encode(encoding)))

    assert told(path, "duckdb") == told(path, "sqlite") == told(packed, "duckdb")


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_a_quote_that_never_ends_is_one_sentence(tmp_path, engine):
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + GOOD + '小周,a2,2026-01-02,"奶粉,1,9\n' + BAD, encoding="utf-8")

    with pytest.raises(ImportFileError, match="引号没有成对"):
        told(path, engine)


def parquet(path, columns, *rows):
    values = ", ".join(f"({row})" for row in rows)
    duckdb.sql(f"SELECT * FROM (VALUES {values}) AS t({columns})").write_parquet(str(path))
    return path


def test_typed_columns_mean_what_their_texts_mean(tmp_path):
    path = parquet(
        tmp_path / "orders.parquet",
        "customer, order_id, time, product, quantity, price, paid",
        "17, 1001, TIMESTAMP '2026-01-02 23:30:00.5', '奶粉', 2, 128.5::DOUBLE, true",
        "18, 1002, TIMESTAMP '2026-01-03 00:00:00', NULL, 1, 9.9::DOUBLE, false",
        "NULL, 1003, NULL, '奶粉', 1, 1e16::DOUBLE, NULL",
    )
    text = tmp_path / "orders.csv"
    rows = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()
    with text.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER.strip().split(",") + ["paid"], *rows])

    read, bad, states, _ = told(path, "duckdb")

    assert [row[1:] for row in read] == [row[1:] for row in told(text, "duckdb")[0]]
    assert [(row[0], row[1]) for row in bad] == [(3, "客户为空")]
    assert [state[:2] for state in states] == [("17", 739618), ("18", None)]


@pytest.mark.parametrize(
    ("said", "day"), [("2026-01-02 15:59:59+00", 739618), ("2026-01-02 16:00:00+00", 739619)]
)
def test_a_moment_with_a_zone_is_of_the_day_of_our_clocks(tmp_path, said, day):
    path = parquet(tmp_path / "o.parquet", "customer, time", f"'小周', TIMESTAMPTZ '{said}'")

    assert told(path, "duckdb")[2][0][1] == day


def test_without_duckdb_parquet_asks_for_it(tmp_path):
    path = parquet(tmp_path / "o.parquet", "customer, time", "'小周', DATE '2026-01-02'")

    assert is_parquet(path)
    with pytest.raises(NotReady, match=r'pip install "zhanggui\[bulk\]"'):
        told(path, "sqlite")


@pytest.mark.parametrize("name", ["o[1].parquet", "o*.parquet", "it's.parquet"])
def test_a_name_is_no_pattern(tmp_path, name):
    path = parquet(tmp_path / "plain.parquet", "customer, time", "'小周', DATE '2026-01-02'")

    assert told(path.rename(tmp_path / name), "duckdb")[2][0][0] == "小周"


def test_a_damaged_parquet_file_is_one_sentence(tmp_path):
    path = tmp_path / "orders.parquet"
    path.write_bytes(b"PAR1 and no more")

    with pytest.raises(ImportFileError, match="not a readable Parquet file") as caught:
        told(path, "duckdb")
    assert "\n" not in str(caught.value)
