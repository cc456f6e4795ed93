import pytest

from bot.goods import find_goods_class
from persona.worded.facts import GoodsClass


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("化妆品", GoodsClass.COSMETICS),
        ("3c", GoodsClass.ELECTRONICS),
        (" 女装 ", GoodsClass.CLOTHING),
        ("餐饮", GoodsClass.FOOD),
        ("", GoodsClass.GENERAL),
        ("飞船", None),
    ],
)
def test_goods_have_a_class_and_usual_other_names(name, found):
    assert find_goods_class(name) is found
