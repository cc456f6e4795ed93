"""Read what is asked: a body, a page, and who asks; and answer in JSON."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import MakesNoSense
from bot.records import Origin, Signed, Wanted
from tagging.lexicon import CATEGORIES, category_of
from tagging.stances import Stance

LONGEST_NAME = 60
LARGEST_PAGE = 100
NO_OPERATOR = f"请在 X-Operator 里写明是谁在操作（1 到 {LONGEST_NAME} 个字）。"
WRONG_NUMBER = "{name} 要是 {least} 到 {most} 的整数。"
WRONG_WORD = "{name} 只能是 {words}。"
CHOICES = {"stance": [*Stance], "origin": [*Origin]}
WRONG_FIELD = "{field}：{reason}"
WANTED = tuple(Wanted.__dataclass_fields__)
_DUMPS = partial(json.dumps, ensure_ascii=False)
NO_JSON = "内容不是一个 JSON 对象。"
NOT_KEPT = "内容里有数据库存不了的字符（NUL），请去掉。"
NO_KEY = "没有 {key} 这个参数；可以用的是：{known}。"
NO_CATEGORY = f"没有「{{name}}」这个品类；可以用的是：{'、'.join(CATEGORIES)}。"
PAGE = ("page", "size")
NO_LETTER = rb"\u0000"  # PostgreSQL keeps no such text
LongName = Annotated[str, Field(max_length=200)]
"""A product's or a category's name, as long as the store keeps them."""
REASONS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_too_short": "不能为空",
    "string_too_long": "太长了",
    "enum": "不是可用的值",
    "literal_error": "不是可用的值",
}


class Body(BaseModel):
    """What a request says; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


Kind = TypeVar("Kind", bound=Body)


async def read_body(request: web.Request, kind: type[Kind]) -> Kind:
    """Read the body; none at all is an empty object. Raise MakesNoSense naming the first fault."""
    data = await request.read()
    if data and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    expect(request)
    if NO_LETTER in data:
        raise MakesNoSense(NOT_KEPT)
    try:
        return kind.model_validate_json(data or b"{}")
    except ValidationError as error:
        raise MakesNoSense(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    fault = error.errors()[0]
    field = ".".join(str(part) for part in fault["loc"])
    if not field:
        return NO_JSON
    return WRONG_FIELD.format(field=field, reason=REASONS.get(fault["type"], "写得不对"))


def signed_by(request: web.Request, clock: Callable[[], datetime]) -> Signed:
    """Say who asks, by the header X-Operator (UTF-8, as it is or percent-encoded), and when."""
    raw = request.headers.get("X-Operator", "")
    name = unquote(raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise MakesNoSense(NO_OPERATOR)
    return Signed(name, clock())


def expect(request: web.Request, *known: str) -> None:
    """Raise MakesNoSense where the address asks by a key that is not known here."""
    for key in request.query:
        if key not in known:
            raise MakesNoSense(NO_KEY.format(key=key, known="、".join(known) or "没有"))


def number_of(request: web.Request, name: str, default: int, most: int) -> int:
    """Read a whole number of the address, from 1 up."""
    text = request.query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise MakesNoSense(WRONG_NUMBER.format(name=name, least=1, most=most))
    return int(text)


def page_of(request: web.Request) -> tuple[int, int]:
    """Read (limit, offset) from `page` and `size`."""
    size = number_of(request, "size", 20, LARGEST_PAGE)
    return size, (number_of(request, "page", 1, 1_000_000) - 1) * size


def answer(
    data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Answer in JSON, Chinese as it is."""
    return web.json_response(data, status=status, headers=headers, dumps=_DUMPS)


def wanted_of(request: web.Request) -> Wanted:
    """Read which findings are asked for, by the keys `WANTED`."""
    asked = {name: request.query.get(name, "") for name in WANTED}
    for name, words in CHOICES.items():
        if asked[name] and asked[name] not in words:
            raise MakesNoSense(WRONG_WORD.format(name=name, words="、".join(words)))
    return Wanted(**asked | {"category": category_named(asked["category"])})


def category_named(name: str) -> str:
    """Give the category that a name stands for (衣服: 女装); raise MakesNoSense for none."""
    category, is_known = category_of(name)
    if name and not is_known:
        raise MakesNoSense(NO_CATEGORY.format(name=name))
    return category if name else ""
