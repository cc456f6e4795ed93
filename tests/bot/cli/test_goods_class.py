import pytest

from bot.cli.goods_class import need_goods_class
from bot.errors import Refused
from persona.worded.facts import GoodsClass


def test_an_unknown_class_is_answered_with_all_that_there_are():
    assert need_goods_class("美妆") is GoodsClass.COSMETICS
    with pytest.raises(Refused, match=r"^--class 飞船：没有这个商品类别；可以写 通用、普通食品"):
        need_goods_class("飞船")
