"""The forms of the plan: approve, skip, move, reword, put out, count; and drafted materials."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time
from functools import partial
from http import HTTPStatus

from aiohttp import web

from bot.console.guard import PageRefused, refuse_forged
from bot.console.moments import MOST_COUNTED
from bot.console.words import REACTIONS
from bot.errors import AlreadySettled, NothingThere, Refused
from bot.flows import materials, posts
from bot.house import House
from bot.posts import Reaction
from bot.records import Signed
from bot.shop import Shop
from bot.store import Unit

WHO = "console"
NO_TIME = "请选好要挪到的日期和时间。"
NO_COUNT = f"赞、评论、进店都要填 0 到 {MOST_COUNTED} 的数字，没有就填 0。"
STATUSES = {NothingThere: HTTPStatus.NOT_FOUND, AlreadySettled: HTTPStatus.CONFLICT}
Form = Mapping[str, str]
Deed = Callable[[Form, str, Signed, Unit, Shop], Awaitable[object]]


async def _approve(form: Form, post: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    await posts.approve(post, signed, unit, shop, form["evidence"])


async def _skip(_: Form, post: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    await posts.skip(post, signed, unit, shop)


async def _move(form: Form, post: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    to = shop.instant(_moment(form["day"], form["hour"]))
    await posts.move(post, to, signed, unit, shop)


async def _reword(form: Form, post: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    await posts.reword(post, form["text"], signed, unit, shop)


async def _publish(form: Form, post: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    is_out = form["is_out"] == "yes"
    await posts.note_published(post, signed, unit, shop, is_out=is_out)


async def _react(form: Form, post: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    del shop
    counts = {field: _count(form[field]) for field in REACTIONS}
    await posts.note_reaction(Reaction(post, **counts, noted_at=signed.at), signed, unit)


async def _stock(_: Form, key: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    del shop
    await materials.approve_draft(key, signed, unit)


async def _refuse(_: Form, key: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    del shop
    await materials.refuse_draft(key, signed, unit)


DEEDS: Mapping[str, Deed] = {
    "posts/{id}/approve": _approve,
    "posts/{id}/skip": _skip,
    "posts/{id}/move": _move,
    "posts/{id}/text": _reword,
    "posts/{id}/published": _publish,
    "posts/{id}/reactions": _react,
    "drafts/{id}/approve": _stock,
    "drafts/{id}/refuse": _refuse,
}
CHANGE_THE_SHOP = (_stock,)


class PostForms:
    """What a person does with the plan on the page."""

    def __init__(
        self,
        house: House,
        seal: str,
        answer: Callable[[web.Request], Awaitable[web.Response]],
    ) -> None:
        """Answer every form by the pieces that changed."""
        self._house = house
        self._seal = seal
        self._answer = answer

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the routes; their names begin with what the guard calls ours."""
        for path, deed in DEEDS.items():
            name = f"console.{path.replace('/{id}/', '.')}"
            router.add_post(f"/{path}", partial(self._do, deed), name=name)

    async def _do(self, deed: Deed, request: web.Request) -> web.Response:
        await refuse_forged(request, self._seal)
        form, subject = await _typed(request), request.match_info["id"]
        signed = Signed(WHO, self._house.clock())
        try:
            async with self._house.store.unit() as unit:
                await deed(form, subject, signed, unit, self._house.shop)
        except Refused as refusal:
            status = STATUSES.get(type(refusal), HTTPStatus.BAD_REQUEST)
            raise PageRefused(status, str(refusal)) from None
        if deed in CHANGE_THE_SHOP:
            await self._house.renew()
        return await self._answer(request)


async def _typed(request: web.Request) -> Form:
    """Read what was typed; a field that is missing is empty."""
    fields: defaultdict[str, str] = defaultdict(str)
    for name, value in (await request.post()).items():
        if isinstance(value, str):
            fields[name] = value.replace("\x00", "").replace("\r\n", "\n").strip()
    return fields


def _moment(day: str, hour: str) -> datetime:
    """Read a day and an hour as a browser's fields write them."""
    try:
        at = time.fromisoformat(hour).replace(second=0, microsecond=0, tzinfo=None)
        return datetime.combine(date.fromisoformat(day), at)
    except ValueError:
        raise PageRefused(HTTPStatus.BAD_REQUEST, NO_TIME) from None


def _count(text: str) -> int:
    """Read a count as somebody typed it."""
    try:
        count = int(text)
    except ValueError:
        count = -1
    if count not in range(MOST_COUNTED + 1):
        raise PageRefused(HTTPStatus.BAD_REQUEST, NO_COUNT)
    return count
