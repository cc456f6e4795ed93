from dataclasses import replace

import pytest

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.conversation import answer
from bot.flows.decisions import correct, reject
from bot.flows.insights import mine_reviews
from bot.flows.proposals import approve, check, list_proposals, propose, propose_always, refuse
from bot.imports.rows import ReviewRow
from bot.records import ProposalState, Signed, Wanted
from bot.shop import renewed
from tagging.changes import IGNORE, LISTS, TRAIT_LISTS, LexiconChange
from tagging.review import Correction
from tagging.stances import Stance
from tests.builders import NOON, said

WHO = Signed("阿青", NOON)
CHANGE = LexiconChange("外观款式", "complains", "像面口袋", is_addition=True, category="女装")
causes = iter(range(10**6))


async def hear(unit, shop, *texts):
    for text in texts:
        await answer(said(text, cause=f"event:{next(causes)}"), unit, shop)


async def first(unit):
    return (await unit.findings.list_waiting(Wanted()))[0].finding


async def test_a_rejection_proposes_to_take_the_word_out_and_says_what_that_touches(unit, shop):
    await hear(unit, shop, "有异味吗", "会不会有异味", "袖子有异味", "会不会偏小")
    finding = await first(unit)
    outcome = await reject(finding.id, WHO, unit)
    views = await propose_always(outcome, unit, shop)

    assert [view.proposal.finding for view in views] == [finding.id]
    assert views[0].touched >= 1
    assert await list_proposals(ProposalState.WAITING, unit) == views
    assert await list_proposals(ProposalState.APPROVED, unit) == []


async def test_what_is_approved_is_how_messages_and_reviews_are_read_from_then_on(unit, shop):
    view = await propose(CHANGE, WHO, unit, shop)
    assert list(shop.find(["穿着像面口袋"])) == [[]]
    await approve(view.proposal.id, WHO, unit)
    changed = await renewed(shop, unit)
    (found,) = changed.find(["穿着像面口袋"])

    assert [(each.concern, each.stance) for each in found] == [("外观款式", Stance.COMPLAINS)]
    unit.imports.add_review(ReviewRow(key="R1", text="像面口袋"), {"text": "像面口袋"})
    await mine_reviews(NOON, unit, changed)
    assert (await first(unit)).claim.evidence == "像面口袋"


async def test_what_is_taken_back_is_read_as_before(unit, shop):
    view = await propose(CHANGE, WHO, unit, shop)
    await approve(view.proposal.id, WHO, unit)
    await refuse(view.proposal.id, WHO, unit)

    assert (await renewed(shop, unit)).lexicon is shop.lexicon


async def test_a_proposal_is_settled_once(unit, shop):
    view = await propose(CHANGE, WHO, unit, shop)
    await refuse(view.proposal.id, WHO, unit)

    for settle in (approve, refuse):
        with pytest.raises(AlreadySettled):
            await settle(view.proposal.id, WHO, unit)
        with pytest.raises(NothingThere):
            await settle("nobody", WHO, unit)


@pytest.mark.parametrize(
    "change",
    [
        LexiconChange("外观款式", "nonsense", "土气", is_addition=True),
        LexiconChange("", "complains", "土气", is_addition=True),
        LexiconChange("外观款式", "complains", " ", is_addition=True),
        LexiconChange("外观款式", "complains", "土\n气", is_addition=True),
    ],
)
async def test_a_change_that_no_lexicon_carries_is_refused(unit, shop, change):
    with pytest.raises(MakesNoSense):
        await propose(change, WHO, unit, shop)


async def test_a_correction_is_proposed_for_the_category_in_which_it_was_made(unit, shop):
    row = {"text": "有异味", "category": "童装"}
    unit.imports.add_review(ReviewRow(key="R1", text="有异味", category="童装"), row)
    await mine_reviews(NOON, unit, shop)
    outcome = await correct((await first(unit)).id, Correction("质量"), WHO, unit, shop)
    views = await propose_always(outcome, unit, shop)

    assert {view.proposal.change.category for view in views} == {"童装"}


@pytest.mark.parametrize("list_", [*LISTS, IGNORE])
@pytest.mark.parametrize("category", ["", "女装"])
async def test_a_word_goes_out_of_the_list_that_holds_it_and_of_no_other(shop, list_, category):
    concern = "" if list_ == IGNORE else "质量"
    word = LexiconChange(concern, list_, "软塌塌乎", is_addition=True, category=category)
    needed = replace(word, list="nouns") if list_ in TRAIT_LISTS else word
    known = replace(shop, changes=(needed, word))

    check(replace(word, is_addition=False), known)
    for other in ("good", "bad", "praises", "asks", "words", IGNORE):
        if other != list_:
            change = replace(word, list=other, is_addition=False, concern="质量")
            with pytest.raises(MakesNoSense, match="软塌塌乎"):
                check(change, known)
