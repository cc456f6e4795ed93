from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings

from bot.bulk import cuts
from bot.bulk.buckets import write_buckets
from bot.bulk.engines import open_engine
from bot.bulk.order_engine import open_engine as open_database
from bot.bulk.placing import place
from bot.errors import NotReady
from bot.store.layering import layering_sql, states_sql
from tagging.layering import LayerRules
from tests.bot.bulk.clusters import deadly_cluster, small_cluster
from tests.bot.store.shops import ORDERS, SHOPS, STANDING, TODAY, rows_of, ruled, spelled

RULES = LayerRules()
MANY = f"""
SELECT 'c' || (i * i % 997) AS customer, CAST(i AS TEXT) AS order_id,
  {TODAY.toordinal()} - CAST(hash(i) % 400 AS INT) AS day,
  CAST(hash(i + 1) % 50 AS BIGINT) * 100 AS amount_fen,
  CAST(hash(i + 2) % 3 AS BIGINT) * 50 AS discount_fen,
  1 AS pieces, CASE WHEN i % 20 = 0 THEN 2 ELSE 1 END AS kind
FROM range(20000) AS numbers(i)
"""


def read(folder):
    with duckdb.connect() as link:
        files = f"read_parquet('{folder}/*.parquet')"
        return link.execute(f"SELECT {STANDING} FROM {files} ORDER BY 1").fetchall()


@pytest.fixture(scope="module", autouse=True)
def _small():
    """Make a bin of a few buyers count as one of many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuts, "FEW", 10)
        patch.setattr("bot.bulk.buckets.ORDERS", 3_000)
        yield


@pytest.fixture(scope="module", name="buckets")
def _buckets(tmp_path_factory):
    with open_database("duckdb") as database, open_engine("local", 1) as crew:
        database.run(f"CREATE TABLE orders AS {MANY}")
        yield write_buckets(database, crew, tmp_path_factory.mktemp("shop") / "orders")


@pytest.fixture(scope="module", name="ranked")
def _ranked():
    """Place the same customers by NTILE, all at once."""
    with duckdb.connect() as link:
        link.execute(f"CREATE TABLE states AS {states_sql(f'({MANY})')}")
        sql = layering_sql(RULES, TODAY)
        return link.execute(f"SELECT {STANDING} FROM ({sql}) ORDER BY 1").fetchall()


@pytest.mark.parametrize("engine", ["local", pytest.param("processes", marks=pytest.mark.slow)])
def test_bucket_by_bucket_everybody_stands_where_all_at_once_they_would(
    engine, buckets, ranked, tmp_path
):
    with open_engine(engine, 2) as crew:
        layers = place(buckets, crew, RULES, TODAY, tmp_path)

    assert len(buckets) == 7
    assert read(tmp_path) == ranked
    assert layers == Counter(row[STANDING.split(", ").index("layer")] for row in ranked)
    assert {path.suffix for path in tmp_path.iterdir()} == {".parquet"}


@settings(max_examples=20)
@given(shop=SHOPS.filter(lambda shop: any(rows_of(shop))))
def test_bucket_by_bucket_everybody_stands_where_the_python_rule_puts_them(shop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    with open_database("duckdb") as database, open_engine("local") as crew:
        database.run(ORDERS.format(temporary="", collate=""))
        database.fill("orders", rows_of(shop))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.bulk.buckets.ORDERS", 10)
            buckets = write_buckets(database, crew, folder / "orders")
        place(buckets, crew, RULES, TODAY, folder / "out")

    assert read(folder / "out") == spelled(*ruled(shop, RULES))


def test_orders_that_cannot_be_read_are_one_sentence(tmp_path):
    with open_engine("local") as crew, pytest.raises(NotReady) as caught:
        place([str(tmp_path / "gone.parquet")], crew, RULES, TODAY, tmp_path / "out")

    assert "gone.parquet" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing(buckets, ranked, tmp_path):
    pytest.importorskip("distributed")
    with small_cluster() as name, deadly_cluster(name, tmp_path) as crew:
        place(buckets, crew, RULES, TODAY, tmp_path / "out")
        deaths = crew.deaths

    assert deaths == 3
    assert read(tmp_path / "out") == ranked
    assert not list(Path(tmp_path / "out").glob(".*"))
