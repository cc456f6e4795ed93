from datetime import timedelta

from bot.flows.measuring import measure_offers
from tagging.layering import Layer
from tagging.measured.verdicts import Verdict
from tagging.offers import OfferChoice
from tagging.reasons import Because, Reason
from tests.bot.flows.orders import bought
from tests.builders import NOON

BEFORE = NOON - timedelta(days=40)


async def assign(unit, shop, customers, arm, layer=Layer.DUE):
    choice = OfferChoice(shop.shelf[0], Because(Reason.REMINDER_WHEN_DUE, {"offer": "x"}))
    for customer in customers:
        unit.assignments.add(customer, choice, layer, BEFORE, arm=arm)


async def test_an_offer_is_compared_with_its_control_group_and_layer_by_layer(unit, shop):
    people = [
        (await bought(unit, shop, f"c{n}", days_ago=[30] if n < 3 else [])).customer.id
        for n in range(6)
    ]
    await assign(unit, shop, people[:2], "treated")
    await assign(unit, shop, people[2:4], "control")
    await assign(unit, shop, people[4:], "treated", Layer.LOST)
    whole, due = await measure_offers(30, unit, NOON)

    assert (whole.question.layer, whole.judged.lift.treated, whole.judged.lift.control) == (
        "",
        4,
        2,
    )
    assert (due.question.layer, due.judged.lift.treated_yes, due.judged.lift.control_yes) == (
        "due",
        2,
        1,
    )
    assert due.judged.verdict is Verdict.TOO_SMALL


async def test_an_offer_without_a_control_group_is_not_compared(unit, shop):
    person = (await bought(unit, shop, "c0", days_ago=[30])).customer.id
    await assign(unit, shop, [person], "treated")

    assert await measure_offers(30, unit, NOON) == []
