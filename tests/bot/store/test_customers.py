from datetime import timedelta

from sqlalchemy import text

from bot.store.tables import contacts
from tests.builders import NOON, followed, said


async def test_a_contact_is_met_once(any_store):
    async with any_store.unit() as unit:
        first = await unit.customers.meet(followed(), nickname="小满")
        again = await unit.customers.meet(said("在吗"))
    async with any_store.unit() as unit:
        later = await unit.customers.meet(said("还在吗"))

    assert first.customer.id == again.customer.id == later.customer.id
    assert later.nickname == "小满"


async def test_taking_consent_back_and_giving_it_again_is_remembered(any_store):
    async with any_store.unit() as unit:
        contact = await unit.customers.meet(followed())
        unit.customers.consent(contact, NOON, is_given=False, ground="退订")
    async with any_store.unit() as unit:
        contact = await unit.customers.meet(followed())
        assert contact.customer.opted_out_at == NOON
        unit.customers.consent(contact, NOON + timedelta(days=1), is_given=True, ground="订阅")
    async with any_store.reading() as unit:
        contact = (await unit.customers.load([("sandbox", "xiaoman")]))[0]
        noted = await unit.work.rows(text("SELECT ground, purpose FROM consents ORDER BY at, id"))

    assert contact.customer.opted_out_at is None
    assert [tuple(row) for row in noted] == [
        (ground, purpose) for ground in ("退订", "订阅") for purpose in ("marketing", "service")
    ]


async def test_each_purpose_is_refused_and_allowed_for_itself(any_store):
    refused = []
    async with any_store.unit() as unit:
        contact = await unit.customers.meet(followed())
        customer, wishes = contact.customer.id, unit.customers
        for hours, (purpose, is_given) in enumerate(
            [("marketing", False), ("service", False), ("marketing", True)]
        ):
            at = NOON + timedelta(hours=hours)
            wishes.agree(customer, purpose, at, is_given=is_given, ground="operator: 阿青")
            refused.append(sorted(await wishes.refused_by(customer)))
        found = await wishes.find(customer)

    assert refused == [["marketing"], ["marketing", "service"], ["service"]]
    assert found.opted_out_at is None


async def test_what_manners_must_know_of_a_customer_is_kept(any_store):
    async with any_store.unit() as unit:
        contact = await unit.customers.meet(followed())
        told = unit.customers.ask_refund(contact, NOON)
        unit.customers.describe(contact.customer.id, is_minor=True, zone="Europe/Paris")
    async with any_store.reading() as unit:
        (later,) = await unit.customers.load([("sandbox", "xiaoman")])
        nobody = await unit.customers.find("nobody")

    assert (told.customer.refund_at, told.customer.is_minor) == (NOON, False)
    assert (later.customer.refund_at, later.customer.is_minor) == (NOON, True)
    assert later.customer.zone == "Europe/Paris"
    assert nobody is None


async def test_an_open_complaint_is_noted_and_settled(any_store):
    async with any_store.unit() as unit:
        contact = await unit.customers.meet(followed())
        contact = unit.customers.complain(contact, NOON)
        assert contact.customer.complained_at == NOON
        unit.customers.complain(contact, None)
    async with any_store.reading() as unit:
        (contact,) = await unit.customers.load([("sandbox", "xiaoman")])

    assert contact.customer.complained_at is None


async def test_unknown_contacts_are_left_out_and_known_ones_listed_by_age(any_store):
    async with any_store.unit() as unit:
        await unit.customers.meet(followed(contact="b", at=NOON))
        await unit.customers.meet(followed(contact="a", at=NOON + timedelta(hours=1)))
    async with any_store.reading() as unit:
        found = await unit.customers.load([("sandbox", "a"), ("sandbox", "nobody")])
        listed = await unit.customers.list_contacts("sandbox")

    assert [contact.contact for contact in found] == ["a"]
    assert [contact.contact for contact in listed] == ["b", "a"]


async def test_who_still_follows_is_reached_once_by_the_newest_way(any_store):
    async with any_store.unit() as unit:
        stays = await unit.customers.meet(followed(contact="a", at=NOON))
        left = await unit.customers.meet(followed(contact="b", at=NOON))
        unit.customers.follow(left, is_following=False)
        row = {"account": "gh_2", "contact": "a2", "customer": stays.customer.id}
        unit.work.insert(contacts, row | {"first_seen": NOON + timedelta(days=1)})
    async with any_store.reading() as unit:
        everybody = [stays.customer.id, left.customer.id, "nobody"]
        (reached,) = await unit.customers.reachable(everybody)

    assert (reached.account, reached.contact) == ("gh_2", "a2")
