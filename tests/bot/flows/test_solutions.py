from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import Purpose
from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.conversation import answer
from bot.flows.followups import send_due
from bot.flows.solutions import Notice, accept_script, draft_script, find_solution, notify, solve
from bot.records import FollowupKind, Signed, Solution
from bot.shop import renewed, stock_shelves
from tests.builders import NOON, followed, said

WHO = Signed("阿青", NOON)
ANSWER = "{称呼}，这款有大一码，发您身高体重我来挑。"
SOLUTION = Solution("5" * 32, "尺码大小", ANSWER, WHO)
causes = iter(range(10**6))


async def hear(unit, shop, text, contact="xiaoman"):
    event = said(text, contact=contact, cause=f"event:{next(causes)}")
    return await answer(event, unit, shop)


@pytest.fixture
async def solved(unit, shop):
    """Two customers asked about sizes; a third, who asked too, opted out; it is solved now."""
    for name in ("小满", "老客", "静静"):
        await unit.customers.meet(followed(contact=name), nickname=name)
    await hear(unit, shop, "会不会偏小", "小满")
    await hear(unit, shop, "担心尺码不准", "老客")
    await hear(unit, shop, "会不会偏小", "静静")
    await hear(unit, shop, "退订", "静静")
    await hear(unit, shop, "有没有异味", "别人")
    return await solve(SOLUTION, unit, shop)


async def test_a_solution_offers_a_script_with_the_words_in_which_customers_asked(
    unit, shop, solved
):
    draft = await draft_script(solved.id, unit, shop)

    assert draft.script.answers == (ANSWER,)
    assert draft.script.concern == "尺码大小"
    assert "会不会偏小" in draft.script.keywords
    assert {"会不会偏小", "担心尺码不准"} <= set(draft.asked)


async def test_an_accepted_script_answers_the_next_customer_and_survives_a_restart(
    unit, shop, solved
):
    script = (await draft_script(solved.id, unit, shop)).script
    await accept_script(solved.id, script, WHO, unit)
    await stock_shelves(unit)
    changed = await renewed(shop, unit)
    (reply,) = await hear(unit, changed, "会不会偏小", "新客")

    assert "这款有大一码" in reply.text
    with pytest.raises(AlreadySettled):
        await accept_script(solved.id, script, WHO, unit)


async def test_a_wording_that_names_no_known_variable_is_refused(unit, shop, solved):
    draft = (await draft_script(solved.id, unit, shop)).script
    with pytest.raises(MakesNoSense, match="身高"):
        await accept_script(solved.id, replace(draft, answers=("{身高}",)), WHO, unit)

    assert (await find_solution(solved.id, unit)).script is None


async def test_everybody_who_asked_and_may_be_told_is_promised_a_word_once(unit, shop, solved):
    first = await notify(solved.id, WHO, unit)
    second = await notify(solved.id, WHO, unit)
    await hear(unit, shop, "会不会偏小", "迟到的")
    third = await notify(solved.id, WHO, unit)

    assert first == Notice(promised=2, told_before=0, silent=1)
    assert second == Notice(promised=0, told_before=2, silent=1)
    assert third.promised == 1


async def test_the_word_is_the_answer_and_counts_as_a_touch(unit, shop, solved):
    await notify(solved.id, WHO, unit)
    actions = await send_due(NOON + timedelta(minutes=1), unit, shop)
    texts = {action.contact: action.text for action in actions}

    assert texts == {name: ANSWER.replace("{称呼}", name) for name in ("小满", "老客")}
    assert {action.purpose for action in actions} == {Purpose.MARKETING}
    assert await send_due(NOON + timedelta(minutes=2), unit, shop) == []
    assert await unit.followups.list_waiting(FollowupKind.SOLVED) == []


@pytest.mark.parametrize(
    ("concern", "answer_", "words"),
    [("没有的关注点", "有。", "没有的关注点"), ("尺码大小", "{身高}", "身高")],
)
async def test_what_nobody_knows_cannot_be_solved(unit, shop, concern, answer_, words):
    with pytest.raises(MakesNoSense, match=words):
        await solve(Solution("s", concern, answer_, WHO), unit, shop)


async def test_there_is_no_solution_of_an_unknown_id(unit, shop):
    with pytest.raises(NothingThere):
        await find_solution("nobody", unit)
    with pytest.raises(NothingThere):
        await draft_script("nobody", unit, shop)
    with pytest.raises(NothingThere):
        await notify("nobody", WHO, unit)


async def test_however_many_asked_all_of_them_are_told(unit, solved, monkeypatch):
    monkeypatch.setattr("bot.flows.solutions.AT_ONCE", 1)

    assert await notify(solved.id, WHO, unit) == Notice(promised=2, told_before=0, silent=1)
