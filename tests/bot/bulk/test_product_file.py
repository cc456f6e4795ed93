from decimal import Decimal

import pytest

from bot.bulk.product_file import KnownProduct, read_products
from bot.errors import ImportFileError
from tagging.products import ProductRole


@pytest.fixture
def known(tmp_path):
    def read(text, said=None):
        path = tmp_path / "products.csv"
        path.write_text(text, "utf-8")
        return read_products(path, said or {})

    return read


def test_a_product_has_a_category_a_cost_a_role_and_an_occasion(known):
    products, bad = known(
        "商品编码,商品名称,类目,成本,商品角色,场合\nP1,奶粉,母婴,80.5,引流商品,满月礼\nP2,米粉,,,,\n"
    )

    assert bad == []
    assert (products["P1"].name, products["P1"].category) == ("奶粉", "母婴")
    assert (products["P1"].cost_fen, products["P1"].role) == (8_050, ProductRole.TRAFFIC_DRIVER)
    assert products["P1"].occasion == "满月礼"
    assert products["P2"] == KnownProduct(code="P2", name="米粉")


@pytest.mark.parametrize(
    ("said", "percent"),
    [("35%", 35), ("35", 35), ("0.35", 35), ("0.35％", 0.35), ("-5%", -5), ("1", 1), ("", None)],
)
def test_a_margin_is_read_as_a_share_or_in_per_cent(known, said, percent):
    products, bad = known(f"product,margin\nP1,{said}\n")

    assert bad == []
    margin = products["P1"].margin_at(1, 100)
    assert margin == (None if percent is None else pytest.approx(percent))


@pytest.mark.parametrize(
    ("pieces", "money_fen", "margin"), [(2, 20_000, 20), (2, 10_000, -60), (0, 0, None)]
)
def test_a_margin_follows_from_the_cost_and_what_was_paid(pieces, money_fen, margin):
    assert KnownProduct(code="P1", cost_fen=Decimal(8_000)).margin_at(pieces, money_fen) == margin


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("P1,,120%", "毛利率 120% 超过 100%"),
        ("P1,,高", "毛利率看不懂：高"),
        ("P1,明星,", "商品角色看不懂：明星"),
    ],
)
def test_a_row_that_cannot_be_understood_is_named(known, cells, reason):
    products, bad = known(f"product,role,margin\n{cells}\nP2,edge,\n")

    assert [(row.number, row.reason) for row in bad] == [(2, reason)]
    assert list(products) == ["P2"]


def test_a_product_that_stands_twice_and_says_two_things_is_bad(known):
    products, bad = known("product,role\nP1,edge\nP1,edge\nP1,profit\n")

    assert products["P1"].role is ProductRole.EDGE
    assert [row.number for row in bad] == [4]


def test_columns_that_only_the_orders_have_are_no_matter(known):
    products, _ = known("货,成本\nP1,8\n", {"product": "货", "time": "付款时间"})

    assert products["P1"].cost_fen == 800


def test_a_file_without_products_is_refused(known):
    with pytest.raises(ImportFileError, match="code or name"):
        known("成本,角色\n8,edge\n")
