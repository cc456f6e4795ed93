from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.imports.rows import ChatRow, OrderItem, OrderRow, OrderStatus, ReviewRow
from bot.records import Origin, Said
from bot.store.review_tables import findings
from bot.store.tables import customers, messages, order_items, orders, reviews
from tagging.concerns import Finding, Rule
from tagging.purchases import PurchaseState
from tagging.stances import Stance

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = "import:青禾衣铺"


def order(
    key="1001", *, amount_fen=10000, discount_fen=0, status=OrderStatus.PAID, day=2, quantity=1
):
    return OrderRow(
        key=key,
        customer="小满",
        paid_at=datetime(2026, 1, day, tzinfo=UTC),
        day=date(2026, 1, day),
        amount_fen=amount_fen,
        discount_fen=discount_fen,
        status=status,
        items=(OrderItem("A1", quantity, abs(amount_fen)),),
        digest=f"{key}{amount_fen}{status}",
    )


async def save(store, *rows, replaced=()):
    async with store.unit() as unit:
        people = await unit.imports.customers_of(SOURCE, ["小满"])
        people = people or unit.imports.add_customers(SOURCE, {"小满": {}}, NOW)
        await unit.imports.save_orders(rows, people, replaced)
        await unit.imports.recount_purchases(people.values())
    return people["小满"]


async def state_of(store, customer):
    async with store.reading() as unit:
        return await unit.purchases.state_of(customer)


async def all_of(store, table):
    async with store.reading() as unit:
        return await unit.work.rows(select(table))


async def test_a_name_leads_to_the_same_customer_in_its_own_source_only(any_store):
    async with any_store.unit() as unit:
        made = unit.imports.add_customers(SOURCE, {"小满": {"city": "杭州"}}, NOW)
    async with any_store.reading() as unit:
        assert await unit.imports.customers_of(SOURCE, ["小满", "立夏"]) == made
        assert await unit.imports.customers_of("import:别家", ["小满"]) == {}
        assert (await unit.imports.people_of(made.values()))[made["小满"]]["city"] == "杭州"


async def test_orders_are_found_by_number_with_what_tells_them_apart(any_store):
    customer = await save(any_store, order())

    async with any_store.reading() as unit:
        known = await unit.imports.orders_of(["1001", "1002"])
    assert list(known) == ["1001"]
    assert known["1001"].customer == customer
    assert known["1001"].status is OrderStatus.PAID


async def test_an_order_written_again_replaces_its_items(any_store):
    await save(any_store, order())
    await save(any_store, order(amount_fen=5000, quantity=3), replaced={"1001"})

    assert [row.amount_fen for row in await all_of(any_store, orders)] == [5000]
    assert [row.quantity for row in await all_of(any_store, order_items)] == [3]


async def test_purchases_are_counted_over_all_orders(any_store):
    customer = await save(
        any_store,
        order("1001", amount_fen=10000, day=2),
        order("1002", amount_fen=6000, discount_fen=500, day=9, quantity=2),
        order("C1002", amount_fen=-3000, day=10, quantity=-1, status=OrderStatus.REFUNDED),
        order("1003", amount_fen=9900, day=11, status=OrderStatus.REFUNDED),
        order("1004", amount_fen=9900, day=12, status=OrderStatus.CLOSED),
        order("1005", amount_fen=9900, day=13, status=OrderStatus.OPEN),
    )

    assert await state_of(any_store, customer) == PurchaseState(
        first_day=date(2026, 1, 2),
        last_day=date(2026, 1, 9),
        orders=2,
        money_fen=13000,
        items=2,
        discounted_fen=500,
        discounted_orders=1,
        discounted_money_fen=6000,
        open_day=date(2026, 1, 13),
    )


async def test_a_customer_whose_only_order_was_closed_has_bought_nothing(any_store):
    customer = await save(any_store, order())
    await save(any_store, order(status=OrderStatus.CLOSED), replaced={"1001"})

    assert await state_of(any_store, customer) == PurchaseState()


async def test_products_are_added_and_changed(any_store):
    async with any_store.unit() as unit:
        unit.imports.add_product("A1", {"name": "衬衫"})
        unit.imports.add_product("B2", {"name": "长裤", "price_fen": 100})
    async with any_store.unit() as unit:
        unit.imports.change_product("A1", {"category": "上衣"})
    async with any_store.reading() as unit:
        assert await unit.imports.products_of(["A1", "C3"]) == {
            "A1": {"name": "衬衫", "category": "上衣", "price_fen": 0}
        }


@pytest.mark.parametrize(
    ("change", "is_mined_again"),
    [({"text": "色差大"}, True), ({"category": "童装"}, True), ({"rating": 1}, False)],
)
async def test_a_review_whose_words_changed_is_mined_again(any_store, change, is_mined_again):
    async with any_store.unit() as unit:
        unit.imports.add_review(ReviewRow(key="R1", text="显瘦"), {"text": "显瘦"})
    (review,) = await all_of(any_store, reviews)
    finding = Finding("版型", Stance.PRAISES, "显瘦", 0, 2, "显瘦", Rule.TERM, 0.9)
    said = Said(origin=Origin.REVIEW, id=review.id, at=NOW, category="女装")
    async with any_store.unit() as unit:
        unit.findings.add(said, [finding])
        unit.work.update(reviews, {"id": review.id}, {"mined_at": NOW})

    async with any_store.unit() as unit:
        known = await unit.imports.reviews_of(["R1"])
        await unit.imports.change_reviews({known["R1"]["id"]: change})

    (review,) = await all_of(any_store, reviews)
    assert (review.mined_at is None) is is_mined_again
    assert (await all_of(any_store, findings) == []) is is_mined_again


async def test_a_message_is_known_by_its_key(any_store):
    row = ChatRow(key="k1", session="s1", is_from_customer=False, text="在的", place=1)
    async with any_store.unit() as unit:
        people = unit.imports.add_customers(SOURCE, {"s1": {}}, NOW)
        unit.imports.add_message(row, people["s1"], NOW)

    async with any_store.reading() as unit:
        assert await unit.imports.origins_of(["k1", "k2"]) == {"k1"}
        (message,) = await unit.messages.list_recent(people["s1"])
    assert (message.direction, message.text, message.at) == ("out", "在的", NOW)


async def test_a_customer_is_changed(any_store):
    async with any_store.unit() as unit:
        made = unit.imports.add_customers(SOURCE, {"小满": {}}, NOW)
    async with any_store.unit() as unit:
        unit.imports.change_customer(made["小满"], {"name": "小满", "phone": "13800001234"})

    found = [row for row in await all_of(any_store, customers) if row.id == made["小满"]]
    assert [(row.name, row.phone) for row in found] == [("小满", "13800001234")]
    assert await all_of(any_store, messages) == []
