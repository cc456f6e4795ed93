"""Manners: whether a customer may be written to now, and what operators know that bears on it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.api.requests import Body, LongName, answer, expect, read_body, signed_by
from bot.errors import MakesNoSense, NothingThere
from bot.flows.manners import LEFT, history_of
from bot.flows.standing import NOBODY
from bot.house import House
from bot.reasons import word
from bot.records import Customer, Signed
from bot.store import Unit
from persona.manners import TOUCHES, History, Message, Purpose, Rule, Verdict, may_speak

WRONG_ZONE = "没有「{zone}」这个时区，请写成 Asia/Shanghai 这样；留空就用店里的。"
TO_ONE = tuple(kind for kind, touch in TOUCHES.items() if Rule.CONSENT in touch.rules)


class MannersBody(Body):
    """What an operator knows of a customer; what is left out stays as it is."""

    is_minor: bool | None = None
    zone: LongName | None = None
    has_refund: bool | None = None
    wants_marketing: bool | None = None
    wants_service: bool | None = None


class MannersApi:
    """May we speak to them, and why not."""

    def __init__(self, house: House) -> None:
        """Read from this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/customers/{customer}/manners", self.show),
            web.post("/customers/{customer}/manners", self.change),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """Say which kinds of messages may go to the customer now, and why."""
        expect(request)
        async with self._house.store.reading() as unit:
            return await self._shown(request.match_info["customer"], unit)

    async def change(self, request: web.Request) -> web.Response:
        """Note what an operator knows: a minor, their time zone, a refund, what they refuse."""
        body = await read_body(request, MannersBody)
        signed = signed_by(request, self._house.clock)
        customer = request.match_info["customer"]
        async with self._house.store.unit() as unit:
            await _found(customer, unit)
            _note(customer, body, signed, unit)
            return await self._shown(customer, unit)

    async def _shown(self, customer: str, unit: Unit) -> web.Response:
        known, now, shop = await _found(customer, unit), self._house.clock(), self._house.shop
        reached = await unit.customers.reachable([customer])
        history = await history_of(reached[0], unit, shop, now) if reached else LEFT
        verdicts = {
            kind: _worded(may_speak(Message(kind=kind), history, now, shop.manner_rules))
            for kind in TO_ONE
        }
        return answer({"customer": customer, **_known(known, history), "verdicts": verdicts})


async def _found(customer: str, unit: Unit) -> Customer:
    known = await unit.customers.find(customer)
    if known is None:
        raise NothingThere(NOBODY.format(customer=customer))
    return known


def _note(customer: str, body: MannersBody, signed: Signed, unit: Unit) -> None:
    told: dict[str, bool | str | datetime | None] = {}
    if body.is_minor is not None:
        told["is_minor"] = body.is_minor
    if body.zone is not None:
        told["zone"] = _zone_named(body.zone)
    if body.has_refund is not None:
        told["refund_at"] = signed.at if body.has_refund else None
    if told:
        unit.customers.describe(customer, **told)
    wishes = {Purpose.MARKETING: body.wants_marketing, Purpose.SERVICE: body.wants_service}
    for purpose, wants in wishes.items():
        if wants is not None:
            ground = f"operator: {signed.who}"
            unit.customers.agree(customer, purpose, signed.at, is_given=wants, ground=ground)
    said = sorted(body.model_dump(exclude_none=True))
    unit.audit.note(signed.who, "manners_noted", signed.at, customer=customer, said=said)


def _zone_named(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):
        raise MakesNoSense(WRONG_ZONE.format(zone=name)) from None


def _known(customer: Customer, history: History) -> Mapping[str, object]:
    refund_at, until = history.refund_at, history.protected_until
    return {
        "is_minor": customer.is_minor,
        "zone": customer.zone,
        "refuses": sorted(history.opted_out),
        "is_following": history.is_following,
        "has_open_complaint": customer.complained_at is not None,
        "refund_at": refund_at and refund_at.isoformat(),
        "protected_until": until and until.isoformat(),
    }


def _worded(verdict: Verdict) -> Mapping[str, object]:
    return {
        "decision": verdict.decision,
        "because": word(verdict.because),
        "retry_at": verdict.retry_at and verdict.retry_at.isoformat(),
    }
