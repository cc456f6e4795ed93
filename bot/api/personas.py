"""/api/personas: who speaks through which account."""

from dataclasses import asdict, replace
from typing import Any

from aiohttp import web

from bot.api.requests import Body, answer, expect, read_body, signed_by
from bot.api.tables import read_table
from bot.errors import MakesNoSense
from bot.flows.personas import drop_persona, keep_persona
from bot.house import House
from bot.reasons import word
from persona.errors import ProfileError
from persona.profile import Persona, check_persona, read_persona

OTHER_ACCOUNT = "account 写的是「{told}」，和地址里的「{asked}」不一样；去掉它，或者改成一样。"


class PersonasApi:
    """Who speaks."""

    def __init__(self, house: House) -> None:
        """Write into this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/personas", self.list_personas),
            web.get("/personas/{account}", self.show),
            web.put("/personas/{account}", self.put),
            web.delete("/personas/{account}", self.drop),
        ]

    async def list_personas(self, request: web.Request) -> web.Response:
        """Show the persona of every account, and the one for all others."""
        expect(request)
        shop = self._house.shop
        accounts = sorted({*self._house.platforms, *shop.personas})
        own = [{"account": account} | _view(shop.persona_of(account)) for account in accounts]
        return answer({"for_others": _view(shop.persona), "personas": own})

    async def show(self, request: web.Request) -> web.Response:
        """Show who speaks through an account."""
        expect(request)
        return self._shown(request.match_info["account"])

    async def put(self, request: web.Request) -> web.Response:
        """Let a persona speak through an account from now on; its drafts are planned anew."""
        account, signed = request.match_info["account"], signed_by(request, self._house.clock)
        keys = await read_table(request, "人设", ProfileError)
        try:
            persona = read_persona(keys)
        except ProfileError as fault:
            raise MakesNoSense(str(fault)) from None
        if persona.account not in ("", account):
            raise MakesNoSense(OTHER_ACCOUNT.format(told=persona.account, asked=account))
        async with self._house.store.unit() as unit:
            await keep_persona(replace(persona, account=account), signed, unit, self._house.shop)
        await self._house.renew()
        return self._shown(account)

    async def drop(self, request: web.Request) -> web.Response:
        """Forget what was put here for an account: the file's persona speaks again."""
        await read_body(request, Body)
        account, signed = request.match_info["account"], signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            await drop_persona(account, signed, unit)
        await self._house.renew()
        return self._shown(account)

    def _shown(self, account: str) -> web.Response:
        persona = self._house.shop.persona_of(account)
        hints = [word(hint) for hint in check_persona(persona)]
        return answer({"account": account, "persona": _view(persona), "hints": hints})


def _view(persona: Persona) -> dict[str, Any]:
    """Show a persona by the keys of its file; what is not set is left out."""
    return _without_none(asdict(persona))


def _without_none(table: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _without_none(value) if isinstance(value, dict) else value
        for key, value in table.items()
        if value is not None
    }
