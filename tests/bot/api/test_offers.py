from datetime import timedelta

import pytest

from tagging.layering import Layer
from tagging.offers import OfferChoice
from tagging.reasons import Because, Reason
from tests.bot.flows.orders import bought, of_product
from tests.builders import NOON


@pytest.fixture
async def laochen(operator):
    """Somebody who bought twice, last 200 days ago, in a shop that was portrayed."""
    async with operator.house.store.unit() as unit:
        shop = operator.house.shop
        met = await bought(unit, shop, "laochen", days_ago=[200, 260], items=of_product("T1"))
        await bought(unit, shop, "xiaoman", days_ago=[3])
    await operator.server.schedule.portray()
    return met.customer.id


async def test_an_offer_is_shown_with_where_the_customer_stands_and_why_nothing_else(
    operator, laochen
):
    shown = await operator.ask(f"/customers/{laochen}/offer")

    assert (shown["layer"], shown["tier"], shown["level"]) == (
        "sleeping",
        "sleeping",
        "second_time",
    )
    assert shown["scores"] == {"r": 4, "f": 2, "m": 2}
    assert "200" in shown["why_layer"]
    assert shown["offer"]["is_discount"]
    assert shown["arm"] == "treated"
    assert shown["offer"]["title"] in shown["why_offer"]
    assert len(shown["rejected"]) == len(operator.house.shop.shelf) - 1
    assert all(each["because"] for each in shown["rejected"])


async def test_a_customer_nobody_knows_is_said_so(operator):
    refused = await operator.ask("/customers/nobody/offer", status=404)

    assert "nobody" in refused["error"]["message"]


async def test_a_customer_can_refuse_personal_offers_through_an_operator(operator, laochen):
    before = await operator.ask(f"/customers/{laochen}/offer")
    await operator.do(f"/customers/{laochen}/personal", wants=False)
    after = await operator.ask(f"/customers/{laochen}/offer")

    assert before["why_offer"] != after["why_offer"]
    await operator.do(f"/customers/{laochen}/personal", wants="no", status=400)
    await operator.do("/customers/nobody/personal", wants=True, status=404)


@pytest.mark.usefixtures("laochen")
async def test_the_layers_are_shown_with_the_shops_own_natural_rates(operator):
    shown = await operator.ask("/layers")

    assert shown["layers"]["sleeping"] == shown["layers"]["recent_buyer"] == 1
    assert shown["bounds"]["silent_days"] == 180
    sleeping = next(tier for tier in shown["tiers"] if tier["tier"] == "sleeping")
    assert sleeping["customers"] == 1
    assert sleeping["natural"][0] == {"within_days": 30, "bought": 0, "of": 0, "rate": None}


@pytest.mark.usefixtures("laochen")
async def test_who_moved_since_a_day_is_counted(operator):
    shown = await operator.ask("/movements", params={"since": "2026-01-01"})

    assert {"from": "lapsing", "to": "sleeping", "customers": 1} in shown["moves"]
    assert (shown["lost"], shown["active_then"], shown["lost_rate"]) == (0, 0, None)


@pytest.mark.parametrize("since", ["", "yesterday", "2026-03-10", "2030-01-01"])
async def test_a_day_that_is_none_is_refused_with_an_example(operator, since):
    refused = await operator.ask("/movements", params={"since": since}, status=400)

    assert "2026-11-01" in refused["error"]["message"]


async def test_offers_are_compared_with_their_control_groups(operator):
    async with operator.house.store.unit() as unit:
        shop = operator.house.shop
        choice = OfferChoice(shop.shelf[0], Because(Reason.REMINDER_WHEN_DUE, {"offer": "x"}))
        for number in range(4):
            met = await bought(unit, shop, f"c{number}", days_ago=[20] if number == 1 else [])
            arm = "control" if number > 1 else "treated"
            at = NOON - timedelta(days=40)
            unit.assignments.add(met.customer.id, choice, Layer.DUE, at, arm=arm)
    shown = await operator.ask("/response", params={"window": 30})
    arm = next(each for each in shown["arms"] if each["layer"] is None)

    assert (arm["treated"], arm["treated_yes"], arm["control"], arm["control_yes"]) == (2, 1, 2, 0)
    assert arm["lift"] == 0.5
    assert arm["verdict"] == "too_small_to_tell"
    assert arm["interval"][0] < 0.5 < arm["interval"][1]
    assert (await operator.ask("/response", params={"window": 90}))["arms"] == []
