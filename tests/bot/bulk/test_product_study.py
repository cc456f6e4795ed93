from collections import Counter
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from bot.bulk import product_figures
from bot.bulk.order_book import open_orders
from bot.bulk.product_file import KnownProduct
from bot.bulk.product_study import Wanted, study_products
from bot.errors import ImportFileError
from tagging.bought.cycles import cycle_of
from tagging.products import ProductRole, roles_of
from tagging.sold.lines import gather
from tagging.sold.sales import Period, SalesBook
from tests.bot.bulk.test_retention import ENGINES
from tests.tagging.sold.planted import planted_shop, write_orders


@pytest.fixture(scope="module")
def planted():
    lines, _ = planted_shop(np.random.default_rng(5), customers=400)
    return lines


@pytest.fixture
def orders(planted, tmp_path):
    return write_orders(tmp_path / "orders.csv", planted)


def study(path, wanted=None, until=None, engine=""):
    with open_orders(path, {}, until=until, engine=engine) as book:
        return study_products(book, until, wanted or Wanted(known={}))


@ENGINES
def test_the_figures_of_a_file_are_those_of_its_lines(planted, orders, engine):
    found = study(orders, engine=engine)

    days = planted.days
    book = SalesBook(int(planted.products.max()) + 1, Period(int(days.min()), int(days.max())))
    book.add(planted, gather(planted))
    by_code = {product.code: product.sales for product in found.products}
    assert by_code == {f"P{place}": sales for place, sales in enumerate(book.sales())}
    assert found.shop == book.shop()
    assert found.as_of == date.fromordinal(int(days.max()) + 1)


def test_parts_of_a_file_tell_what_the_whole_tells(orders, monkeypatch):
    whole = study(orders)
    monkeypatch.setattr(product_figures, "LINES_AT_ONCE", 100)
    parts = study(orders)

    assert (parts.products, parts.roles, parts.sets) == (whole.products, whole.roles, whole.sets)


def test_both_engines_tell_the_same(orders):
    duck, lite = study(orders, engine="duckdb"), study(orders, engine="sqlite")

    assert (duck.products, duck.roles, duck.sets) == (lite.products, lite.roles, lite.sets)


def test_what_the_shop_says_of_a_product_counts(orders):
    known = KnownProduct(
        code="P0",
        name="奶粉",
        category="母婴",
        cost_fen=Decimal(2_500),
        role=ProductRole.PROFIT,
    )

    found = study(orders, Wanted(known={"P0": known}))

    place = [product.code for product in found.products].index("P0")
    product = found.products[place]
    assert (product.name, product.category) == ("奶粉", "母婴")
    assert product.margin_percent == pytest.approx(75)
    assert found.roles[place].role is ProductRole.PROFIT


def test_a_day_to_stand_on_ends_the_period(planted, orders):
    middle = date.fromordinal(int(np.median(planted.days)))

    found = study(orders, until=middle)

    assert found.as_of == middle
    period = int(planted.days.min()), middle.toordinal() - 1
    assert found.roles == roles_of(found.products, *period)
    assert found.shop.orders < len(np.unique(planted.orders))


def test_a_product_moves_in_its_own_cycle_leaning_on_the_shops(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "customer,order_id,time,product,amount\n小周,1,2026-01-01,奶粉,9\n小周,2,2026-01-21,奶粉,9\n"
    )

    (product,) = study(path).products

    assert product.cycle_days == cycle_of(20, 1, cycle_of(20, 1, 45))


@ENGINES
def test_an_exchange_after_the_last_order_is_no_order_but_its_money_counts(tmp_path, engine):
    path = tmp_path / "orders.csv"
    path.write_text(
        "customer,order_id,time,product,quantity,price\n"
        "小周,1,2026-01-01,奶粉,3,100\n小周,2,2026-04-01,奶粉,-2,100\n小周,2,2026-04-01,米粉,1,30\n"
    )

    found = study(path, engine=engine)

    by_code = {product.code: product.sales for product in found.products}
    assert (by_code["奶粉"].pieces, by_code["奶粉"].orders) == (1, 1)
    assert by_code["米粉"].orders == 0
    assert found.shop.money_fen == 30_000 - 20_000 + 3_000
    assert {choice.role for choice in found.roles} == {ProductRole.POTENTIAL}


def test_orders_without_products_say_what_to_do(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("customer,time,amount\n小周,2026-01-01,9\n")

    with pytest.raises(ImportFileError, match="--map product=COLUMN"):
        study(path)


@pytest.mark.slow
def test_in_a_real_shop_traffic_drivers_go_on_drawing_and_profit_goods_are_bought_again(real_data):
    path = real_data / "commerce/online_retail.csv.gz"
    before = study(path, Wanted(known={}, goods="[0-9]"), until=date(2011, 7, 19))
    whole = {one.code: one.sales for one in study(path, Wanted(known={}, goods="[0-9]")).products}

    later = {role: Counter() for role in ProductRole}
    for product, choice in zip(before.products, before.roles, strict=True):
        sales = whole[product.code]
        later[choice.role]["orders"] += sales.orders - product.sales.orders
        later[choice.role]["first"] += sales.first_orders - product.sales.first_orders
        later[choice.role]["again"] += sales.gaps - product.sales.gaps
    first = {role: counts["first"] / counts["orders"] for role, counts in later.items()}
    again = {role: counts["again"] / counts["orders"] for role, counts in later.items()}
    assert first[ProductRole.TRAFFIC_DRIVER] > 1.3 * first[ProductRole.PROFIT]
    assert again[ProductRole.PROFIT] > 1.1 * again[ProductRole.TRAFFIC_DRIVER]
    assert again[ProductRole.EDGE] == min(again.values())
