from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.records import Direction, Message, Origin, Wanted
from bot.store.review_tables import findings
from tagging.review import Claim, FindingState, confirmed, priority_of, rejected
from tagging.stances import Stance
from tests.bot.store.kept import WHO, customer_of, first_of, found, said_in
from tests.builders import NOON

ASKED = ("尺码大小", Stance.ASKS)
BLAME = {"stance": Stance.COMPLAINS, "evidence": "偏小"}


async def count(unit):
    return (await unit.work.row(select(func.count()).select_from(findings)))[0]


async def test_a_finding_comes_back_with_the_whole_text_it_stands_in(any_store):
    async with any_store.unit() as unit:
        customer = await customer_of(unit)
        message = Message(customer, "gh_1", Direction.IN, "text", "会不会偏小？", NOON, "event:1")
        text = unit.messages.add(message, read_as="女装", is_returning=True)
        unit.findings.add(said_in(text, customer, is_returning=True), [found()])
    async with any_store.reading() as unit:
        kept = await first_of(unit)
        again = await unit.findings.find(kept.id)

    assert again == kept
    assert (kept.text, kept.claim.evidence, kept.confidence) == ("会不会偏小？", "会不会偏小", 0.8)
    assert (kept.said.customer, kept.said.is_returning) == (customer, True)
    assert kept.claim.state is FindingState.OPEN


async def test_there_is_no_finding_of_an_unknown_id(any_store):
    async with any_store.reading() as unit:
        assert await unit.findings.find("nobody") is None


async def test_the_queue_shows_the_same_words_once_in_the_order_of_the_core(any_store):
    groups = {
        "会不会偏小": [found()] * 3,
        "偏小": [found(**BLAME, confidence=0.6)] * 2,
        "有点怕": [found(stance=Stance.DOUBTS, evidence="有点怕", confidence=0.5)],
        "尺码": [found(stance=Stance.MENTIONS, evidence="尺码", confidence=0.1)] * 9,
    }
    async with any_store.unit() as unit:
        for name, same in groups.items():
            for number, finding in enumerate(same):
                unit.findings.add(said_in(f"{name}{number}"), [finding])
    async with any_store.reading() as unit:
        waiting = await unit.findings.list_waiting(Wanted())
        doubtful = await unit.findings.list_waiting(Wanted(), by_doubt=True)
        second = await unit.findings.list_waiting(Wanted(), limit=1, offset=1)
        assert await unit.findings.count_open(Wanted()) == 15

    ordered = sorted(
        groups,
        key=lambda name: (
            -priority_of(groups[name][0].stance, [finding.confidence for finding in groups[name]])
        ),
    )
    assert [each.finding.claim.evidence for each in waiting] == ordered
    assert [each.others for each in waiting] == [len(groups[name]) - 1 for name in ordered]
    assert [each.finding.confidence for each in doubtful] == [0.1, 0.5, 0.6, 0.8]
    assert second == [waiting[1]]
    for each in waiting:
        same = [finding.confidence for finding in groups[each.finding.claim.evidence]]
        assert each.priority == pytest.approx(priority_of(each.finding.claim.stance, same))


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({}, 3),
        ({"category": "女装"}, 2),
        ({"product": "P1"}, 1),
        ({"concern": "质量"}, 1),
        ({"stance": "complains"}, 1),
        ({"origin": "review"}, 1),
        ({"origin": "review", "stance": "asks"}, 0),
    ],
)
async def test_the_queue_shows_what_is_wanted(any_store, wanted, number):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("a"), [found()])
        unit.findings.add(said_in("b", category="童装"), [found("质量")])
        review = said_in("c", origin=Origin.REVIEW, product="P1")
        unit.findings.add(review, [found(**BLAME)])
    async with any_store.reading() as unit:
        assert await unit.findings.count_open(Wanted(**wanted)) == number
        assert len(await unit.findings.list_waiting(Wanted(**wanted))) == number


async def test_of_two_who_settle_the_same_finding_the_second_is_told(any_store):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("a"), [found()])
    async with any_store.unit() as unit:
        kept = await first_of(unit)
        first = await unit.findings.settle(kept.id, FindingState.OPEN, confirmed(kept.claim))
        second = await unit.findings.settle(kept.id, FindingState.OPEN, rejected(kept.claim))
        state = (await unit.findings.find(kept.id)).claim.state

    assert (first, second, state) == (True, False, FindingState.CONFIRMED)


async def test_reading_a_text_anew_forgets_only_what_nobody_looked_at(any_store):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("a"), [found(), found("质量", evidence="起球")])
        unit.findings.add(said_in("b"), [found()])
        kept = await first_of(unit, concern="质量")
        after = confirmed(kept.claim)
        await unit.findings.settle(kept.id, FindingState.OPEN, after)
        unit.decisions.add(kept.id, "confirm", WHO, before=kept.claim, after=after)
    async with any_store.unit() as unit:
        await unit.findings.forget_open(["a"])
        looked_at = await unit.findings.looked_at_in(["a", "b"])

        assert await count(unit) == 2
        assert looked_at == {"a": [("起球", "起球")]}


async def test_findings_of_a_tag_and_of_the_same_words_are_listed(any_store):
    async with any_store.unit() as unit:
        customer, other = await customer_of(unit), await customer_of(unit, "laoke")
        unit.findings.add(said_in("a", customer), [found(), found(**BLAME)])
        unit.findings.add(said_in("b", other), [found()])
        unit.findings.add(said_in("c", other, category="童装"), [found()])
    async with any_store.reading() as unit:
        (claim,) = await unit.findings.list_of(customer, "尺码大小", Stance.ASKS)
        same = await unit.findings.list_same(claim, "女装", 10)

    assert claim.evidence == "会不会偏小"
    assert [each.claim for each in same] == [claim, claim]


async def test_examples_are_the_newest_and_never_denied_ones(any_store):
    async with any_store.unit() as unit:
        for hours, name in enumerate("abc"):
            said = said_in(name, at=NOON + timedelta(hours=hours))
            unit.findings.add(said, [found()])
        denied = await first_of(unit)
        await unit.findings.settle(denied.id, FindingState.OPEN, rejected(denied.claim))
        examples = await unit.findings.list_examples(Wanted(concern="尺码大小"), 9)

    expected = [name for name in ("c", "b", "a") if name != denied.said.id]
    assert [each.said.id for each in examples] == expected


async def test_what_a_change_of_the_words_would_touch_is_counted_by_evidence(any_store):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("a"), [found(), found("质量", evidence="100%棉吗")])
        unit.findings.add(said_in("b", category="童装"), [found()])
        counts = [
            await unit.findings.count_with(*told)
            for told in (("偏小", ""), ("偏小", "女装"), ("偏小", "女装", "质量"), ("0%", ""))
        ]

    assert counts == [2, 1, 0, 1]


async def test_decided_findings_teach_unless_open_ones_stand_beside_them(any_store):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("a"), [found(), found(**BLAME, clause="别处")])
        unit.findings.add(said_in("b"), [found("质量", clause="同一句"), found(clause="同一句")])
        for kept in [each.finding for each in await unit.findings.list_waiting(Wanted())]:
            if kept.claim.concern == "质量" or kept.clause == "会不会偏小":
                await unit.findings.settle(kept.id, FindingState.OPEN, confirmed(kept.claim))
        decided = await unit.findings.list_decided("女装", 10)
        beside = await unit.findings.open_clauses("女装")
        number = await unit.findings.count_decided("女装")

    assert number == len(decided)
    assert {each.said.id for each in decided} <= {"a", "b"}
    assert ("b", "同一句") in beside
    assert ("a", "会不会偏小") not in beside


async def test_a_claim_of_whatever_words_is_kept_as_it_is(any_store):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("a"), [found()])
        kept = await first_of(unit)
        moved = replace(confirmed(kept.claim), concern="质量", start=1, end=3, evidence="👗%_")
        await unit.findings.settle(kept.id, FindingState.OPEN, moved)

        assert (await unit.findings.find(kept.id)).claim == moved


async def test_what_waits_in_texts_or_holds_words_is_listed_with_whose_it_is(any_store):
    async with any_store.unit() as unit:
        customer = await customer_of(unit)
        unit.findings.add(said_in("a", customer), [found(), found(**BLAME)])
        unit.findings.add(said_in("b"), [found("质量", evidence="起球", clause="有点起球")])
        decided = await first_of(unit, stance="complains")
        await unit.findings.settle(decided.id, FindingState.OPEN, rejected(decided.claim))
        in_a = await unit.findings.list_open(["a"])
        with_words = await unit.findings.list_with("点起", "女装", 9)
        elsewhere = await unit.findings.list_with("点起", "童装", 9)

        assert [each.claim.evidence for each in in_a] == ["会不会偏小"]
        assert [each.said.id for each in with_words] == ["b"]
        assert elsewhere == []
        assert await unit.findings.keys_of([customer]) == {
            (customer, "尺码大小", "asks"),
            (customer, "尺码大小", "complains"),
        }


async def test_words_are_found_whatever_the_case_of_their_letters(any_store):
    async with any_store.unit() as unit:
        unit.findings.add(said_in("m1"), [found(evidence="XL码")])
    async with any_store.reading() as unit:
        (kept,) = await unit.findings.list_with("xl码", "女装", 10)
        assert await unit.findings.count_with("xl码", "女装") == 1
        assert await unit.findings.list_with("x_码", "女装", 10) == []

    assert kept.claim.evidence == "XL码"


async def test_the_newest_come_first_and_examples_are_no_older_than_asked(any_store):
    days = [timedelta(days=number) for number in range(3)]
    async with any_store.unit() as unit:
        for day in days:
            unit.findings.add(said_in(f"{day.days}", at=NOON - day), [found()])
    async with any_store.reading() as unit:
        same = await unit.findings.list_same(found_claim(), "女装", 2)
        examples = await unit.findings.list_examples_of_each(Wanted(), 9, NOON - days[2])
        (newest,) = (await unit.findings.list_examples_of_each(Wanted(), 1, NOON - days[2]))[ASKED]

    assert [each.said.id for each in same] == ["2", "1"]
    assert {key: [each.said.id for each in kept] for key, kept in examples.items()} == {
        ASKED: ["0", "1"]
    }
    assert newest.said.id == "0"


def found_claim():
    one = found()
    return Claim(one.concern, one.stance, one.start, one.end, one.evidence)
