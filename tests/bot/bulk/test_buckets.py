import duckdb
import pytest

from bot.bulk.buckets import write_buckets
from bot.bulk.engines import open_engine
from bot.bulk.order_engine import open_engine as open_database
from bot.errors import NotReady

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


def test_without_duckdb_there_are_no_buckets(tmp_path):
    with (
        open_database("sqlite") as database,
        open_engine("local", 1) as crew,
        pytest.raises(NotReady, match=r'pip install "zhanggui\[bulk\]"'),
    ):
        write_buckets(database, crew, tmp_path / "orders")
    assert not list(tmp_path.iterdir())
