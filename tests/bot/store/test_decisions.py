from dataclasses import replace

from bot.records import Signed, Wanted
from tagging.review import Claim, DecisionKind, FindingState, confirmed
from tagging.stances import Stance
from tests.bot.store.kept import WHO, customer_of, first_of, found, said_in
from tests.builders import NOON

OTHER = Signed("小林", NOON)
NEW = Claim("质量", Stance.COMPLAINS, 0, 2, "起球", FindingState.CORRECTED)


async def keep(unit, customer=None):
    unit.findings.add(said_in("a", customer), [found()])
    return await first_of(unit)


async def test_the_log_tells_who_decided_what_and_what_was_held_before_and_after(any_store):
    async with any_store.unit() as unit:
        kept = await keep(unit)
        after = confirmed(kept.claim)
        first = unit.decisions.add(
            kept.id, DecisionKind.CONFIRM, WHO, before=kept.claim, after=after
        )
        second = unit.decisions.add(
            kept.id, DecisionKind.UNDO, OTHER, before=after, after=kept.claim
        )
    async with any_store.reading() as unit:
        assert await unit.decisions.list_recent() == [second, first]
        assert await unit.decisions.list_recent(limit=1, offset=1) == [first]
        assert await unit.decisions.list_recent(who="阿青") == [first]
        assert await unit.decisions.last_of(kept.id) == second
        assert await unit.decisions.last_of("nobody") is None


async def test_what_was_corrected_away_from_a_tag_is_listed_while_that_stands(any_store):
    async with any_store.unit() as unit:
        customer = await customer_of(unit)
        kept = await keep(unit, customer)
        await unit.findings.settle(kept.id, FindingState.OPEN, NEW)
        unit.decisions.add(kept.id, DecisionKind.CORRECT, WHO, before=kept.claim, after=NEW)
        moved = await unit.decisions.list_moved(customer, "尺码大小", Stance.ASKS)
        other = await unit.decisions.list_moved(customer, "质量", Stance.COMPLAINS)
        await unit.findings.settle(kept.id, FindingState.CORRECTED, kept.claim)
        undone = await unit.decisions.list_moved(customer, "尺码大小", Stance.ASKS)

    assert (moved, other, undone) == ([NEW], [], [])


async def test_only_the_standing_correction_counts(any_store):
    async with any_store.unit() as unit:
        customer = await customer_of(unit)
        kept = await keep(unit, customer)
        narrow = replace(kept.claim, evidence="偏小", state=FindingState.CORRECTED)
        for after in (NEW, narrow):
            unit.decisions.add(kept.id, DecisionKind.CORRECT, WHO, before=kept.claim, after=after)
        await unit.findings.settle(kept.id, FindingState.OPEN, narrow)

        assert await unit.decisions.list_moved(customer, "尺码大小", Stance.ASKS) == []
        assert await unit.findings.count_open(Wanted()) == 0
