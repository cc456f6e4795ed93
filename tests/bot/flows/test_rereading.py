from dataclasses import replace

import pytest

from bot.flows.conversation import answer
from bot.flows.decisions import confirm
from bot.flows.proposals import approve, propose
from bot.flows.rereading import read_again
from bot.records import Signed, Wanted
from bot.shop import renewed
from tagging.changes import LexiconChange
from tagging.stances import Stance
from tagging.tags import TagState
from tests.builders import NOON, said

WHO = Signed("阿青", NOON)
MOVED = LexiconChange("质量", "complains", "有异味", is_addition=True, category="女装")
IGNORED = LexiconChange("", "ignore", "有异味", is_addition=True, category="女装")
SMELL, QUALITY = ("气味", Stance.COMPLAINS), ("质量", Stance.COMPLAINS)
causes = iter(range(10**6))


async def hear(unit, shop, text, contact="xiaoman"):
    await answer(said(text, contact=contact, cause=f"event:{next(causes)}"), unit, shop)


async def queue(unit):
    waiting = await unit.findings.list_waiting(Wanted())
    return {(each.finding.claim.concern, each.finding.claim.stance) for each in waiting}


async def change_words(unit, shop, change):
    view = await propose(change, WHO, unit, shop)
    await approve(view.proposal.id, WHO, unit)
    return await read_again(change, WHO, unit, await renewed(shop, unit))


@pytest.fixture
def tags_of(unit, contact_of):
    async def read(contact="xiaoman"):
        customer = (await contact_of(contact)).customer.id
        return {(tag.concern, tag.stance): tag.state for tag in await unit.tags.of(customer)}

    return read


@pytest.mark.parametrize(
    ("change", "waits", "tags"),
    [
        (IGNORED, set(), {}),
        (MOVED, {QUALITY}, {QUALITY: TagState.SUGGESTED}),
    ],
)
async def test_what_waits_is_read_with_the_changed_words_and_the_tags_follow(
    unit, shop, tags_of, change, waits, tags
):
    await hear(unit, shop, "有异味")
    await hear(unit, shop, "衣服有异味啊", "laoke")
    assert await queue(unit) == {SMELL}

    assert await change_words(unit, shop, change) == 2
    assert await queue(unit) == waits
    assert await tags_of() == await tags_of("laoke") == tags


async def test_what_a_person_decided_and_what_else_is_worried_about_stay(unit, shop, tags_of):
    await hear(unit, shop, "有异味，尺码偏小")
    smell = (await unit.findings.list_waiting(Wanted(concern="气味")))[0].finding
    await confirm(smell.id, WHO, unit)
    await hear(unit, shop, "有异味，尺码偏小")
    await change_words(unit, shop, IGNORED)

    assert await queue(unit) == {("尺码大小", Stance.COMPLAINS)}
    assert await tags_of() == {
        SMELL: TagState.CONFIRMED,
        ("尺码大小", Stance.COMPLAINS): TagState.SUGGESTED,
    }


async def test_a_tag_that_other_words_show_too_is_kept(unit, shop, tags_of):
    await hear(unit, shop, "味道很大")
    await hear(unit, shop, "有异味")
    before = await tags_of()
    await change_words(unit, shop, IGNORED)

    assert await tags_of() == before


async def test_a_tag_goes_whose_evidence_was_written_in_other_letters(unit, shop, tags_of):
    word = LexiconChange("尺码大小", "complains", "XL像麻袋", is_addition=True, category="女装")
    await change_words(unit, shop, word)
    changed = await renewed(shop, unit)
    await hear(unit, changed, "XL像麻袋")
    assert await tags_of() == {("尺码大小", Stance.COMPLAINS): TagState.SUGGESTED}

    ignored = replace(word, concern="", list="ignore", text="xl像麻袋")
    assert await change_words(unit, changed, ignored) == 1
    assert await tags_of() == {}
