"""GET /api/model: who is in charge of reading, the words or what was learned, and why."""

from aiohttp import web

from bot.api.requests import answer, expect
from bot.flows.models import FEWEST, view_model
from bot.house import House


class ModelsApi:
    """What was learned."""

    def __init__(self, house: House) -> None:
        """Read from this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/model", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        """Show who is in charge, the numbers that decided, and how much was confirmed since."""
        expect(request)
        async with self._house.store.reading() as unit:
            view = await view_model(unit, self._house.shop)
        kept = view.newest
        return answer(
            {
                "in_charge": view.in_charge,
                "why": view.why,
                "category": self._house.shop.category,
                "decided": view.decided,
                "needed": FEWEST,
                "newest": kept
                and {
                    "at": kept.at.isoformat(),
                    "examples": kept.examples,
                    "in_charge": kept.in_charge,
                    "charge": dict(kept.charge),
                },
            }
        )
