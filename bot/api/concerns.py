"""GET /api/concerns: how many ask, doubt, complain and praise, and where that goes."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.api.requests import WANTED, answer, expect, number_of, wanted_of
from bot.flows.concerns import ConcernView, view_concerns
from bot.house import House
from tagging.counts import Share

MOST_WEEKS = 52


class ConcernsApi:
    """The figures."""

    def __init__(self, house: House) -> None:
        """Read from this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/concerns", self.list_concerns)]

    async def list_concerns(self, request: web.Request) -> web.Response:
        """Show each concern and stance of the last weeks beside the weeks before."""
        expect(request, *WANTED, "weeks")
        shown = wanted_of(request)
        wanted = replace(shown, category=shown.category or self._house.shop.category)
        weeks = number_of(request, "weeks", 4, MOST_WEEKS)
        until = self._house.clock()
        async with self._house.store.reading() as unit:
            views = await view_concerns(wanted, unit, until, weeks)
        return answer(
            {
                "category": wanted.category,
                "weeks": weeks,
                "until": until.isoformat(),
                "concerns": [_view(each) for each in views],
            }
        )


def _view(view: ConcernView) -> dict[str, Any]:
    count = view.count
    return {
        "concern": count.concern,
        "stance": count.stance,
        "all": _share(count.all),
        "new": _share(count.new),
        "returning": _share(count.returning),
        "before": _share(count.before),
        "direction": count.direction,
        "weekly": [_share(share) for share in count.weekly],
        "examples": list(view.examples),
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.bounds
    return {
        "count": share.count,
        "of": share.of,
        "share": share.rate,
        "low": round(low, 6),
        "high": round(high, 6),
    }
