"""Read a body that is a table of ours, in TOML or JSON: the same keys, the same complaints."""

import json
import tomllib
from datetime import date
from typing import Any

from aiohttp import web

from bot.api.requests import NO_LETTER, NOT_KEPT, expect
from bot.errors import MakesNoSense
from persona.errors import PersonaError
from persona.fields import Fields

NO_TABLE = "内容要是一段 TOML，或者一个 JSON 对象（写明 Content-Type: application/json）。"
NUL = "\x00"


async def read_table(request: web.Request, place: str, error: type[PersonaError]) -> Fields:
    """Read the body's keys. Raise MakesNoSense where it is neither TOML nor a JSON object."""
    expect(request)
    data = await request.read()
    if NO_LETTER in data or b"\x00" in data:
        raise MakesNoSense(NOT_KEPT)
    table = _parse(data, is_json=request.content_type == "application/json")
    if not isinstance(table, dict) or NUL in str(table):
        raise MakesNoSense(NO_TABLE)
    return Fields(table, place, error)


def _parse(data: bytes, *, is_json: bool) -> Any:
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text) if is_json else tomllib.loads(text)
    except (ValueError, RecursionError):
        raise MakesNoSense(NO_TABLE) from None


def with_days(keys: Fields, *names: str) -> Fields:
    """Read days that stand as texts (2026-06-18), as JSON has them."""
    days = {name: _day(keys.table[name]) for name in names if name in keys.table}
    kept = {name: value for name, value in {**keys.table, **days}.items() if value is not None}
    return Fields(kept, keys.place, keys.error)


def _day(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value
