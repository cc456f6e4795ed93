from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import Purpose, Reply
from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.conversation import answer
from bot.flows.followups import send_due, take_over
from bot.flows.solutions import (
    Notice,
    accept_script,
    draft_script,
    find_solution,
    notify,
    solve,
    withdraw_script,
)
from bot.outgoing import outbox_item
from bot.records import FollowupKind, Signed, Solution
from bot.shop import renewed, stock_shelves
from tests.bot.flows.orders import bought
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
    monkeypatch.setattr("bot.store.customers.AT_ONCE", 1)

    assert await notify(solved.id, WHO, unit) == Notice(promised=2, told_before=0, silent=1)


async def told_after(hours, unit, shop):
    """List who is written to with news so many hours after noon."""
    actions = await send_due(NOON + timedelta(hours=hours), unit, shop)
    return [action.contact for action in actions if action.purpose is Purpose.MARKETING]


async def test_who_waits_for_a_person_hears_the_answer_too(unit, shop, solved):
    await hear(unit, shop, "转人工", "小满")
    await notify(solved.id, WHO, unit)

    assert set(await told_after(0, unit, shop)) == {"小满", "老客"}


async def test_who_complained_hears_the_answer_as_soon_as_a_person_has_seen_to_them(
    unit, shop, solved
):
    await hear(unit, shop, "你们太垃圾了，我要投诉", "小满")
    await notify(solved.id, WHO, unit)
    early = [await told_after(hours, unit, shop) for hours in (0, 25, 50)]
    for waiting in await unit.followups.list_waiting(FollowupKind.HAND_OVER):
        await take_over(waiting, unit, NOON, "阿青")

    assert early == [["老客"], [], []]
    assert await told_after(75, unit, shop) == ["小满"]


async def test_who_just_bought_hears_the_answer_once_they_are_let_alone_no_more(
    unit, shop, solved
):
    await bought(unit, shop, "新客", days_ago=[3])
    await hear(unit, shop, "会不会偏小", "新客")
    await notify(solved.id, WHO, unit)

    assert set(await told_after(0, unit, shop)) == {"小满", "老客"}
    assert await told_after(200 * 24, unit, shop) == ["新客"]


async def test_of_two_answers_for_one_customer_the_second_waits_for_the_touch_gap(
    unit, shop, solved
):
    smell = await solve(replace(SOLUTION, id="6" * 32, concern="气味"), unit, shop)
    await hear(unit, shop, "有没有异味", "小满")
    for solution in (solved, smell):
        await notify(solution.id, WHO, unit)

    counts = [(await told_after(hours, unit, shop)).count("小满") for hours in (0, 23, 24)]
    assert counts == [1, 0, 1]


async def test_a_withdrawn_script_does_not_come_back_with_a_restart(unit, shop, solved):
    script = (await draft_script(solved.id, unit, shop)).script
    await accept_script(solved.id, script, WHO, unit)
    key = await withdraw_script(solved.id, WHO, unit)
    await stock_shelves(unit)

    assert key == script.key
    assert script.key not in [each.key for each in (await renewed(shop, unit)).scripts]
    assert (await unit.audit.list_recent())[0][2] == "script_withdrawn"
    with pytest.raises(AlreadySettled):
        await withdraw_script(solved.id, WHO, unit)
    assert await accept_script(solved.id, script, WHO, unit) == script


async def put_out(unit, shop, actions, now=NOON):
    for action in actions:
        key = f"test:{next(causes)}"
        unit.outbox.add(outbox_item(action, key, now, now, shop.manner_rules))


@pytest.mark.parametrize(("wording", "told"), [("", 1), ("{称呼}亲，大一码到了。", 1)])
async def test_who_was_answered_with_it_since_is_not_told_again(unit, shop, solved, wording, told):
    script = (await draft_script(solved.id, unit, shop)).script
    script = replace(script, answers=(wording or ANSWER,))
    await accept_script(solved.id, script, WHO, unit)
    changed = await renewed(shop, unit)
    await put_out(unit, changed, await hear(unit, changed, "会不会偏小", "小满"))

    notice = await notify(solved.id, WHO, unit)
    assert notice == Notice(promised=1, told_before=told, silent=1)


async def test_who_read_something_else_or_read_it_before_is_told(unit, shop, solved):
    await put_out(unit, shop, await hear(unit, shop, "你好", "小满"))
    early = Reply(customer="", account="sandbox", contact="老客", text=ANSWER)
    (contact,) = await unit.customers.load([("sandbox", "老客")])
    early = replace(early, customer=contact.customer.id)
    await put_out(unit, shop, [early], NOON - timedelta(days=1))

    assert (await notify(solved.id, WHO, unit)).promised == 2


@pytest.mark.parametrize(("hours", "promised"), [(0, 0), (23, 0), (25, 2)])
async def test_of_several_answers_to_one_concern_one_a_day_is_promised(
    unit, shop, solved, hours, promised
):
    await notify(solved.id, WHO, unit)
    await send_due(NOON, unit, shop)
    other = await solve(replace(SOLUTION, id="6" * 32, answer="小一码也有。"), unit, shop)
    later = Signed("阿青", NOON + timedelta(hours=hours))

    assert await notify(other.id, later, unit) == Notice(promised, 2 - promised, 1)
