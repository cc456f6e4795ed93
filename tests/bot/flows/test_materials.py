from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.errors import AlreadySettled, NothingThere
from bot.flows.insights import mine_reviews
from bot.flows.materials import (
    approve_draft,
    materials_on_hand,
    note_quoting,
    propose_materials,
    put_material,
    refuse_draft,
    take_material,
)
from bot.flows.moments import plan_ahead
from bot.flows.solutions import solve
from bot.imports.rows import ReviewRow
from bot.imports.verdicts import changes_of, review_values
from bot.posts import MaterialDraft
from bot.records import ProposalState, Signed, Solution
from bot.shop import renewed, stock_shelves
from persona.materials import Kind, Material
from persona.reasons import Reason
from tagging.layering import Layer
from tagging.offers import Offer, OfferKind
from tests.builders import NOON, followed

QING = Signed("阿青", NOON)
WEEK = timedelta(days=7)
OWN = Material(key="own-1", kind=Kind.LEISURE, text="周末去看了茶山")
COUPON = Offer(
    name="spring",
    title="春装满 300 减 30",
    kind=OfferKind.COUPON,
    layers=frozenset({Layer.DUE}),
    depth_fen=3000,
    valid_until=date(2026, 3, 31),
    stock=50,
)


async def waiting(unit):
    return {
        draft.material.key: draft
        for draft in await unit.material_drafts.list_in(ProposalState.WAITING)
    }


async def test_an_operators_material_stands_on_the_shelf_and_survives_a_restart(unit, shop):
    changed = replace(shop.materials[0], text="换个说法")
    await put_material(OWN, QING, unit)
    await put_material(changed, QING, unit)
    await stock_shelves(unit)
    shop = await renewed(shop, unit)

    assert shop.materials[0] == changed
    assert shop.materials[-1] == OWN


async def test_a_material_that_was_taken_off_does_not_come_back_with_the_file(unit, shop):
    gone = shop.materials[0].key
    await take_material(gone, QING, unit)
    await stock_shelves(unit)

    assert gone not in {each.key for each in (await renewed(shop, unit)).materials}
    with pytest.raises(NothingThere):
        await take_material(gone, QING, unit)


async def test_drafts_of_a_changed_material_are_planned_anew(unit, shop):
    await plan_ahead(NOON, unit, shop, "sandbox")
    post, *_ = await unit.posts.list_between("sandbox", NOON, NOON + WEEK)
    material = next(each for each in shop.materials if each.key == post.material)
    await put_material(replace(material, text="换了一版文案，重新写过"), QING, unit)
    shop = await renewed(shop, unit)
    await plan_ahead(NOON, unit, shop, "sandbox")
    texts = {p.text for p in await unit.posts.list_between("sandbox", NOON, NOON + WEEK)}

    assert post.text not in texts


async def test_a_material_ends_with_the_offer_it_shows(unit, shop):
    bound = replace(OWN, offer="spring", valid_until=date(2026, 4, 30))
    lost = replace(OWN, key="own-2", offer="gone")
    shop = replace(shop, shelf=(COUPON,), materials=(OWN, bound, lost))
    own, ending, without = await materials_on_hand(unit, shop)

    assert own == OWN
    assert (ending.valid_until, ending.stock) == (date(2026, 3, 31), 50)
    assert without.obstacle_on(date(2026, 3, 10)) is Reason.STOCK_EMPTY


async def test_an_offer_with_an_end_becomes_an_event_for_those_it_is_meant_for(unit, shop):
    endless = replace(COUPON, name="open", valid_until=None, stock=None)
    shop = replace(shop, shelf=(COUPON, endless))
    proposed = await propose_materials(NOON, unit, shop)
    (draft,) = (await waiting(unit)).values()

    assert proposed.new == 1
    assert Reason.OFFER_WITHOUT_END in {reason.code for reason in proposed.reasons}
    assert draft.material.kind is Kind.LIMITED_EVENT
    assert (draft.material.offer, draft.material.audience.layers) == ("spring", {Layer.DUE})


async def test_a_solved_concern_becomes_knowledge_once_and_a_refused_draft_stays_away(unit, shop):
    shop = replace(shop, shelf=())
    await solve(Solution("5" * 32, "尺码大小", "按平时穿的码拍就好。", QING), unit, shop)
    assert (await propose_materials(NOON, unit, shop)).new == 1
    (key,) = await waiting(unit)
    await refuse_draft(key, QING, unit)

    assert (await propose_materials(NOON, unit, shop)).new == 0
    with pytest.raises(AlreadySettled):
        await approve_draft(key, QING, unit)
    with pytest.raises(NothingThere):
        await approve_draft("gone", QING, unit)


@pytest.fixture
async def praised(unit, shop):
    """A customer who praised the cloth in a review."""
    contact = await unit.customers.meet(followed(), nickname="小满")
    row = ReviewRow(key="r1", text="面料很软，质量很好，穿着舒服", product="CS-02")
    unit.imports.add_review(row, changes_of(review_values(row, contact.customer.id), {}))
    await mine_reviews(NOON, unit, shop)
    return contact.customer.id


async def test_praise_is_quoted_only_with_the_customers_consent(unit, shop, praised):
    shop = replace(shop, shelf=())
    first = await propose_materials(NOON, unit, shop)
    night = Signed("阿青", NOON + timedelta(hours=13))  # 01:00 of the next day in Shanghai
    await note_quoting(praised, night, unit, shop, is_given=True, ground="微信里答应的")
    second = await propose_materials(NOON, unit, shop)
    (draft,) = (await waiting(unit)).values()

    assert [reason.code for reason in first.reasons] == [Reason.QUOTE_WITHOUT_CONSENT]
    assert (first.new, second.new) == (0, 1)
    assert draft.material.kind is Kind.WORD_OF_MOUTH
    assert "2026-03-11 微信里答应的" in draft.material.consent


async def test_a_draft_that_waits_loses_the_consent_that_is_taken_back(unit, shop, praised):
    await note_quoting(praised, QING, unit, shop, is_given=True, ground="微信里答应的")
    await propose_materials(NOON, unit, replace(shop, shelf=()))
    await note_quoting(praised, QING, unit, shop, is_given=False, ground="不想被引用了")
    (draft,) = (await waiting(unit)).values()

    assert draft.material.consent == ""


async def test_consent_is_taken_back_also_from_a_draft_behind_a_hundred_newer_ones(
    unit, shop, praised
):
    await note_quoting(praised, QING, unit, shop, is_given=True, ground="微信里答应的")
    await propose_materials(NOON, unit, replace(shop, shelf=()))
    (key,) = await waiting(unit)
    later = Signed("阿青", NOON + timedelta(hours=1))
    await unit.material_drafts.propose(
        [
            MaterialDraft(replace(OWN, key=f"own-{n}"), "report", ProposalState.WAITING, later)
            for n in range(100)
        ]
    )
    assert key not in await waiting(unit)
    await note_quoting(praised, later, unit, shop, is_given=False, ground="不想被引用了")

    assert (await approve_draft(key, later, unit)).consent == ""


async def test_who_takes_consent_back_is_not_quoted_any_more(unit, shop, praised):
    await note_quoting(praised, QING, unit, shop, is_given=True, ground="微信里答应的")
    await propose_materials(NOON, unit, replace(shop, shelf=()))
    (key,) = await waiting(unit)
    await approve_draft(key, QING, unit)
    await note_quoting(praised, QING, unit, shop, is_given=False, ground="不想被引用了")
    (quoted,) = (each for each in await unit.materials.list_all() if each.key == key)

    assert quoted.obstacle_on(date(2026, 3, 10)) is Reason.NO_CONSENT
    with pytest.raises(NothingThere):
        await note_quoting("nobody", QING, unit, shop, is_given=True, ground="?")
