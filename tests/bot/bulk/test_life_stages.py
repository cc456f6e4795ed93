from datetime import date

import pytest

from bot.bulk.life_stages import read_stages, stages_in
from bot.bulk.order_book import open_orders
from bot.bulk.standings import place_people
from bot.errors import ImportFileError
from tagging.layering import LayerRules
from tagging.reasons import Reason

TODAY = date(2026, 3, 1)
ORDERS = """customer,order_id,time,product,product_name,quantity,price
小周,a1,2026-01-02,M1,奶粉1段,1,128
小周,a2,2026-02-02,M2,奶粉2段,1,128
老李,b1,2026-01-02,M2,奶粉2段,1,128
退货的,c1,2026-01-02,M1,奶粉1段,1,128
退货的,c1,2026-01-09,M1,奶粉1段,-1,128
别的,d1,2026-01-02,X,奶瓶,1,30
"""
PRODUCTS = "商品编码,商品名称,适用月龄\nM1,奶粉1段,0-6个月\nM2,奶粉2段,6+\nX,奶瓶,\n"


@pytest.fixture(params=["duckdb", "sqlite"])
def book(request, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    with open_orders(path, {}, engine=request.param) as opened:
        yield opened


@pytest.fixture
def file(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def told(book):
    place_people(book, LayerRules(), TODAY)
    return {
        customer: (stage.half_years, stage.because.code)
        for customer, stage in stages_in(book, TODAY)
    }


def test_the_first_goods_of_an_age_that_were_kept_tell_the_stage(book, file):
    products = file("products.csv", PRODUCTS)

    assert read_stages(book, None, products, {}) == {products: []}
    assert told(book) == {
        "小周": (0, Reason.STAGE_GOODS_BOUGHT),
        "老李": (1, Reason.STAGE_GOODS_BOUGHT),
    }


def test_orders_that_name_goods_by_their_words_are_understood(book, file):
    products = file("products.csv", "商品名称,适用月龄\n奶粉2段,6\n")

    read_stages(book, None, products, {})

    assert told(book) == {
        "小周": (1, Reason.STAGE_GOODS_BOUGHT),
        "老李": (1, Reason.STAGE_GOODS_BOUGHT),
    }


def test_a_birthday_is_surer_and_of_two_babies_the_younger_counts(book, file):
    customers = file(
        "customers.csv",
        "会员,宝宝生日,生日\n小周,2025-01-01,1990-01-01\n小周,2025-08-15,\n别的,2026-06-01,\n老李,,\n",
    )
    products = file("products.csv", PRODUCTS)

    found = read_stages(book, customers, products, {"customer": "会员"})

    assert found == {customers: [], products: []}
    assert told(book) == {
        "小周": (1, Reason.BORN_ON),
        "老李": (1, Reason.STAGE_GOODS_BOUGHT),
        "别的": (-1, Reason.BIRTH_EXPECTED),
    }


def test_rows_that_cannot_be_read_are_named(book, file):
    customers = file("customers.csv", "customer,宝宝生日\n小周,去年\n")
    products = file("products.csv", "商品编码,适用月龄\nM1,婴儿\nM2,99\nX,12m\n")

    found = read_stages(book, customers, products, {})

    assert [row.reason for row in found[customers]] == ["宝宝生日看不懂：去年"]
    assert [(row.number, row.reason) for row in found[products]] == [
        (2, "适用月龄看不懂：婴儿"),
        (3, "适用月龄 99 太大"),
    ]
    assert told(book) == {"别的": (2, Reason.STAGE_GOODS_BOUGHT)}


def test_without_the_columns_nothing_can_be_known_and_that_is_one_sentence(book, file):
    customers = file("customers.csv", "customer,生日\n小周,1990-01-01\n")

    for given in (customers, None):
        with pytest.raises(ImportFileError, match=r"baby_birthday .*stage_months") as caught:
            read_stages(book, given, file("products.csv", "code,name\nM1,奶粉\n"), {})
        assert "\n" not in str(caught.value)
        book.run("DROP TABLE babies")
        book.run("DROP TABLE stage_goods")
