import asyncio
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings

from bot.bulk.order_engine import open_engine
from bot.store.layering import layering_sql, merge_sql, states_sql
from tagging.layering import LayerRules
from tagging.purchases import Order
from tagging.scores import cut_points_of
from tests.bot.store.shops import (
    ORDERS,
    RULES,
    SHOPS,
    STANDING,
    TODAY,
    rows_of,
    ruled,
    spelled,
)
from tests.conftest import POSTGRES

KEYED = (
    "CREATE TABLE states (customer TEXT PRIMARY KEY, first_day INT, last_day INT, orders INT, "
    "money_fen BIGINT, items INT, discounted_fen BIGINT, discounted_orders INT, "
    "discounted_money_fen BIGINT, open_day INT)"
)
INSERT = "INSERT INTO orders VALUES ({})"


def in_sqlite(rows, sql, cells=STANDING):
    with closing(sqlite3.connect(":memory:")) as link:
        link.execute(ORDERS.format(temporary="", collate=""))
        link.executemany(INSERT.format("?, ?, ?, ?, ?, ?, ?"), rows)
        link.execute(f"CREATE TABLE states AS {states_sql()}")
        return sorted(link.execute(f"SELECT {cells} FROM ({sql})"))


def in_duckdb(rows, sql, cells=STANDING):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as link:
        link.execute(ORDERS.format(temporary="", collate=""))
        if rows:
            link.executemany(INSERT.format("?, ?, ?, ?, ?, ?, ?"), rows)
        link.execute(f"CREATE TABLE states AS {states_sql()}")
        return sorted(link.execute(f"SELECT {cells} FROM ({sql})").fetchall())


def in_postgres(rows, sql, cells=STANDING):
    async def ask():
        import asyncpg

        link = await asyncpg.connect(POSTGRES)
        await link.execute(ORDERS.format(temporary="TEMPORARY", collate='COLLATE "C"'))
        await link.executemany(INSERT.format("$1, $2, $3, $4, $5, $6, $7"), rows)
        await link.execute(f"CREATE TEMPORARY TABLE states AS {states_sql()}")
        found = await link.fetch(f"SELECT {cells} FROM ({sql}) AS standings")
        await link.close()
        return sorted(tuple(row) for row in found)

    return asyncio.run(ask())


ENGINES = [
    in_sqlite,
    in_duckdb,
    pytest.param(
        in_postgres,
        marks=[
            pytest.mark.postgres,
            pytest.mark.skipif(not POSTGRES, reason="ZHANGGUI_TEST_POSTGRES is not set"),
        ],
    ),
]


@pytest.mark.parametrize("engine", ENGINES)
@given(shop=SHOPS, rules=RULES)
def test_sql_places_every_customer_as_the_python_rule_does(engine, shop, rules):
    found = engine(list(rows_of(shop)), layering_sql(rules, TODAY))

    assert found == spelled(*ruled(shop, rules))


@pytest.mark.parametrize("engine", ENGINES)
@given(shop=SHOPS)
def test_cut_points_place_the_customers_they_were_made_of_as_ranks_do(engine, shop):
    rules = LayerRules()
    states, standings = ruled(shop, rules)
    cuts = cut_points_of(states, TODAY)
    by_ranks, by_cuts = layering_sql(rules, TODAY), layering_sql(rules, TODAY, cuts=cuts)

    assert "NTILE" in by_ranks
    assert "NTILE" not in by_cuts
    assert engine(list(rows_of(shop)), by_cuts) == spelled(states, standings)


def test_a_part_of_a_shop_moves_in_the_cycle_of_the_whole():
    shop = {"小周": [Order("1", TODAY, 500)]}

    (standing,) = in_sqlite(list(rows_of(shop)), layering_sql(LayerRules(), TODAY, shop_days=60.5))

    assert standing[STANDING.split(", ").index("cycle_days")] == 60.5


def test_a_relation_may_be_a_query_with_a_colon_in_it():
    shop = {":today": [Order("1", TODAY, 500)], "b": [Order("2", TODAY, 500)]}
    states = "(SELECT * FROM states WHERE customer = ':today')"

    (standing,) = in_sqlite(list(rows_of(shop)), layering_sql(LayerRules(), TODAY, states))

    assert standing[0] == ":today"


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
@settings(max_examples=30)  # each merges many days
@given(shop=SHOPS)
def test_orders_merged_day_by_day_make_the_states_of_all_at_once(engine, shop):
    with open_engine(engine) as database:
        database.run(ORDERS.format(temporary="", collate=""))
        database.fill("orders", rows_of(shop))
        database.run(KEYED)
        for (day,) in list(database.rows("SELECT DISTINCT day FROM orders ORDER BY 1 DESC")):
            when = f"day {'IS NULL' if day is None else f'= {day}'}"
            database.run(merge_sql(orders=f"(SELECT * FROM orders WHERE {when})"))
        merged = sorted(database.rows("SELECT * FROM states"))
        at_once = sorted(database.rows(states_sql()))

    assert merged == at_once
