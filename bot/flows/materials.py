"""The stock of materials: what is on hand, what operators change, what the shop itself gives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.solutions import draft_script
from bot.flows.standing import NOBODY
from bot.posts import MaterialDraft
from bot.reasons import word
from bot.records import ProposalState, Signed
from bot.shop import Shop
from bot.store import Unit
from bot.store.quoting import PraiseFound
from persona.material_sources import (
    EndingOffer,
    PraisedReview,
    SolvedConcern,
    draft_event,
    draft_knowledge,
    draft_praise,
)
from persona.materials import Audience, Material
from persona.reasons import Because
from tagging.layering import Layer
from tagging.offers import Offer

NO_MATERIAL = "没有「{key}」这条素材，请刷新列表。"
REPORTED = "这份试用反馈已经拟过素材了。"
SETTLED = "这条素材草稿已经处理过了，请刷新列表。"
MACHINE = "zhanggui"
OPERATOR, REVIEW, REPORT, SOLUTION, OFFER = "operator", "review", "report", "solution", "offer"


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many drafts are new, and why others could not be made."""

    new: int
    reasons: tuple[Because, ...]


async def materials_on_hand(unit: Unit, shop: Shop) -> tuple[Material, ...]:
    """Give the stock of materials as it is today: what an offer enforces holds for its posts."""
    bound = {material.offer for material in shop.materials if material.offer}
    if not bound:
        return shop.materials
    offers = {offer.name: offer for offer in shop.shelf if offer.name in bound}
    given = await unit.assignments.counts_of(bound)
    return tuple(
        _bounded(each, offers.get(each.offer), given.get(each.offer, 0)) if each.offer else each
        for each in shop.materials
    )


def _bounded(material: Material, offer: Offer | None, given: int) -> Material:
    """Let a material end with its offer; without the offer there is none left."""
    if offer is None:
        return replace(material, stock=0)
    left = [material.stock] if material.stock is not None else []
    left += [max(0, offer.stock - given)] if offer.stock is not None else []
    return replace(
        material,
        valid_from=_last(material.valid_from, offer.valid_from),
        valid_until=_first(material.valid_until, offer.valid_until),
        stock=min(left, default=None),
    )


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _last(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


async def put_material(material: Material, signed: Signed, unit: Unit) -> None:
    """Put a material on the shelf, over an older one; its drafts are planned anew."""
    draft = MaterialDraft(material, OPERATOR, ProposalState.APPROVED, signed)
    unit.material_drafts.put(draft)
    await unit.materials.put(material)
    await unit.posts.drop_of(material.key)
    unit.audit.note(signed.who, "material_put", signed.at, material=material.key)


async def take_material(key: str, signed: Signed, unit: Unit) -> None:
    """Take a material off the shelf, for good; posts that are approved stay. Or NothingThere."""
    known = {material.key: material for material in await unit.materials.list_all()}
    if key not in known:
        raise NothingThere(NO_MATERIAL.format(key=key))
    gone = MaterialDraft(known[key], OPERATOR, ProposalState.REFUSED, signed)
    unit.material_drafts.put(gone)
    await unit.materials.take_off(key)
    await unit.posts.drop_of(key)
    unit.audit.note(signed.who, "material_taken", signed.at, material=key)


async def approve_draft(key: str, signed: Signed, unit: Unit) -> Material:
    """Put a drafted material on the shelf: from now on it may be planned."""
    draft = await _settle(key, ProposalState.APPROVED, signed, unit)
    await unit.materials.put(draft.material)
    return draft.material


async def refuse_draft(key: str, signed: Signed, unit: Unit) -> None:
    """Leave a drafted material out; it is not drafted again."""
    await _settle(key, ProposalState.REFUSED, signed, unit)


async def _settle(key: str, state: ProposalState, signed: Signed, unit: Unit) -> MaterialDraft:
    is_ours = await unit.material_drafts.settle(key, state, signed)
    draft = await unit.material_drafts.find(key)  # as it stands now that nobody else changes it
    if draft is None:
        raise NothingThere(NO_MATERIAL.format(key=key))
    if not is_ours:
        raise AlreadySettled(SETTLED)
    unit.audit.note(signed.who, f"material_{state}", signed.at, material=key)
    return draft


async def propose_materials(now: datetime, unit: Unit, shop: Shop) -> Proposed:
    """Draft materials out of praise with consent, solved concerns and offers that end.

    A person approves them before they are planned; what was drafted once is not drafted again.
    """
    made = {
        REVIEW: [
            draft_praise(each, author=shop.persona.name) for each in await _praise(unit, shop)
        ],
        SOLUTION: await _knowledge(unit, shop),
        OFFER: [_event(each, shop) for each in _open_offers(now, shop)],
    }
    on_shelf = {material.key for material in shop.materials}
    drafts = [
        MaterialDraft(each, source, ProposalState.WAITING, Signed(MACHINE, now))
        for source, results in made.items()
        for each in _materials(results)
        if each.key not in on_shelf
    ]
    reasons = [each for results in made.values() for each in results if isinstance(each, Because)]
    return Proposed(await unit.material_drafts.propose(drafts), tuple(reasons))


async def propose_report(report: PraisedReview, signed: Signed, unit: Unit, shop: Shop) -> str:
    """Draft a material out of a trial-group report, once; return its key.

    Raise MakesNoSense with the reason why none can be made of it.
    """
    made = draft_praise(replace(report, is_trial=True), author=shop.persona.name)
    if isinstance(made, Because):
        raise MakesNoSense(f"{word(made)}。")
    draft = MaterialDraft(made, REPORT, ProposalState.WAITING, signed)
    if not await unit.material_drafts.propose([draft]):
        raise AlreadySettled(REPORTED)
    unit.audit.note(signed.who, "report_drafted", signed.at, material=made.key)
    return made.key


def _materials(results: Iterable[Material | Because]) -> list[Material]:
    return [each for each in results if isinstance(each, Material)]


async def _praise(unit: Unit, shop: Shop) -> list[PraisedReview]:
    return [_praised(each, shop) for each in await unit.quoting.list_praise()]


def _praised(found: PraiseFound, shop: Shop) -> PraisedReview:
    return PraisedReview(
        text=found.text,
        customer_key=found.customer,
        product=found.product,
        consent=_consent(found.agreed_at, found.ground, shop) if found.agreed_at else "",
        source=found.review,
        names=found.names,
    )


def _consent(at: datetime, ground: str, shop: Shop) -> str:
    return f"{shop.date_of(at).isoformat()} {ground}"


async def _knowledge(unit: Unit, shop: Shop) -> list[Material | Because]:
    """Draft knowledge from each solution, under a key that it has for ever."""
    drafts: list[Material | Because] = []
    for solution in await unit.solutions.list_recent():
        asked = (await draft_script(solution.id, unit, shop)).asked
        solved = SolvedConcern(
            concern=solution.concern,
            question=next(iter(asked), solution.concern),
            answer=solution.answer,
            product=solution.product,
        )
        draft = draft_knowledge(solved, author=shop.persona.name)
        known = f"solved-{solution.id[-12:]}"
        drafts.append(replace(draft, key=known) if isinstance(draft, Material) else draft)
    return drafts


def _open_offers(now: datetime, shop: Shop) -> list[Offer]:
    today = shop.date_of(now)
    return [
        offer
        for offer in shop.shelf
        if offer.is_discount and (offer.valid_until is None or offer.valid_until >= today)
    ]


def _event(offer: Offer, shop: Shop) -> Material | Because:
    """Draft an offer as an event, seen by those alone whom it is meant for."""
    ending = EndingOffer(
        name=offer.name,
        title=offer.title,
        until=offer.valid_until,
        stock=offer.stock,
        products=tuple(sorted(offer.products)),
    )
    draft = draft_event(ending, author=shop.persona.name)
    if isinstance(draft, Because) or offer.layers == frozenset(Layer):
        return draft
    return replace(draft, audience=Audience(layers=frozenset(offer.layers)))


async def note_quoting(
    customer: str, signed: Signed, unit: Unit, shop: Shop, *, is_given: bool, ground: str
) -> None:
    """Note whether a customer lets themselves be quoted; if not, their words are not planned.

    Posts that are approved already are asked again when they are due.
    """
    if await unit.purchases.wish_of(customer) is None:
        raise NothingThere(NOBODY.format(customer=customer))
    unit.quoting.note(customer, signed.at, is_given=is_given, ground=ground)
    consent = _consent(signed.at, ground, shop) if is_given else ""
    for draft in await unit.material_drafts.hold_waiting():
        if draft.material.quotes == customer:
            waits = replace(draft, material=replace(draft.material, consent=consent))
            unit.material_drafts.put(waits)
    for material in await unit.materials.list_all():
        if material.quotes == customer and bool(material.consent) is not is_given:
            await put_material(replace(material, consent=consent), signed, unit)
    unit.audit.note(signed.who, "quoting", signed.at, customer=customer, is_given=is_given)
