from dataclasses import replace

import pytest

from bot.flows.portraits import draw_portrait, rates_of
from bot.records import ArmCount
from tagging.counts import Share
from tagging.layering import Layer
from tagging.offered.worth import Rates
from tests.bot.flows.orders import bought, of_product
from tests.builders import NOON


def arm(name, customers, bought_, layer="due", offer="coupon"):
    return ArmCount(offer, name, layer, customers, bought_)


def test_rates_of_a_layer_add_up_its_offers():
    rates = rates_of(
        [
            arm("control", 100, 10),
            arm("treated", 900, 180),
            arm("control", 50, 5, offer="gift"),
            arm("treated", 400, 80, layer="lost"),
        ]
    )

    assert rates == {Layer.DUE: Rates(natural=Share(15, 150), stimulated=Share(180, 900))}


@pytest.mark.parametrize("arms", [(99, 10, 900, 90), (100, 1, 900, 18), (500, 50, 99, 30)])
def test_rates_of_too_few_decide_nothing(arms):
    control, control_yes, treated, treated_yes = arms

    assert (
        rates_of([arm("control", control, control_yes), arm("treated", treated, treated_yes)])
        == {}
    )


async def test_the_portrait_of_the_day_has_the_cycles_of_what_the_shelf_names(unit, shop):
    offer = replace(shop.shelf[0], name="tea", products=frozenset({"T1"}))
    unit.imports.add_product("T1", {"name": "春茶", "category": "茶"})
    await bought(unit, shop, "laochen", days_ago=[0, 40, 80], items=of_product("T1"))
    portrait = await draw_portrait(NOON, unit, replace(shop, shelf=(offer,)))

    # 80 days over 2 gaps: the shop's (80 + 450) / 12, the category's (80 + 441.7) / 12, …
    assert portrait.shop_days == pytest.approx(44.1667, abs=1e-3)
    assert portrait.usual_days["T1"] == pytest.approx(42.8935, abs=1e-3)
    assert await unit.portraits.newest() is None  # it takes no write lock for its seconds
