from datetime import timedelta

from sqlalchemy import insert

from bot.records import Direction, Message, Origin, Wanted
from bot.store.tables import reviews
from tagging.counts import Found, Read
from tagging.review import FindingState, rejected
from tagging.stances import Stance
from tests.bot.store.kept import customer_of, first_of, found, said_in
from tests.builders import NOON

WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
NEW, OLD = False, True  # customers


async def hear(unit, customer, name, at, *, returns=False, read_as="女装", finds=()):
    message = Message(customer, "gh_1", Direction.IN, "text", name, at, name)
    text = unit.messages.add(message, read_as=read_as, is_returning=returns)
    unit.findings.add(said_in(text, customer, at=at, is_returning=returns), finds)


async def review(unit, name, at, **more):
    row = {"id": name, "key": name, "text": name, "at": at, "mined_at": NOON, "product": ""}
    row |= {"read_as": "女装"} | more
    await unit.work.change(insert(reviews).values(**row))
    said = said_in(
        name,
        origin=Origin.REVIEW,
        at=at or NOON,
        category=row["read_as"],
        product=row["product"],
    )
    unit.findings.add(said, [found("质量", Stance.PRAISES, "质量好")])


async def test_texts_are_counted_by_week_and_by_who_wrote_them_each_once(any_store):
    async with any_store.unit() as unit:
        customer = await customer_of(unit)
        await hear(unit, customer, "a", NOON, finds=[found(), found(evidence="偏小吗")])
        await hear(unit, customer, "b", NOON - WEEK + MINUTE, returns=True, finds=[found()])
        await hear(unit, customer, "c", NOON - WEEK, finds=[found()])
        await hear(unit, customer, "d", NOON - MINUTE)
        await hear(unit, customer, "e", NOON - 2 * WEEK, finds=[found()])  # too long ago
        await hear(unit, customer, "f", NOON + MINUTE, finds=[found()])  # still to come
        await hear(unit, customer, "g", NOON, read_as="")  # nobody read it
    async with any_store.reading() as unit:
        texts = await unit.concerns.list_found(Wanted(category="女装"), NOON, 2)
        read = await unit.concerns.list_read(Wanted(category="女装"), NOON, 2)

    asked = ("尺码大小", Stance.ASKS)
    assert set(texts) == {
        Found(*asked, 0, NEW, 1),
        Found(*asked, 0, OLD, 1),
        Found(*asked, 1, NEW, 1),
    }
    assert set(read) == {Read(0, NEW, 2), Read(0, OLD, 1), Read(1, NEW, 1)}


async def test_what_a_person_denied_is_not_counted(any_store):
    async with any_store.unit() as unit:
        await hear(unit, await customer_of(unit), "a", NOON, finds=[found()])
        kept = await first_of(unit)
        await unit.findings.settle(kept.id, FindingState.OPEN, rejected(kept.claim))

        assert await unit.concerns.list_found(Wanted(), NOON, 1) == []
        assert await unit.concerns.list_read(Wanted(), NOON, 1) == [Read(0, NEW, 1)]


async def test_reviews_and_messages_are_counted_together_or_apart(any_store):
    async with any_store.unit() as unit:
        await hear(unit, await customer_of(unit), "a", NOON, finds=[found()])
        await review(unit, "r1", NOON, product="P1")
        await review(unit, "r2", None, product="P2")
        await review(unit, "r3", NOON, read_as="童装")
        counts = {}
        for name, wanted in {
            "all": Wanted(category="女装"),
            "reviews": Wanted(origin="review"),
            "messages": Wanted(origin="message"),
            "product": Wanted(product="P1"),
        }.items():
            found_ = await unit.concerns.list_found(wanted, NOON, 1)
            read = await unit.concerns.list_read(wanted, NOON, 1)
            counts[name] = (
                sum(each.texts for each in found_),
                sum(each.texts for each in read),
            )

    assert counts == {"all": (3, 3), "reviews": (3, 3), "messages": (1, 1), "product": (1, 1)}
