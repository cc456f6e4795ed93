import csv
import gzip
from collections import defaultdict
from contextlib import nullcontext
from datetime import date
from functools import partial

import duckdb
import pytest
from hypothesis import given, settings

from bot.bulk.buckets import write_buckets
from bot.bulk.checksum import IN_DUCKDB, SPELLED, checksum_of, spell
from bot.bulk.engines import open_engine
from bot.bulk.order_book import open_orders
from bot.bulk.order_sums import Cancellations
from bot.bulk.placing import place
from bot.store.layering import layering_sql
from tagging.layering import LayerRules
from tagging.purchases import Order
from tests.bot.bulk.clusters import small_cluster
from tests.bot.store.shops import RULES, SHOPS, TODAY, rows_of, ruled
from tests.bot.store.test_layering import ENGINES, in_duckdb, in_sqlite

RULES_AS_SHIPPED = LayerRules()
PUBLISHED = (
    *("recency_days", "frequency", "money_pence", "first_day", "last_day"),
    *("r_quintile", "f_quintile", "m_quintile", "tier"),
)
AS_OF = date(2011, 12, 11)
COLUMNS = {
    "customer": "customer_id",
    "order_id": "invoice_no",
    "time": "invoice_ts",
    "product": "stock_code",
    "quantity": "quantity",
    "price": "unit_price",
}


def spelled_by_rule(shop, rules, today=TODAY):
    states, standings = ruled(shop, rules, today)
    return [spell(state, standings[customer]) for customer, state in states.items()]


@settings(max_examples=40)
@given(shop=SHOPS, rules=RULES)
def test_sql_spells_a_customer_as_python_does(shop, rules):
    rows, sql = list(rows_of(shop)), layering_sql(rules, TODAY)
    expected = sorted(spelled_by_rule(shop, rules))

    assert in_sqlite(rows, sql, SPELLED) == [(one,) for one in expected]
    assert in_duckdb(rows, sql, SPELLED) == [(one,) for one in expected]
    if rows:
        assert in_duckdb(rows, sql, IN_DUCKDB) == [(checksum_of(expected),)]


def test_the_checksum_is_of_all_rows_in_any_sequence():
    rows = ["小周|1|2", "小李|1|2", "小王||"]

    assert checksum_of(rows) == checksum_of(rows[::-1]) != checksum_of(rows[1:])
    assert checksum_of(["a"]) == int("0cc175b9c0f1b6a8", 16)  # MD5 of "a", as RFC 1321 has it
    assert checksum_of([]) == 0


@pytest.fixture(scope="module", name="gift_shop")
def _gift_shop(real_data):
    """A year of a real shop, opened in DuckDB."""
    path = real_data / "commerce" / "online_retail.csv.gz"
    with open_orders(
        path, COLUMNS, until=AS_OF, cancellations=Cancellations.DROP, engine="duckdb"
    ) as book:
        yield book


@pytest.fixture(scope="module", name="rows")
def _rows(gift_shop):
    cells = "customer, order_id, day, amount_fen, discount_fen, pieces, kind"
    return list(gift_shop.rows(f"SELECT {cells} FROM orders"))


@pytest.fixture(scope="module", name="placed")
def _placed(rows):
    """Place its customers by the Python rule."""
    shop = defaultdict(list)
    for customer, order_id, day, amount_fen, *_ in rows:
        shop[customer].append(Order(order_id, date.fromordinal(day), amount_fen))
    return ruled(shop, RULES_AS_SHIPPED, AS_OF)


@pytest.fixture(scope="module", name="checksum")
def _checksum(placed):
    states, standings = placed
    return checksum_of(spell(states[customer], standings[customer]) for customer in states)


def test_a_real_shop_is_placed_as_published(placed, real_data):
    states, standings = placed
    path = real_data / "commerce" / "reference" / "rfm_online_retail.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        expected = {
            line["customer_id"]: tuple(line[name] for name in PUBLISHED)
            for line in csv.DictReader(lines)
        }
    found = {}
    for customer, standing in standings.items():
        state, scores = states[customer], standing.scores
        found[customer] = (
            *(str(standing.recency_days), str(state.orders), str(state.money_fen)),
            *(str(state.first_day), str(state.last_day)),
            *(str(scores.r), str(scores.f), str(scores.m), standing.tier.value),
        )

    assert found == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_a_real_shop_has_one_checksum_in_every_database(engine, rows, checksum):
    found = engine(rows, layering_sql(RULES_AS_SHIPPED, AS_OF), SPELLED)

    assert checksum_of(one for (one,) in found) == checksum


@pytest.mark.parametrize(
    "open_one",
    [partial(nullcontext, "local"), pytest.param(small_cluster, marks=pytest.mark.slow)],
)
def test_a_real_shop_has_one_checksum_on_threads_and_on_a_cluster(
    open_one, gift_shop, checksum, tmp_path, monkeypatch
):
    monkeypatch.setattr("bot.bulk.buckets.ORDERS", 1_500)
    with open_one() as name, open_engine(name) as crew:
        buckets = write_buckets(gift_shop.database, crew, tmp_path / "orders")
        place(buckets, crew, RULES_AS_SHIPPED, AS_OF, tmp_path / "out")
    with duckdb.connect() as link:
        files = f"read_parquet('{tmp_path}/out/*.parquet')"
        found = link.execute(f"SELECT {IN_DUCKDB} FROM {files}").fetchone()

    assert len(buckets) == 8
    assert found == (checksum,)
