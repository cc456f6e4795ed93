from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.records import Signed
from tagging.concerns import Stance
from tagging.tags import Tag, TagState
from tests.bot.store.kept import found, said_in
from tests.builders import NOON, followed

SENTENCE = "这件会不会偏小？"
TAG = Tag("尺码大小", Stance.ASKS, TagState.SUGGESTED, "会不会偏小", 0.8, 1, NOON, NOON)
AGAIN = replace(TAG, evidence="偏小吗", confidence=0.906, seen=2, last_seen=NOON + timedelta(1))


@pytest.fixture
async def customer(any_store):
    async with any_store.unit() as unit:
        return (await unit.customers.meet(followed())).customer.id


async def save(store, customer, *tags, sentence=SENTENCE):
    async with store.unit() as unit:
        await unit.tags.load([customer])
        await unit.tags.save(customer, tags, sentence, "m1", NOON)


async def history(store):
    async with store.reading() as unit:
        rows = await unit.work.rows(text("SELECT what, evidence FROM tag_events ORDER BY id"))
    return [tuple(row) for row in rows]


async def test_a_tag_comes_back_with_its_evidence_and_its_sentence(any_store, customer):
    await save(any_store, customer, TAG)

    async with any_store.reading() as unit:
        assert await unit.tags.of(customer) == [TAG]
        assert await unit.tags.sentences_of(customer) == {("尺码大小", "asks"): SENTENCE}
        assert await unit.tags.of("somebody else") == []


async def test_a_tag_seen_again_is_the_same_tag_and_both_times_are_remembered(any_store, customer):
    await save(any_store, customer, TAG)
    await save(any_store, customer, AGAIN, sentence="偏小吗")

    async with any_store.reading() as unit:
        assert await unit.tags.of(customer) == [AGAIN]
    assert await history(any_store) == [
        ("suggested", "会不会偏小"),
        ("strengthened", "偏小吗"),
    ]


async def test_two_stances_are_two_tags(any_store, customer):
    praise = replace(TAG, stance=Stance.PRAISES, evidence="尺码正好")
    await save(any_store, customer, TAG, praise)

    async with any_store.reading() as unit:
        assert {tag.stance for tag in await unit.tags.of(customer)} == {TAG.stance, praise.stance}


async def test_a_tag_is_known_in_the_unit_that_saved_it(any_store, customer):
    async with any_store.unit() as unit:
        assert await unit.tags.of(customer) == []
        await unit.tags.save(customer, [TAG], SENTENCE, "m1", NOON)
        assert await unit.tags.of(customer) == [TAG]


async def test_a_tag_saved_before_anybody_read_does_not_hide_the_older_ones(any_store, customer):
    await save(any_store, customer, TAG)
    colour = replace(TAG, concern="颜色")
    async with any_store.unit() as unit:
        await unit.tags.save(customer, [colour], SENTENCE, "m2", NOON)
        known = await unit.tags.of(customer)

    assert {tag.concern for tag in known} == {"尺码大小", "颜色"}


REJECTED = replace(TAG, state=TagState.REJECTED)
WHO = Signed("阿青", NOON)


async def test_what_a_person_decided_is_never_overwritten_by_what_is_found_later(
    any_store, customer
):
    await save(any_store, customer, TAG)
    async with any_store.unit() as unit:
        await unit.tags.set_state(customer, REJECTED, WHO, "m1")
    await save(any_store, customer, AGAIN)  # as a machine writes that had not heard of it

    async with any_store.reading() as unit:
        (tag,) = await unit.tags.of(customer)
    assert tag == replace(AGAIN, state=TagState.REJECTED)


async def test_a_person_gives_changes_and_takes_a_tag_and_each_is_remembered(any_store, customer):
    async with any_store.unit() as unit:
        await unit.tags.lock(customer)
        await unit.tags.make(customer, replace(TAG, state=TagState.CONFIRMED), SENTENCE, WHO, "m1")
        await unit.tags.set_state(customer, REJECTED, WHO, "m1")
        await unit.tags.set_state(customer, TAG, WHO, "m1")
        assert await unit.tags.tag_of(customer, "尺码大小", Stance.ASKS) == TAG
        assert await unit.tags.was_suggested(customer, TAG) is False
        await unit.tags.drop(customer, TAG, WHO)
        assert await unit.tags.tag_of(customer, "尺码大小", Stance.ASKS) is None
        await unit.tags.save(customer, [TAG], SENTENCE, "m2", NOON)
        assert await unit.tags.was_suggested(customer, TAG) is True
    async with any_store.reading() as unit:
        assert await unit.tags.of(customer) == [TAG]

    assert [what for what, _ in await history(any_store)] == [
        *("confirmed", "rejected", "restored", "dropped", "suggested"),
    ]


async def test_what_a_text_says_is_suggested_with_the_text_it_stands_in(any_store, customer):
    said = said_in("m1", customer)
    async with any_store.unit() as unit:
        await unit.tags.suggest(said, [found()], SENTENCE)
        await unit.tags.suggest(said, [], SENTENCE)
        await unit.tags.suggest(said_in("m2", None), [found()], SENTENCE)
    async with any_store.reading() as unit:
        assert await unit.tags.of(customer) == [TAG]
        assert await unit.tags.sentences_of(customer) == {("尺码大小", "asks"): SENTENCE}
    assert await history(any_store) == [("suggested", "会不会偏小")]
