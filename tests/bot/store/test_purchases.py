from datetime import date, timedelta

import pytest

from bot.imports.rows import OrderItem, OrderRow, OrderStatus
from bot.store.tables import products, purchase_states
from tagging.purchases import PurchaseState
from tests.builders import NOON, all_states, followed

BOUGHT = PurchaseState(
    first_day=date(2026, 1, 2),
    last_day=date(2026, 3, 1),
    orders=2,
    money_fen=34_500,
    items=3,
    discounted_fen=4_000,
    discounted_orders=1,
    discounted_money_fen=14_500,
    open_day=date(2026, 3, 5),
)
ABANDONED = PurchaseState(open_day=date(2026, 3, 5))


def row_of(customer, state):
    return {"customer": customer} | {
        name: getattr(state, name) for name in PurchaseState.__dataclass_fields__
    }


@pytest.fixture
async def people(any_store):
    """A buyer, one who put an order aside, and one who never ordered."""
    async with any_store.unit() as unit:
        contacts = [await unit.customers.meet(followed(contact=name)) for name in "abc"]
        met = [contact.customer.id for contact in contacts]
        for customer, state in zip(met, (BOUGHT, ABANDONED), strict=False):
            unit.work.insert(purchase_states, row_of(customer, state))
    return met


async def test_a_purchase_state_comes_back_as_it_was(any_store, people):
    async with any_store.reading() as unit:
        states = [await unit.purchases.state_of(customer) for customer in people]

    assert states == [BOUGHT, ABANDONED, None]


async def test_everybody_who_ever_ordered_is_listed(any_store, people):
    async with any_store.reading() as unit:
        assert await unit.purchases.state_of(people[2]) is None
        assert await all_states(unit) == {people[0]: BOUGHT, people[1]: ABANDONED}


async def test_states_are_read_at_once_and_only_once(any_store, people):
    async with any_store.unit() as unit:
        await unit.purchases.load(people)
        unit.work.update(purchase_states, {"customer": people[0]}, {"orders": 9})
        await unit.purchases.load([])
        states = [await unit.purchases.state_of(customer) for customer in people]

    assert states == [BOUGHT, ABANDONED, None]


async def test_paid_orders_are_told_with_their_moments_and_others_are_not(any_store):
    statuses = (OrderStatus.PAID, OrderStatus.OPEN, OrderStatus.REFUNDED, OrderStatus.PAID)
    rows = [
        OrderRow(
            key=str(day),
            customer="小满",
            paid_at=NOON + timedelta(days=day),
            day=NOON.date(),
            amount_fen=100,
            discount_fen=0,
            status=status,
            items=(),
            digest="x",
        )
        for day, status in enumerate(statuses)
    ]
    async with any_store.unit() as unit:
        people = unit.imports.add_customers("import:x", {"小满": {}}, NOON)
        await unit.imports.save_orders(rows, people, replaced=())
        moments = await unit.purchases.moments_of(people.values())

    assert sorted(moments[people["小满"]]) == [NOON, NOON + timedelta(days=3)]


async def test_the_lowest_price_a_day_is_that_of_pieces_that_were_paid_and_not_given_away(
    any_store,
):
    told = [
        ("1", 0, OrderStatus.PAID, (OrderItem("CS-02", 1, 9_900), OrderItem("CS-03", 1, 0))),
        ("2", 0, OrderStatus.PAID, (OrderItem("CS-02", 2, 8_900),)),
        ("3", 0, OrderStatus.REFUNDED, (OrderItem("CS-02", 1, 100),)),
        ("4", 1, OrderStatus.PAID, (OrderItem("CS-02", 1, 12_900),)),
        ("5", 2, OrderStatus.PAID, (OrderItem("CS-02", 1, 4_900),)),
    ]
    first = NOON.date()
    rows = [
        OrderRow(
            key=key,
            customer="小满",
            paid_at=NOON + timedelta(days=days),
            day=first + timedelta(days=days),
            amount_fen=100,
            discount_fen=0,
            status=status,
            items=items,
            digest="x",
        )
        for key, days, status, items in told
    ]
    shirt = {"code": "CS-02", "name": "棉麻衬衫", "category": "衬衫", "price_fen": 12_900}
    async with any_store.unit() as unit:
        people = unit.imports.add_customers("import:x", {"小满": {}}, NOON)
        await unit.imports.save_orders(rows, people, replaced=())
        unit.work.upsert(products, shirt)
        things, until = ["CS-02", "棉麻衬衫", "CS-03"], first + timedelta(days=2)
        deals = await unit.purchases.deals_of(things, first, until)

    days = [(first, 8_900), (first + timedelta(days=1), 12_900)]
    assert {name: sorted(paid) for name, paid in deals.items()} == {
        "CS-02": days,
        "棉麻衬衫": days,
    }
