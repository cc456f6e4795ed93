"""/api/candidates: concerns that nobody had listed."""

import asyncio
from dataclasses import asdict
from typing import Annotated

from aiohttp import web
from pydantic import Field

from bot.api.requests import Body, answer, expect, number_of, read_body, signed_by
from bot.flows.candidates import accept, dismiss, gather_pile, sift
from bot.house import House
from tagging.mining import Candidate

LAST, MOST_LAST = 2_000, 20_000
SHOWN, MOST_SHOWN = 30, 200
Term = Annotated[str, Field(min_length=1, max_length=20)]
Terms = Annotated[tuple[Term, ...], Field(max_length=30)]


class AcceptBody(Body):
    """A candidate as it was shown; without a concern it becomes one of its own name."""

    term: Term
    concern: Annotated[str, Field(max_length=20)] = ""
    variants: Terms = ()
    good: Terms = ()
    bad: Terms = ()


class RejectBody(Body):
    """A candidate that is no concern."""

    term: Term


class CandidatesApi:
    """Discovery."""

    def __init__(self, house: House) -> None:
        """Write into this house."""
        self._house = house
        self._turn = asyncio.Lock()  # sifting takes a whole processor, so one at a time

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/candidates", self.list_candidates),
            web.post("/candidates/accept", self.accept),
            web.post("/candidates/reject", self.reject),
        ]

    async def list_candidates(self, request: web.Request) -> web.Response:
        """Sift the newest texts; nothing else waits meanwhile."""
        expect(request, "last", "size")
        last = number_of(request, "last", LAST, MOST_LAST)
        most = number_of(request, "size", SHOWN, MOST_SHOWN)
        async with self._house.store.reading() as unit:
            pile = await gather_pile(last, unit, self._house.shop)
        async with self._turn:
            found = await asyncio.to_thread(sift, pile, most)
        return answer({"texts": len(pile.texts), "candidates": [asdict(each) for each in found]})

    async def accept(self, request: web.Request) -> web.Response:
        """Take a candidate into the catalogue; it is read from the next message on."""
        body, signed = await read_body(request, AcceptBody), signed_by(request, self._house.clock)
        candidate = Candidate(
            body.term, 0, (), (), variants=body.variants, good=body.good, bad=body.bad
        )
        concern = body.concern or body.term
        async with self._house.store.unit() as unit:
            approved = await accept(candidate, concern, signed, unit, self._house.shop)
        await self._house.renew()
        changes = [asdict(each.change) for each in approved]
        return answer({"concern": concern, "changes": changes})

    async def reject(self, request: web.Request) -> web.Response:
        """Say that a candidate is none."""
        body, signed = await read_body(request, RejectBody), signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            await dismiss(body.term, signed, unit, self._house.shop)
        return answer({"rejected": body.term})
