import pytest
from hypothesis import given, settings

from bot.bulk import cuts
from bot.bulk.glances import cuts_of_shop
from bot.bulk.order_engine import open_engine
from bot.store.layering import layering_sql, states_sql
from tagging.layering import LayerRules
from tagging.scores import cut_points_of
from tests.bot.store.shops import ORDERS, SHOPS, STANDING, TODAY, rows_of, ruled, spelled

RULES = LayerRules()


def opened(database, shop):
    database.run(ORDERS.format(temporary="", collate=""))
    database.fill("orders", rows_of(shop))
    database.run(f"CREATE TABLE states AS {states_sql()}")


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
@settings(max_examples=30)
@given(shop=SHOPS)
def test_the_cut_points_of_a_shop_are_those_of_the_python_rule(engine, shop):
    with pytest.MonkeyPatch.context() as patch, open_engine(engine) as database:
        patch.setattr(cuts, "FEW", 3)
        opened(database, shop)
        found, shop_days = cuts_of_shop(database, RULES, TODAY)
        sql = layering_sql(RULES, TODAY, cuts=found, shop_days=shop_days)
        placed = sorted(database.rows(f"SELECT {STANDING} FROM ({sql}) AS standings"))

    states, standings = ruled(shop, RULES)
    assert found == cut_points_of(states, TODAY)
    assert placed == spelled(states, standings)


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_where_all_tie_the_customers_decide(engine):
    one = "1, 1, 1, 1, 0, 0, 0, 0, NULL"
    cells = "customer TEXT, first_day INT, last_day INT, orders INT, money_fen INT, items INT"
    more = "discounted_fen INT, discounted_orders INT, discounted_money_fen INT, open_day INT"
    with open_engine(engine) as database:
        database.run(f"CREATE TABLE states ({cells}, {more})")
        database.run(
            "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers "
            f"WHERE i < 20000) INSERT INTO states SELECT 'c' || i, {one} FROM numbers"
        )
        found, shop_days = cuts_of_shop(database, RULES, TODAY)

    ranked = sorted(f"c{number}" for number in range(1, 20_001))
    assert found.money == tuple((1, ranked[end - 1]) for end in (4_000, 8_000, 12_000, 16_000))
    assert found.frequency == found.money
    assert shop_days == 45
