"""/api/materials: the stock of what there is to post, and drafts that wait for a person."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from bot.api.posts import hit_view
from bot.api.requests import Body, LongName, answer, expect, read_body, signed_by
from bot.api.tables import read_table, with_days
from bot.errors import MakesNoSense
from bot.flows.materials import (
    approve_draft,
    materials_on_hand,
    note_quoting,
    propose_materials,
    propose_report,
    put_material,
    refuse_draft,
    take_material,
)
from bot.flows.wording import check_materials
from bot.house import House
from bot.posts import MaterialDraft
from bot.reasons import word
from bot.records import ProposalState
from bot.store import Unit
from persona.errors import MaterialError
from persona.fields import Fields
from persona.material_sources import PraisedReview
from persona.materials import Material, read_material
from persona.wording import WordHit

OTHER_KEY = "key 写的是「{told}」，和地址里的「{asked}」不一样；去掉它，或者改成一样。"
LONGEST_KEY = 64
NO_KEY = f"素材的编号要有 1 到 {LONGEST_KEY} 个字。"
WRONG_STATE = f"state 只能是 {'、'.join(ProposalState)}。"
DAYS = ("valid_from", "valid_until", "last_used")


class QuotingBody(Body):
    """Whether a customer lets themselves be quoted, and how they said so."""

    is_given: bool
    ground: Annotated[str, Field(min_length=1, max_length=100)]


class ReportBody(Body):
    """What somebody of a trial group wrote, and how they agreed to be quoted."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]
    customer: Annotated[str, Field(min_length=1, max_length=64)]
    consent: Annotated[str, Field(min_length=1, max_length=200)]
    product: LongName = ""


class MaterialsApi:
    """What there is to post."""

    def __init__(self, house: House) -> None:
        """Write into this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes; the drafts stand before the keys."""
        return [
            web.get("/materials", self.list_materials),
            web.get("/material-drafts", self.list_drafts),
            web.post("/material-drafts", self.propose),
            web.post("/trial-reports", self.propose_report),
            web.post("/material-drafts/{key}/approve", self.approve),
            web.post("/material-drafts/{key}/refuse", self.refuse),
            web.put("/materials/{key}", self.put),
            web.delete("/materials/{key}", self.take),
            web.post("/customers/{customer}/quoting", self.note_quoting),
        ]

    async def list_materials(self, request: web.Request) -> web.Response:
        """Show the stock as it is today, with what the check of copy says."""
        expect(request)
        async with self._house.store.reading() as unit:
            materials = await materials_on_hand(unit, self._house.shop)
            return answer({"materials": await self._views(materials, unit)})

    async def put(self, request: web.Request) -> web.Response:
        """Put a material on the shelf, over an older one of the key."""
        key, signed = request.match_info["key"], signed_by(request, self._house.clock)
        keys = with_days(await read_table(request, f"素材 {key}", MaterialError), *DAYS)
        material = self._read(keys, key)
        async with self._house.store.unit() as unit:
            await put_material(material, signed, unit)
        await self._house.renew()
        return await self._shown(material)

    def _read(self, keys: Fields, key: str) -> Material:
        told = keys.table.get("key", key)
        if told != key:
            raise MakesNoSense(OTHER_KEY.format(told=told, asked=key))
        if not 1 <= len(key) <= LONGEST_KEY:
            raise MakesNoSense(NO_KEY)
        whole = Fields({**keys.table, "key": key}, keys.place, keys.error)
        try:
            return read_material(whole, self._today())
        except MaterialError as fault:
            raise MakesNoSense(str(fault)) from None

    async def take(self, request: web.Request) -> web.Response:
        """Take a material off the shelf, for good."""
        await read_body(request, Body)
        key, signed = request.match_info["key"], signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            await take_material(key, signed, unit)
        await self._house.renew()
        return answer({"taken": key})

    async def list_drafts(self, request: web.Request) -> web.Response:
        """Show drafted materials of a state, the newest first."""
        expect(request, "state")
        state = request.query.get("state", ProposalState.WAITING)
        if state not in list(ProposalState):
            raise MakesNoSense(WRONG_STATE)
        async with self._house.store.reading() as unit:
            drafts = await unit.material_drafts.list_in(ProposalState(state))
            return answer({"drafts": await self._draft_views(drafts, unit)})

    async def propose(self, request: web.Request) -> web.Response:
        """Draft materials now; at night that is done without being asked."""
        await read_body(request, Body)
        signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            proposed = await propose_materials(self._house.clock(), unit, self._house.shop)
        reasons = dict.fromkeys(word(reason) for reason in proposed.reasons)
        return answer({"new": proposed.new, "not_made": list(reasons)})

    async def propose_report(self, request: web.Request) -> web.Response:
        """Draft a material out of a trial-group report."""
        body, signed = await read_body(request, ReportBody), signed_by(request, self._house.clock)
        report = PraisedReview(
            text=body.text,
            customer_key=body.customer,
            product=body.product,
            consent=body.consent,
            names=(body.customer,),
        )
        async with self._house.store.unit() as unit:
            key = await propose_report(report, signed, unit, self._house.shop)
            draft = await unit.material_drafts.find(key)
            views = await self._draft_views([draft] if draft else [], unit)
        return answer({"draft": views[0] if views else None})

    async def approve(self, request: web.Request) -> web.Response:
        """Put a drafted material on the shelf."""
        await read_body(request, Body)
        key, signed = request.match_info["key"], signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            material = await approve_draft(key, signed, unit)
        await self._house.renew()
        return await self._shown(material)

    async def refuse(self, request: web.Request) -> web.Response:
        """Leave a drafted material out, for good."""
        await read_body(request, Body)
        key, signed = request.match_info["key"], signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            await refuse_draft(key, signed, unit)
        return answer({"refused": key})

    async def note_quoting(self, request: web.Request) -> web.Response:
        """Note whether a customer lets themselves be quoted."""
        body = await read_body(request, QuotingBody)
        customer, signed = request.match_info["customer"], signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            shop, given = self._house.shop, body.is_given
            await note_quoting(customer, signed, unit, shop, is_given=given, ground=body.ground)
        await self._house.renew()
        return answer({"customer": customer, "is_given": body.is_given})

    def _today(self) -> date:
        return self._house.shop.date_of(self._house.clock())

    async def _shown(self, material: Material) -> web.Response:
        async with self._house.store.reading() as unit:
            (view,) = await self._views([material], unit)
        return answer({"material": view})

    async def _views(self, materials: Sequence[Material], unit: Unit) -> list[dict[str, Any]]:
        today = self._today()
        hits = await check_materials(materials, unit, self._house.shop, today)
        return [_view(each, hits[each.key], today) for each in materials]

    async def _draft_views(
        self, drafts: Sequence[MaterialDraft], unit: Unit
    ) -> list[dict[str, Any]]:
        views = await self._views([draft.material for draft in drafts], unit)
        return [
            view
            | {
                "source": draft.source,
                "state": draft.state,
                "who": draft.signed.who,
                "decided_at": draft.signed.at.isoformat(),
            }
            for view, draft in zip(views, drafts, strict=True)
        ]


def _view(material: Material, hits: Sequence[WordHit], today: date) -> dict[str, Any]:
    """Show a material by the keys of its file, what keeps it back today, what the law says."""
    shown: dict[str, Any] = _plain(asdict(material))
    return shown | {
        "dimension": material.dimension,
        "obstacle": material.obstacle_on(today),
        "wording": [hit_view(hit) for hit in hits],
    }


def _plain(value: object) -> Any:
    """Write a value as JSON has it."""
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case frozenset() | tuple():
            return sorted(value) if isinstance(value, frozenset) else list(value)
        case date():
            return value.isoformat()
        case _:
            return value
