"""GET /api/queue: what waits for a person."""

from typing import Any

from aiohttp import web

from bot.api.requests import PAGE, WANTED, answer, expect, page_of, wanted_of
from bot.errors import MakesNoSense
from bot.house import House
from bot.records import KeptFinding, Waiting

SORTS = ("impact", "doubt")
WRONG_SORT = "sort 只能是 impact（影响大的在前）或 doubt（没把握的在前）。"


class FindingsApi:
    """The queue."""

    def __init__(self, house: House) -> None:
        """Read from this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/queue", self.list_waiting)]

    async def list_waiting(self, request: web.Request) -> web.Response:
        """Show a page of the queue."""
        expect(request, *WANTED, "sort", *PAGE)
        wanted, (limit, offset) = wanted_of(request), page_of(request)
        sort = request.query.get("sort", "impact")
        if sort not in SORTS:
            raise MakesNoSense(WRONG_SORT)
        async with self._house.store.reading() as unit:
            waiting = await unit.findings.list_waiting(
                wanted, by_doubt=sort == "doubt", limit=limit, offset=offset
            )
            count = await unit.findings.count_open(wanted)
        return answer({"open": count, "findings": [_waiting_view(each) for each in waiting]})


def _waiting_view(waiting: Waiting) -> dict[str, Any]:
    return finding_view(waiting.finding) | {
        "others": waiting.others,
        "priority": waiting.priority,
    }


def finding_view(finding: KeptFinding) -> dict[str, Any]:
    """Show a finding."""
    said, claim = finding.said, finding.claim
    return {
        "id": finding.id,
        "concern": claim.concern,
        "stance": claim.stance,
        "evidence": claim.evidence,
        "start": claim.start,
        "end": claim.end,
        "state": claim.state,
        "text": finding.text,
        "clause": finding.clause,
        "rule": finding.rule,
        "confidence": finding.confidence,
        "origin": said.origin,
        "customer": said.customer,
        "product": said.product,
        "category": said.category,
        "is_returning": said.is_returning,
        "at": said.at.isoformat(),
    }
