from datetime import timedelta

import pytest

from bot.records import Origin
from bot.store.quoting import PraiseFound
from bot.store.tables import reviews
from tagging.stances import Stance
from tests.bot.store.kept import found, said_in
from tests.builders import NOON, followed

DAY = timedelta(days=1)


@pytest.fixture
async def praised(any_store):
    """小满 praised in two reviews, complained in one of them; a stranger praised, too."""
    async with any_store.unit() as unit:
        contact = await unit.customers.meet(followed(), nickname="小满")
        customer = contact.customer.id
        told = {
            "good": (customer, [Stance.PRAISES], 5),
            "mixed": (customer, [Stance.PRAISES, Stance.COMPLAINS], None),
            "poor": (customer, [Stance.PRAISES], 3),
            "stranger": (None, [Stance.PRAISES], 5),
        }
        for name, (whose, stances, rating) in told.items():
            row = {"id": name, "key": name, "customer": whose, "text": "很软", "rating": rating}
            unit.work.insert(reviews, row | {"product": "CS-02"})
            said = said_in(name, whose, origin=Origin.REVIEW)
            unit.findings.add(said, [found("质量", each, "很软") for each in stances])
    return any_store, customer


async def test_only_known_customers_plain_praise_is_listed(praised):
    store, customer = praised
    async with store.reading() as unit:
        assert await unit.quoting.list_praise() == [
            PraiseFound(
                review="good",
                text="很软",
                product="CS-02",
                customer=customer,
                names=("小满",),
            )
        ]


async def test_the_newest_word_about_being_quoted_counts(praised):
    store, customer = praised
    consents = []
    async with store.unit() as unit:
        for days, is_given in ((0, True), (1, False), (2, True)):
            at = NOON + days * DAY
            unit.quoting.note(customer, at, is_given=is_given, ground="微信里说的")
            consents += [
                (each.agreed_at, each.ground) for each in await unit.quoting.list_praise()
            ]

    assert consents == [
        (NOON, "微信里说的"),
        (None, ""),
        (NOON + 2 * DAY, "微信里说的"),
    ]
