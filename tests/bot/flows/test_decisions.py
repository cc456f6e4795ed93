import asyncio
from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.conversation import answer
from bot.flows.decisions import confirm, correct, decide_same, reject, undo
from bot.flows.insights import mine_reviews
from bot.flows.proposals import propose_always
from bot.imports.rows import ReviewRow
from bot.records import ProposalState, Signed, Wanted
from bot.shop import open_shop, stock_shelves
from bot.store import Store, schema
from tagging.review import Correction, FindingState
from tagging.stances import Stance
from tagging.tags import TagState
from tests.builders import NOON, run, said
from tests.builders import settings as settings_of

WHO, OTHER = Signed("阿青", NOON), Signed("小林", NOON + timedelta(minutes=1))
ASKED = "会不会偏小"
SIZE, LOOKS = "尺码大小", "外观款式"
causes = iter(range(10**6))


async def hear(unit, shop, text=ASKED, contact="xiaoman"):
    await answer(said(text, contact=contact, cause=f"event:{next(causes)}"), unit, shop)


async def queue(unit):
    return [each.finding for each in await unit.findings.list_waiting(Wanted())]


@pytest.fixture
def tags_of(unit, contact_of):
    """Read the states of a customer's tags."""

    async def read(contact="xiaoman"):
        customer = (await contact_of(contact)).customer.id
        return {(tag.concern, tag.stance): tag.state for tag in await unit.tags.of(customer)}

    return read


async def test_a_message_waits_in_the_queue_with_whose_it_is(unit, shop, contact_of):
    await hear(unit, shop)
    (finding,) = await queue(unit)

    assert (finding.claim.concern, finding.claim.stance) == (SIZE, Stance.ASKS)
    assert finding.said.customer == (await contact_of()).customer.id
    assert (finding.said.category, finding.said.is_returning) == ("女装", False)
    assert finding.text == ASKED


@pytest.mark.parametrize(
    ("decide", "state"), [(confirm, TagState.CONFIRMED), (reject, TagState.REJECTED)]
)
async def test_the_tag_follows_the_decision_and_comes_back_when_it_is_undone(
    unit, shop, tags_of, decide, state
):
    await hear(unit, shop)
    (finding,) = await queue(unit)
    await decide(finding.id, WHO, unit)
    assert await tags_of() == {(SIZE, Stance.ASKS): state}

    outcome = await undo(finding.id, OTHER, unit)
    assert outcome.finding == finding
    assert await tags_of() == {(SIZE, Stance.ASKS): TagState.SUGGESTED}
    assert await queue(unit) == [finding]
    kinds = [each.kind for each in await unit.decisions.list_recent()]
    assert kinds == ["undo", "confirm" if decide is confirm else "reject"]


async def test_a_correction_replaces_the_tag_and_undoing_it_takes_the_new_one_away(
    unit, shop, tags_of
):
    await hear(unit, shop)
    (finding,) = await queue(unit)
    correction = Correction(LOOKS, Stance.COMPLAINS, start=3)
    outcome = await correct(finding.id, correction, WHO, unit, shop)

    assert outcome.finding.claim.evidence == "偏小"
    assert await tags_of() == {
        (SIZE, Stance.ASKS): TagState.REJECTED,
        (LOOKS, Stance.COMPLAINS): TagState.CONFIRMED,
    }
    await undo(finding.id, WHO, unit)
    assert await tags_of() == {(SIZE, Stance.ASKS): TagState.SUGGESTED}


async def test_a_rejected_tag_is_not_suggested_again_but_a_later_yes_counts(unit, shop, tags_of):
    await hear(unit, shop)
    (first,) = await queue(unit)
    await reject(first.id, WHO, unit)
    await hear(unit, shop)
    assert await tags_of() == {(SIZE, Stance.ASKS): TagState.REJECTED}

    (second,) = await queue(unit)
    await confirm(second.id, WHO, unit)
    assert await tags_of() == {(SIZE, Stance.ASKS): TagState.CONFIRMED}


async def test_praise_is_counted_and_makes_no_tag_of_the_customer(unit, shop, tags_of):
    await hear(unit, shop, "质量很好")
    (finding,) = await queue(unit)
    await confirm(finding.id, WHO, unit)

    assert finding.claim.stance is Stance.PRAISES
    assert await tags_of() == {}


async def test_what_is_decided_is_decided_until_it_is_undone(unit, shop):
    await hear(unit, shop)
    (finding,) = await queue(unit)
    await confirm(finding.id, WHO, unit)

    with pytest.raises(AlreadySettled, match="阿青"):
        await reject(finding.id, OTHER, unit)
    await undo(finding.id, OTHER, unit)
    with pytest.raises(AlreadySettled, match="没有可以撤销"):
        await undo(finding.id, OTHER, unit)
    await reject(finding.id, OTHER, unit)
    assert (await unit.findings.find(finding.id)).claim.state is FindingState.REJECTED


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        (Correction(concern="没这个关注点"), "没这个关注点"),
        (Correction(), "不同"),
        (Correction(start=4, end=2), "原文"),
    ],
)
async def test_a_correction_without_sense_is_refused_and_changes_nothing(
    unit, shop, correction, words
):
    await hear(unit, shop)
    (finding,) = await queue(unit)
    with pytest.raises(MakesNoSense, match=words):
        await correct(finding.id, correction, WHO, unit, shop)

    assert await queue(unit) == [finding]
    assert await unit.decisions.list_recent() == []


async def test_nothing_can_be_decided_about_what_is_not_there(unit, shop):
    for decide in (confirm, reject, undo):
        with pytest.raises(NothingThere):
            await decide("nobody", WHO, unit)
    with pytest.raises(NothingThere):
        await correct("nobody", Correction(SIZE), WHO, unit, shop)


async def test_of_two_who_decide_at_once_the_second_is_told_and_nothing_is_lost(
    any_store, sqlite_url
):
    async with any_store.unit() as unit:
        await stock_shelves(unit)
        shop = await open_shop(settings_of(sqlite_url), unit)
        await hear(unit, shop)
        (finding,) = await queue(unit)

    async def decide(deed, signed):
        try:
            async with any_store.unit() as unit:
                await deed(finding.id, signed, unit)
        except AlreadySettled:
            return None
        return signed

    won = await asyncio.gather(
        *(decide(deed, signed) for deed, signed in ((confirm, WHO), (reject, OTHER)))
    )
    async with any_store.reading() as unit:
        (decision,) = await unit.decisions.list_recent()

    assert [each for each in won if each] == [decision.signed]


async def test_what_a_person_decided_stays_when_a_review_is_rewritten_and_mined_again(unit, shop):
    text = "尺码偏小，质量好"
    unit.imports.add_review(ReviewRow(key="R1", text=text), {"text": text})
    await mine_reviews(NOON, unit, shop)
    size = next(each for each in await queue(unit) if each.claim.concern == SIZE)
    await reject(size.id, WHO, unit)

    again = text + "，颜色正"
    known = await unit.imports.reviews_of(["R1"])
    await unit.imports.change_reviews({known["R1"]["id"]: {"text": again}})
    await mine_reviews(NOON, unit, shop)

    assert (await unit.findings.find(size.id)).claim.state is FindingState.REJECTED
    assert SIZE not in {each.claim.concern for each in await queue(unit)}
    assert "质量" in {each.claim.concern for each in await queue(unit)}


async def test_undoing_withdraws_what_the_decision_proposed(unit, shop):
    await hear(unit, shop)
    (finding,) = await queue(unit)
    outcome = await correct(finding.id, Correction(LOOKS), WHO, unit, shop)
    assert await propose_always(outcome, unit, shop)
    await undo(finding.id, WHO, unit)

    assert await unit.proposals.list_in(ProposalState.WAITING) == []


async def test_one_look_settles_all_findings_of_the_same_words(unit, shop, tags_of):
    await hear(unit, shop, "会不会偏小", "小满")
    await hear(unit, shop, "亲，会不会偏小呀", "老客")
    await hear(unit, shop, "会不会偏大", "新客")
    first = next(each for each in await queue(unit) if "偏小" in each.claim.evidence)
    outcome = await correct(
        first.id, Correction(LOOKS, start=first.claim.start + 3), WHO, unit, shop
    )

    assert await decide_same(outcome, unit) == 1
    for contact in ("小满", "老客"):
        assert (await tags_of(contact))[LOOKS, Stance.ASKS] is TagState.CONFIRMED
    assert await tags_of("新客") == {(SIZE, Stance.ASKS): TagState.SUGGESTED}
    evidence = {each.after.evidence for each in await unit.decisions.list_recent()}
    assert evidence == {"偏小"}


CORRECTIONS = {"looks": Correction(LOOKS), "blame": Correction("物流", Stance.COMPLAINS)}
DEEDS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["confirm", "reject", "undo", *CORRECTIONS])),
    max_size=12,
)


async def walk(store, deeds):
    """Decide and undo about four findings; return them, their tags and the log."""
    async with store.unit() as unit:
        shop = await open_shop(settings_of("sqlite:///x"), unit)
        for text in (ASKED, "会偏小吗", "尺码偏小怎么办", "款式显胖吗"):
            await hear(unit, shop, text)
        findings = sorted(await queue(unit), key=lambda each: each.id)
        for number, deed in deeds:
            finding = findings[number % len(findings)].id
            try:
                if deed == "undo":
                    await undo(finding, WHO, unit)
                elif deed == "confirm":
                    await confirm(finding, WHO, unit)
                elif deed == "reject":
                    await reject(finding, WHO, unit)
                else:
                    await correct(finding, CORRECTIONS[deed], WHO, unit, shop)
            except (AlreadySettled, MakesNoSense):
                continue
        now = [await unit.findings.find(each.id) for each in findings]
        (contact,) = await unit.customers.load([("sandbox", "xiaoman")])
        tags = await unit.tags.of(contact.customer.id)
        log = list(reversed(await unit.decisions.list_recent(limit=100)))
    return findings, now, {(tag.concern, tag.stance): tag.state for tag in tags}, log


async def test_a_correction_never_reaches_before_the_beginning_of_another_text(unit, shop):
    await hear(unit, shop, "会不会偏小有点大啊", "laoke")
    await hear(unit, shop, "有点大，会不会偏小")
    finding = next(each for each in await queue(unit) if each.claim.evidence == ASKED)
    assert finding.claim.start == 4
    outcome = await correct(finding.id, Correction(start=0, end=3), WHO, unit, shop)

    assert await decide_same(outcome, unit) == 0


@pytest.fixture(scope="module")
def fresh(migrated, tmp_path_factory):
    """Copy the stocked database as often as wanted."""
    folder, numbers = tmp_path_factory.mktemp("walks"), iter(range(10**6))

    def copy():
        path = folder / f"{next(numbers)}.db"
        path.write_bytes(migrated.read_bytes())
        return f"sqlite:///{path}"

    return copy


@settings(max_examples=15)
@given(deeds=DEEDS)
def test_any_sequence_of_decisions_and_undos_ends_where_the_log_says(fresh, deeds):
    async def story():
        store = await Store.open(fresh())
        await schema.check(store)
        result = await walk(store, deeds)
        await store.close()
        return result

    before, after, tags, log = run(story())
    held = {each.id: each.claim for each in before}
    for decision in log:
        assert held[decision.finding] == decision.before
        held[decision.finding] = decision.after
    opinions = defaultdict(set)
    for first, now in zip(before, after, strict=True):
        assert held[now.id] == now.claim
        key, old = (now.claim.concern, now.claim.stance), (first.claim.concern, first.claim.stance)
        opinions[key].add(now.claim.state)
        if key != old:
            opinions[old].add(FindingState.REJECTED)
    agreed = {FindingState.CONFIRMED, FindingState.CORRECTED}
    for key, states in opinions.items():
        expected = TagState.REJECTED if FindingState.REJECTED in states else TagState.SUGGESTED
        assert tags[key] is (TagState.CONFIRMED if states & agreed else expected)
    assert tags.keys() == opinions.keys()
