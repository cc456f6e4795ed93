"""After how many days a product is usually bought again."""

from collections.abc import Sequence

from tagging.bought.cycles import cycle_of
from tagging.sold.figures import Sales


def cycles_of(sales: Sequence[Sales], categories: Sequence[str], shop_days: float) -> list[float]:
    """Estimate each product's cycle in days: it leans on its category, that on the shop.

    A product of no category leans on the shop.
    """
    spans, gaps = dict.fromkeys(categories, 0), dict.fromkeys(categories, 0)
    for one, category in zip(sales, categories, strict=True):
        spans[category] += one.span_days
        gaps[category] += one.gaps
    usual = {name: cycle_of(spans[name], gaps[name], shop_days) for name in spans if name}
    return [
        cycle_of(one.span_days, one.gaps, usual.get(category, shop_days))
        for one, category in zip(sales, categories, strict=True)
    ]
