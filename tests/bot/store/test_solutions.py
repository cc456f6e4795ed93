from dataclasses import replace
from datetime import timedelta

import pytest

from bot.records import (
    Followup,
    FollowupKind,
    FollowupState,
    OutboxItem,
    OutboxState,
    Solution,
)
from tagging.review import FindingState, rejected
from tagging.stances import Stance
from tagging.tags import Tag, TagState
from tests.bot.store.kept import WHO, customer_of, first_of, found, said_in
from tests.builders import NOON

HOUR = timedelta(hours=1)
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


async def test_a_script_that_is_dropped_makes_room_for_another(any_store):
    async with any_store.unit() as unit:
        unit.solutions.add(SOLUTION)
        await unit.solutions.keep_script("s1", SCRIPT)
        dropped = [await unit.solutions.drop_script("s1") for _ in range(2)]

        assert dropped == [True, False]
        assert await unit.solutions.list_scripts() == []
        assert await unit.solutions.keep_script("s1", SCRIPT)


def message(customer, key, text, state=OutboxState.SENT, at=NOON):
    target = ("text", "gh_1", "xiaoman", customer, "answer")
    return OutboxItem(key, key, *target, text, state, at, at, at)


async def test_who_was_told_is_whoever_read_the_answer_since_whatever_it_called_them(any_store):
    answer = "{称呼}，100%有大一码_的"
    async with any_store.unit() as unit:
        read, failed, early, other, stranger = [
            await (customer_of if name == "e" else tagged)(unit, name) for name in "abcde"
        ]
        said = answer.replace("{称呼}", "小满")
        unit.outbox.add(message(read, "1", f"您好！{said}"))
        unit.outbox.add(message(failed, "2", said, OutboxState.FAILED))
        unit.outbox.add(message(early, "3", said, at=NOON - HOUR))
        unit.outbox.add(message(other, "4", "小满，100个有大一码吗的"))
        unit.outbox.add(message(stranger, "5", said))

        assert await unit.solutions.list_told(SOLUTION, [answer], NOON) == {read}
        assert await unit.solutions.list_told(SOLUTION, [], NOON) == set()


@pytest.mark.parametrize(
    ("about", "hours", "state", "is_told"),
    [
        ("s2", 1, FollowupState.OPEN, True),
        ("s2", 1, FollowupState.DONE, True),
        ("s2", 1, FollowupState.DROPPED, False),
        ("s2", 0, FollowupState.DONE, False),
        ("s3", 1, FollowupState.OPEN, False),
        ("s1", 1, FollowupState.OPEN, False),
    ],
)
async def test_who_was_told_is_whoever_was_promised_another_answer_lately(
    any_store, about, hours, state, is_told
):
    async with any_store.unit() as unit:
        customer = await tagged(unit, "a")
        for id_, concern in (("s1", "尺码大小"), ("s2", "尺码大小"), ("s3", "质量")):
            unit.solutions.add(replace(SOLUTION, id=id_, concern=concern))
        kind, at = FollowupKind.SOLVED, NOON + hours * HOUR
        word = Followup("f1", customer, "gh_1", "xiaoman", kind, about, at, state)
        await unit.followups.add_new([word])

        told = await unit.solutions.list_told(SOLUTION, ["有。"], NOON)
        assert told == ({customer} if is_told else set())
