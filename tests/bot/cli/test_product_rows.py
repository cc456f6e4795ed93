from datetime import date

import pytest

from bot.bulk.product_file import KnownProduct
from bot.bulk.product_study import ProductStudy, Wanted
from bot.cli.product_rows import (
    OUT_COLUMNS,
    document_of,
    partner_rows,
    place_of,
    product_rows,
)
from bot.errors import ImportFileError
from tagging.products import Product, ProductRole, RoleChoice
from tagging.reasons import Because, Reason
from tagging.sold.figures import Sales
from tagging.sold.retention import Cohort, Month
from tagging.sold.sales import ShopSales
from tests.tagging.sold.test_baskets import book_of

MAY = date(2026, 5, 1)


def study(**more):
    coat = Product(
        code="A1",
        name="大衣",
        sales=Sales(orders=45, buyers=40, first_orders=30, repeat_buyers=4),
        cycle_days=44.96,
        margin_percent=61.25,
    )
    scarf = Product(code="B1", name="大衣配的围巾", sales=Sales(orders=40))
    return ProductStudy(
        as_of=date(2026, 6, 1),
        shop=ShopSales(445, 300, 990_000, 800),
        products=[coat, scarf],
        roles=[RoleChoice(ProductRole.EDGE, Because(Reason.ROLE_GIVEN))] * 2,
        baskets=book_of([{0, 1}] * 40 + [{0}] * 5 + [{3}] * 400),
        sets=[],
        audiences=[],
        wanted=Wanted(known={"Z9": KnownProduct(code="Z9")}),
        **more,
    )


def test_a_row_has_the_columns_of_the_file_and_shares_of_the_shop():
    row = next(product_rows(study()))

    assert tuple(row) == OUT_COLUMNS
    assert (row["first_share"], row["repurchase_rate"]) == (0.1, 0.1)
    assert (row["cycle_days"], row["margin_percent"]) == (45, 61.2)
    assert row["because"] == "由运营指定；可以用促销清货"


def test_what_is_not_known_stays_empty():
    row = next(product_rows(study()))

    assert (row["growth"], row["returning_lift"], row["best_lift"]) == (None, None, None)


@pytest.mark.parametrize("word", ["B1", "大衣配的围巾"])
def test_a_product_is_found_by_its_code_or_name(word):
    assert place_of(study(), word) == 1


def test_a_product_that_nobody_bought_is_named():
    with pytest.raises(ImportFileError, match="帽子"):
        place_of(study(), "帽子")


def test_partners_are_named_with_a_reason():
    (row,) = partner_rows(study(), 0, 5)

    assert (row["also_bought"], row["name"], row["baskets"]) == ("B1", "大衣配的围巾", 40)
    assert "45 单里有 40 单一起买" in row["because"]


def test_the_document_holds_pairs_both_ways_months_and_cohorts():
    cohorts = [Cohort(MAY, (8, 2))]
    months = [Month(month=MAY, active=8, new=8, orders=9, money_fen=900)]

    document = document_of(study(), cohorts, months)

    assert document["unsold"] == ["Z9"]
    assert document["roles"] == {"traffic_driver": 0, "profit": 0, "edge": 2, "potential": 0}
    assert [pair["if_bought"] for pair in document["pairs"]] == ["A1", "B1"]
    assert document["retention"][1] == {"cohort": MAY, "month_no": 1, "customers": 2}
    assert document["monthly"][0]["active_customers"] == 8
