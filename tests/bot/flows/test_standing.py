import pytest

from bot.flows.standing import offer_for, stand
from tagging.layering import Layer
from tests.bot.flows.orders import bought
from tests.builders import NOON


@pytest.mark.parametrize(
    ("days_ago", "layer"),
    [
        ([], Layer.PROSPECT),
        ([3], Layer.RECENT_BUYER),
        ([30, 100], Layer.RECENT_BUYER),
        ([120], Layer.LAPSING),
        ([200], Layer.SLEEPING),
        ([300], Layer.LOST),
    ],
)
async def test_a_customer_stands_where_their_orders_say(unit, shop, days_ago, layer):
    contact = await bought(unit, shop, "laochen", days_ago=days_ago)

    assert (await stand(contact.customer.id, unit, shop, NOON)).layer is layer


async def test_who_bought_three_days_ago_gets_no_discount_and_is_told_why(unit, shop):
    contact = await bought(unit, shop, "xiaoman", days_ago=[3])
    choice = await offer_for(contact.customer.id, unit, shop, NOON)

    assert choice.offer is None or not choice.offer.is_discount
    assert choice.because.code
    discounts = {offer.name for offer in shop.shelf if offer.is_discount}
    assert discounts <= {name for name, _ in choice.rejected}
