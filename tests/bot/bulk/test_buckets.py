import duckdb
import pytest

from bot.bulk.buckets import COLUMNS, find_buckets, write_buckets
from bot.bulk.engines import open_engine
from bot.bulk.order_engine import open_engine as open_database
from bot.errors import ImportFileError, NotReady

ORDERS = """
SELECT 'c' || i % 300 AS customer, CAST(i AS TEXT) AS order_id, 739942 AS day,
  CAST(i AS BIGINT) AS amount_fen, CAST(0 AS BIGINT) AS discount_fen, 1 AS pieces, 1 AS kind
FROM range(1000) AS numbers(i)
"""


@pytest.fixture(name="buckets")
def _buckets(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.bulk.buckets.ORDERS", 200)
    with open_database("duckdb") as database, open_engine("local", 2) as crew:
        return write_buckets(database, crew, tmp_path / "orders", f"({ORDERS}) AS orders")


def test_every_order_is_in_a_bucket_and_every_customer_in_one(buckets):
    with duckdb.connect() as link:
        rows = f"read_parquet({buckets}, filename = true)"
        homes = f"SELECT COUNT(DISTINCT filename) AS homes FROM {rows} GROUP BY customer"
        counted = link.execute(f"SELECT COUNT(*), SUM(homes) FROM ({homes})").fetchone()
        total = link.execute(f"SELECT COUNT(*), SUM(amount_fen) FROM {rows}").fetchone()

    assert len(buckets) == 6
    assert counted == (300, 300)
    assert total == (1_000, 499_500)


def test_in_a_bucket_customers_follow_one_another(buckets):
    with duckdb.connect() as link:
        for bucket in buckets:
            rows = link.execute(f"SELECT customer FROM '{bucket}'").fetchall()
            assert rows == sorted(rows)


def test_buckets_are_found_again(buckets, tmp_path):
    folder = tmp_path / "parts" / "bucket=7"
    folder.mkdir(parents=True)
    (tmp_path / "orders" / "0.parquet").rename(folder / "0.parquet")

    assert find_buckets(tmp_path / "orders") == sorted(buckets)[1:]
    assert find_buckets(tmp_path / "parts") == [str(folder / "*.parquet")]


def test_a_folder_without_orders_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="no Parquet files"):
        find_buckets(tmp_path)


def test_a_bucket_that_lacks_a_column_is_named_with_what_it_lacks(tmp_path):
    with duckdb.connect() as link:
        link.execute(f"COPY (SELECT 'a' AS customer, 1 AS day) TO '{tmp_path}/0.parquet'")

    with pytest.raises(ImportFileError, match=r"0.parquet: no column amount_fen, discount_fen"):
        find_buckets(tmp_path)
    assert "kind" in COLUMNS


def test_without_duckdb_there_are_no_buckets(tmp_path):
    with (
        open_database("sqlite") as database,
        open_engine("local", 1) as crew,
        pytest.raises(NotReady, match=r'pip install "zhanggui\[bulk\]"'),
    ):
        write_buckets(database, crew, tmp_path / "orders")
    assert not list(tmp_path.iterdir())
