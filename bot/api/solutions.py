"""/api/solutions: a concern is solved, its answer becomes a script, and who asked hears of it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from bot.api.requests import (
    Body,
    LongName,
    answer,
    category_named,
    expect,
    read_body,
    signed_by,
)
from bot.flows.solutions import (
    accept_script,
    doubts_about,
    draft_script,
    find_solution,
    notify,
    solve,
    withdraw_script,
)
from bot.house import House
from bot.reasons import word
from bot.records import Solution
from bot.store.ids import new_id

Answer = Annotated[str, Field(min_length=1, max_length=600)]
Question = Annotated[str, Field(min_length=1, max_length=200)]
Keyword = Annotated[str, Field(min_length=1, max_length=20)]


class SolveBody(Body):
    """The answer given, for a product, a category, or everywhere."""

    answer: Answer
    product: LongName = ""
    category: LongName = ""


class ScriptBody(Body):
    """The operator's own wording of the draft; what is empty stays as it was drafted."""

    answer: Annotated[str, Field(max_length=600)] = ""
    keywords: Annotated[tuple[Keyword, ...], Field(max_length=20)] = ()
    asks: Annotated[tuple[Question, ...], Field(max_length=20)] = ()


class SolutionsApi:
    """What is solved."""

    def __init__(self, house: House) -> None:
        """Write into this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.post("/concerns/{name}/solve", self.solve),
            web.get("/solutions", self.list_solutions),
            web.get("/solutions/{id}", self.show),
            web.post("/solutions/{id}/script", self.accept_script),
            web.post("/solutions/{id}/script/withdraw", self.withdraw_script),
            web.post("/solutions/{id}/notify", self.notify),
        ]

    async def solve(self, request: web.Request) -> web.Response:
        """Mark a concern as solved."""
        body, signed = await read_body(request, SolveBody), signed_by(request, self._house.clock)
        solution = Solution(
            new_id(),
            request.match_info["name"],
            body.answer,
            signed,
            body.product,
            category_named(body.category),
        )
        async with self._house.store.unit() as unit:
            await solve(solution, unit, self._house.shop)
        return answer(await self._view(solution.id) | _warnings([body.answer]))

    async def list_solutions(self, request: web.Request) -> web.Response:
        """Show what is solved, the newest first."""
        expect(request, "concern")
        async with self._house.store.reading() as unit:
            known = await unit.solutions.list_recent(request.query.get("concern", ""))
        return answer({"solutions": [_view(each) for each in known]})

    async def show(self, request: web.Request) -> web.Response:
        """Show a solution with its script's draft, and how many customers asked."""
        expect(request)
        return answer(await self._view(request.match_info["id"]))

    async def _view(self, solution: str) -> dict[str, Any]:
        async with self._house.store.reading() as unit:
            known = await find_solution(solution, unit)
            draft = await draft_script(solution, unit, self._house.shop)
            askers = await unit.solutions.list_askers(known)
        offer = {"draft": asdict(draft.script), "asked": list(draft.asked), "askers": len(askers)}
        return {"solution": _view(known) | offer}

    async def accept_script(self, request: web.Request) -> web.Response:
        """Put the answer onto the shelf; the next message may be answered by it."""
        body, signed = await read_body(request, ScriptBody), signed_by(request, self._house.clock)
        solution = request.match_info["id"]
        async with self._house.store.unit() as unit:
            draft = await draft_script(solution, unit, self._house.shop)
            script = replace(
                draft.script,
                answers=(body.answer,) if body.answer else draft.script.answers,
                keywords=body.keywords or draft.script.keywords,
                asks=body.asks or draft.script.asks,
            )
            await accept_script(solution, script, signed, unit)
        await self._house.renew()
        return answer({"script": asdict(script)} | _warnings(script.answers))

    async def withdraw_script(self, request: web.Request) -> web.Response:
        """Take the answer off the shelf; another wording may be accepted then."""
        await read_body(request, Body)
        signed = signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            key = await withdraw_script(request.match_info["id"], signed, unit)
        await self._house.renew()
        return answer({"withdrawn": key})

    async def notify(self, request: web.Request) -> web.Response:
        """Promise a word to those who asked."""
        await read_body(request, Body)
        signed = signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            notice = await notify(request.match_info["id"], signed, unit)
        return answer(asdict(notice))


def _warnings(answers: Sequence[str]) -> dict[str, Any]:
    return {
        "warnings": [
            {"word": hit.word, "because": word(hit.because)} for hit in doubts_about(answers)
        ]
    }


def _view(solution: Solution) -> dict[str, Any]:
    return {
        "id": solution.id,
        "concern": solution.concern,
        "product": solution.product,
        "category": solution.category,
        "answer": solution.answer,
        "who": solution.signed.who,
        "at": solution.signed.at.isoformat(),
        "script": solution.script and solution.script["key"],
    }
