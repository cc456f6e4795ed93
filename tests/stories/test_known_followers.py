"""A shop imports whom it knows and what they bought; then they write."""

from bot.flows.imports import import_rows, preview
from bot.flows.standing import stand
from bot.imports.rows import Chunk, CustomerRow, Entry, OrderRow, OrderStatus
from tagging.layering import Layer
from tests.builders import NOON, open_server, said, tell, until

SOURCE = "import:青禾衣铺"


def chunk(*rows):
    return iter([Chunk([Entry((number,), row) for number, row in enumerate(rows, start=2)])])


def customer(key, contact=""):
    return CustomerRow(key=key, name=key, contact=contact)


def order(shop, key, buyer, days_ago):
    day = shop.date_of(NOON).fromordinal(shop.date_of(NOON).toordinal() - days_ago)
    return OrderRow(
        key=key,
        customer=buyer,
        paid_at=NOON,
        day=day,
        amount_fen=25900,
        discount_fen=0,
        status=OrderStatus.PAID,
        items=(),
        digest=key,
    )


async def take(store, *rows):
    return (await import_rows(chunk(*rows), store, source=SOURCE, now=NOON)).counts


async def test_a_follower_whose_orders_were_imported_is_no_stranger(sqlite_url):
    async with open_server(sqlite_url) as server:
        store, shop = server.house.store, server.house.shop
        await take(store, customer("王女士", contact="oWang"))
        await take(store, order(shop, "1", "王女士", days_ago=3))
        await tell(server, said("太贵了有优惠吗", contact="oWang"), "m1")
        await until(lambda: server.sandbox.texts_to("oWang"))

        discounts = [offer.title for offer in shop.shelf if offer.is_discount]
        (reply,) = server.sandbox.texts_to("oWang")
        assert not any(title in reply for title in discounts)


async def test_a_follower_who_wrote_before_the_import_is_recognised_too(sqlite_url):
    async with open_server(sqlite_url) as server:
        store, shop = server.house.store, server.house.shop
        await tell(server, said("在吗", contact="oWang"), "m1")
        await until(lambda: server.sandbox.texts_to("oWang"))
        await take(store, customer("王女士", contact="oWang"))
        await take(store, order(shop, "1", "王女士", days_ago=3))
        async with store.reading() as unit:
            contact = (await unit.customers.load([("sandbox", "oWang")]))[0]
            standing = await stand(contact.customer.id, unit, shop, NOON)

        assert standing.layer is Layer.RECENT_BUYER


async def test_a_follower_who_is_somebody_else_already_is_a_conflict(store):
    await take(store, customer("王女士", contact="oWang"), customer("李女士"))
    outcome = await import_rows(
        chunk(customer("李女士", contact="oWang")), store, source=SOURCE, now=NOON
    )

    assert outcome.counts.conflicting == 1
    assert "oWang" in outcome.refused[0].reason


async def test_two_names_of_one_follower_are_one_customer_and_the_preview_says_so(store):
    rows = (customer("王女士", contact="oWang"), customer("王小姐", contact="oWang"))
    said_before = (await preview(chunk(*rows), store, source=SOURCE, now=NOON)).counts
    counts = await take(store, *rows)
    again = await take(store, *rows)

    assert said_before == counts
    assert (counts.new, counts.updated) == (1, 1)
    assert again.new == 0
    async with store.reading() as unit:
        people = await unit.imports.customers_of(SOURCE, {"王女士", "王小姐"})
    assert len(set(people.values())) == 1
