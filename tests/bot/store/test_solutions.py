import pytest

from bot.records import Solution
from tagging.review import FindingState, rejected
from tagging.stances import Stance
from tagging.tags import Tag, TagState
from tests.bot.store.kept import WHO, customer_of, first_of, found, said_in
from tests.builders import NOON

SOLUTION = Solution("s1", "尺码大小", "都有大一码的。", WHO)
SCRIPT = {"key": "solved-s1", "answers": ["都有大一码的。"], "concern": "尺码大小"}


async def tagged(unit, name, stance=Stance.ASKS, state=TagState.SUGGESTED, concern="尺码大小"):
    customer = await customer_of(unit, name)
    tag = Tag(concern, stance, state, "偏小", 0.8, 1, NOON, NOON)
    await unit.tags.make(customer, tag, "会不会偏小", WHO, "m1")
    return customer


async def test_solutions_are_kept_and_listed_by_concern(any_store):
    async with any_store.unit() as unit:
        unit.solutions.add(SOLUTION)
    async with any_store.reading() as unit:
        assert await unit.solutions.find("s1") == SOLUTION
        assert await unit.solutions.list_recent() == [SOLUTION]
        assert await unit.solutions.list_recent("质量") == []
        assert await unit.solutions.find("nobody") is None


async def test_a_solution_puts_one_script_on_the_shelf(any_store):
    async with any_store.unit() as unit:
        unit.solutions.add(SOLUTION)
        kept = [await unit.solutions.keep_script("s1", SCRIPT) for _ in range(2)]

        assert kept == [True, False]
        assert await unit.solutions.list_scripts() == [SCRIPT]
        assert (await unit.solutions.find("s1")).script == SCRIPT


async def test_who_asked_is_whoever_has_a_worry_of_it_that_nobody_denied(any_store):
    async with any_store.unit() as unit:
        asked = await tagged(unit, "a")
        blamed = await tagged(unit, "b", Stance.COMPLAINS, TagState.CONFIRMED)
        await tagged(unit, "c", state=TagState.REJECTED)
        await tagged(unit, "d", concern="质量")

        assert await unit.solutions.list_askers(SOLUTION) == sorted([asked, blamed])


@pytest.mark.parametrize(
    ("product", "is_denied", "count"), [("P1", False, 1), ("P2", False, 0), ("P1", True, 0)]
)
async def test_of_a_product_only_those_asked_who_spoke_of_it(any_store, product, is_denied, count):
    async with any_store.unit() as unit:
        customer = await tagged(unit, "a")
        await tagged(unit, "b")
        unit.findings.add(said_in("r1", customer, product="P1"), [found()])
        if is_denied:
            kept = await first_of(unit)
            await unit.findings.settle(kept.id, FindingState.OPEN, rejected(kept.claim))
        solution = Solution("s2", "尺码大小", "有。", WHO, product=product)

        assert len(await unit.solutions.list_askers(solution)) == count
