"""The option that names a class of goods, as people write it."""

from typing import Annotated

import typer

from bot.errors import Refused
from bot.goods import find_goods_class
from persona.worded.facts import GoodsClass

GoodsClassName = Annotated[
    str, typer.Option("--class", help=f"What is sold: {' '.join(GoodsClass)}.")
]


def need_goods_class(name: str) -> GoodsClass:
    """Find the class of a name. Raise Refused, naming all classes, for an unknown one."""
    found = find_goods_class(name)
    if found is None:
        raise Refused(f"--class {name}：没有这个商品类别；可以写 {'、'.join(GoodsClass)}")
    return found
