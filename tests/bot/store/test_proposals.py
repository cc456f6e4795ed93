from dataclasses import replace
from datetime import timedelta

from bot.records import ProposalState, Signed
from tagging.changes import LexiconChange
from tests.bot.store.kept import WHO, first_of, found, said_in
from tests.builders import NOON

CHANGE = LexiconChange("外观款式", "complains", "小气", is_addition=True, category="女装")
LATER = Signed("小林", NOON + timedelta(hours=1))
WAITING, APPROVED, REFUSED = ProposalState


async def test_a_proposal_waits_is_approved_once_and_then_changes_the_words(any_store):
    async with any_store.unit() as unit:
        made = await unit.proposals.add(CHANGE, WHO)
        again = await unit.proposals.add(CHANGE, LATER)
    async with any_store.unit() as unit:
        waiting = await unit.proposals.list_in(WAITING)
        settled = [
            await unit.proposals.settle(made.id, WAITING, state, LATER)
            for state in (APPROVED, REFUSED)
        ]
        changes = await unit.proposals.list_approved()
        known = await unit.proposals.find(made.id)

    assert (again, waiting) == (made, [made])
    assert settled == [True, False]
    assert changes == (CHANGE,)
    assert (known.state, known.settled) == (APPROVED, LATER)


async def test_changes_are_laid_over_each_other_in_the_order_of_their_approval(any_store):
    other = replace(CHANGE, is_addition=False)
    async with any_store.unit() as unit:
        first, second = [await unit.proposals.add(each, WHO) for each in (CHANGE, other)]
        await unit.proposals.settle(second.id, WAITING, APPROVED, WHO)
        await unit.proposals.settle(first.id, WAITING, APPROVED, LATER)

        assert await unit.proposals.list_approved() == (other, CHANGE)


async def test_what_was_refused_may_be_proposed_again(any_store):
    async with any_store.unit() as unit:
        made = await unit.proposals.add(CHANGE, WHO)
        await unit.proposals.settle(made.id, WAITING, REFUSED, WHO)
        again = await unit.proposals.add(CHANGE, WHO)

    assert again.id != made.id


async def test_what_an_undone_decision_proposed_is_withdrawn_while_it_waits(any_store):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("a"), [found()])
        finding = (await first_of(unit)).id
        waits = await unit.proposals.add(CHANGE, WHO, finding)
        stands = await unit.proposals.add(replace(CHANGE, text="土气"), WHO, finding)
        await unit.proposals.settle(stands.id, WAITING, APPROVED, WHO)

        assert await unit.proposals.withdraw(finding, LATER) == 1
        assert (await unit.proposals.find(waits.id)).state is REFUSED
        assert (await unit.proposals.find(stands.id)).state is APPROVED
        assert await unit.proposals.find("nobody") is None
