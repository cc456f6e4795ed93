"""POST /api/findings/{id}/…: confirm, correct, reject, undo; GET /api/decisions: who did what."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.api.findings import finding_view
from bot.api.proposals import proposal_view
from bot.api.requests import PAGE, Body, answer, expect, page_of, read_body, signed_by
from bot.flows.decisions import Outcome, confirm, correct, decide_same, reject, undo
from bot.flows.proposals import propose_always
from bot.house import House
from bot.records import Decision
from bot.store import Unit
from tagging.review import Correction
from tagging.stances import Stance


class Always(Body):
    """How far a decision reaches: the others of the same words, and what is read from now on."""

    same: bool = False
    always: bool = False


class CorrectBody(Always):
    """What the words speak of instead."""

    concern: str | None = None
    stance: Stance | None = None
    start: int | None = None
    end: int | None = None


Deed = Callable[[Unit], Awaitable[Outcome]]


class DecisionsApi:
    """What people decide."""

    def __init__(self, house: House) -> None:
        """Write into this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/decisions", self.list_decisions),
            web.post("/findings/{id}/confirm", self.confirm),
            web.post("/findings/{id}/correct", self.correct),
            web.post("/findings/{id}/reject", self.reject),
            web.post("/findings/{id}/undo", self.undo),
        ]

    async def list_decisions(self, request: web.Request) -> web.Response:
        """Show a page of the log, the newest first."""
        expect(request, "finding", "who", *PAGE)
        limit, offset = page_of(request)
        query = request.query
        async with self._house.store.reading() as unit:
            decisions = await unit.decisions.list_recent(
                finding=query.get("finding", ""),
                who=query.get("who", ""),
                limit=limit,
                offset=offset,
            )
        return answer({"decisions": [_view(each) for each in decisions]})

    async def confirm(self, request: web.Request) -> web.Response:
        """Agree."""
        body, signed = await read_body(request, Always), signed_by(request, self._house.clock)
        finding = request.match_info["id"]
        return await self._do(lambda unit: confirm(finding, signed, unit), body)

    async def reject(self, request: web.Request) -> web.Response:
        """Deny."""
        body, signed = await read_body(request, Always), signed_by(request, self._house.clock)
        finding = request.match_info["id"]
        return await self._do(lambda unit: reject(finding, signed, unit), body)

    async def correct(self, request: web.Request) -> web.Response:
        """Say what it is instead."""
        body, signed = await read_body(request, CorrectBody), signed_by(request, self._house.clock)
        finding, shop = request.match_info["id"], self._house.shop
        correction = Correction(body.concern, body.stance, body.start, body.end)
        return await self._do(lambda unit: correct(finding, correction, signed, unit, shop), body)

    async def undo(self, request: web.Request) -> web.Response:
        """Take the last decision back."""
        await read_body(request, Body)
        signed, finding = signed_by(request, self._house.clock), request.match_info["id"]
        return await self._do(lambda unit: undo(finding, signed, unit), Always())

    async def _do(self, deed: Deed, reach: Always) -> web.Response:
        async with self._house.store.unit() as unit:
            outcome = await deed(unit)
            also = await decide_same(outcome, unit) if reach.same else 0
            always = reach.always
            proposed = await propose_always(outcome, unit, self._house.shop) if always else []
        return answer(
            {
                "decision": _view(outcome.decision),
                "finding": finding_view(outcome.finding),
                "also": also,
                "proposals": [proposal_view(each) for each in proposed],
            }
        )


def _view(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "finding": decision.finding,
        "kind": decision.kind,
        "who": decision.signed.who,
        "at": decision.signed.at.isoformat(),
        "before": asdict(decision.before),
        "after": asdict(decision.after),
    }
