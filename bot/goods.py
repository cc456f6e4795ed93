"""What goods are called, and the class in which the law sees them."""

from collections.abc import Mapping

from persona.worded.facts import GoodsClass

OTHER_NAMES: Mapping[str, GoodsClass] = {
    "食品": GoodsClass.FOOD,
    "食品生鲜": GoodsClass.FOOD,
    "餐饮": GoodsClass.FOOD,
    "美妆": GoodsClass.COSMETICS,
    "护肤": GoodsClass.COSMETICS,
    "洗护": GoodsClass.COSMETICS,
    "保健品": GoodsClass.HEALTH_FOOD,
    "器械": GoodsClass.DEVICE,
    "服饰": GoodsClass.CLOTHING,
    "女装": GoodsClass.CLOTHING,
    "童装": GoodsClass.CLOTHING,
    "孕妇装": GoodsClass.CLOTHING,
    "数码": GoodsClass.ELECTRONICS,
    "家电": GoodsClass.ELECTRONICS,
    "母婴用品": GoodsClass.BABY,
    "母婴食品": GoodsClass.BABY,
    "general": GoodsClass.GENERAL,
}
"""The categories of shops among them; goods of all others are general."""


def find_goods_class(name: str) -> GoodsClass | None:
    """Find the class of a name or of a usual other one; 通用 of none, None of an unknown one."""
    told = "".join(name.split())
    if not told:
        return GoodsClass.GENERAL
    if told.upper() in list(GoodsClass):
        return GoodsClass(told.upper())
    return OTHER_NAMES.get(told.lower())
