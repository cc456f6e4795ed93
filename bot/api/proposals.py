"""/api/proposals: changes to the words, proposed, approved, refused."""

from dataclasses import asdict
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from bot.api.requests import (
    PAGE,
    Body,
    LongName,
    answer,
    category_named,
    expect,
    page_of,
    read_body,
    signed_by,
)
from bot.errors import MakesNoSense
from bot.flows.proposals import ProposalView, approve, list_proposals, propose, refuse
from bot.flows.rereading import read_again
from bot.house import House
from bot.records import ProposalState
from bot.shop import renewed
from tagging.changes import LexiconChange

WRONG_STATE = f"state 只能是 {'、'.join(ProposalState)}。"


class ChangeBody(Body):
    """One word into a list of a concern, or out of it."""

    concern: Annotated[str, Field(max_length=20)] = ""
    list: str
    text: Annotated[str, Field(min_length=1, max_length=60)]
    is_addition: bool = True
    category: LongName = ""


class ProposalsApi:
    """What should be read otherwise."""

    def __init__(self, house: House) -> None:
        """Write into this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/proposals", self.list_proposals),
            web.post("/proposals", self.propose),
            web.post("/proposals/{id}/approve", self.approve),
            web.post("/proposals/{id}/refuse", self.refuse),
        ]

    async def list_proposals(self, request: web.Request) -> web.Response:
        """Show the proposals of a state."""
        expect(request, "state", *PAGE)
        state = request.query.get("state", ProposalState.WAITING)
        if state not in list(ProposalState):
            raise MakesNoSense(WRONG_STATE)
        limit, offset = page_of(request)
        async with self._house.store.reading() as unit:
            views = await list_proposals(ProposalState(state), unit, limit=limit, offset=offset)
        return answer({"proposals": [proposal_view(each) for each in views]})

    async def propose(self, request: web.Request) -> web.Response:
        """Propose a change by hand."""
        body, signed = await read_body(request, ChangeBody), signed_by(request, self._house.clock)
        told = body.model_dump() | {"category": category_named(body.category)}
        change = LexiconChange(**told)
        async with self._house.store.unit() as unit:
            view = await propose(change, signed, unit, self._house.shop)
        return answer({"proposal": proposal_view(view)})

    async def approve(self, request: web.Request) -> web.Response:
        """Let a change take effect: on what waits in the queue, and from the next message on."""
        await read_body(request, Body)
        signed = signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            proposal = await approve(request.match_info["id"], signed, unit)
            changed = await renewed(self._house.shop, unit)
            read = await read_again(proposal.change, signed, unit, changed)
        await self._house.renew()
        return answer({"approved": proposal.id, "read_again": read})

    async def refuse(self, request: web.Request) -> web.Response:
        """Refuse a change, or take an approved one back."""
        await read_body(request, Body)
        signed = signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            proposal = await refuse(request.match_info["id"], signed, unit)
        await self._house.renew()
        return answer({"refused": proposal.id})


def proposal_view(view: ProposalView) -> dict[str, Any]:
    """Show a proposal, and how many open findings hold its words."""
    proposal = view.proposal
    settled = proposal.settled
    return asdict(proposal.change) | {
        "id": proposal.id,
        "state": proposal.state,
        "who": proposal.signed.who,
        "at": proposal.signed.at.isoformat(),
        "finding": proposal.finding,
        "settled_by": settled.who if settled else None,
        "settled_at": settled.at.isoformat() if settled else None,
        "touched": view.touched,
    }
