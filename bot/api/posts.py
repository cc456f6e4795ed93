"""/api/posts: the plan of an account, and what people do with its posts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from bot.api.requests import Body, answer, expect, read_body, signed_by
from bot.console.words import sentence_of
from bot.errors import MakesNoSense, NothingThere
from bot.flows.moments import FAR, GONE, plan_ahead
from bot.flows.posts import (
    approve,
    find_post,
    move,
    note_published,
    note_reaction,
    reasons_against,
    reword,
    skip,
)
from bot.flows.wording import check_posts
from bot.house import House
from bot.posts import Post, Reaction
from bot.reasons import word
from bot.shop import Shop
from bot.store import Unit
from persona.materials import Dimension
from persona.wording import WordHit

NO_ACCOUNT = "没有「{account}」这个账号；可以用的是：{known}。"
NO_TIME = "to 要写成 2026-11-01T20:10 这样的时间（按店铺的时区）。"
BACK = timedelta(days=30)
Count = Annotated[int, Field(ge=0, le=10**7)]


class PlanBody(Body):
    """Whose week to plan; empty: the first account's."""

    account: str = ""


class ApproveBody(Body):
    """What the claims of a post rest on; needed where its wording is blocked."""

    evidence: Annotated[str, Field(max_length=500)] = ""


class MoveBody(Body):
    """The shop's own day and hour; with `dry_run` nothing moves."""

    to: str
    dry_run: bool = False


class TextBody(Body):
    """Other words for a draft."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


class PublishedBody(Body):
    """Whether a post that a person puts out by hand is out."""

    is_out: bool = True


class ReactionBody(Body):
    """What was counted of a post so far."""

    likes: Count = 0
    comments: Count = 0
    visits: Count = 0


class PostsApi:
    """What is posted when."""

    def __init__(self, house: House) -> None:
        """Write into this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/posts", self.list_posts),
            web.post("/posts/plan", self.plan),
            web.post("/posts/{id}/approve", self.approve),
            web.post("/posts/{id}/skip", self.skip),
            web.post("/posts/{id}/move", self.move),
            web.post("/posts/{id}/text", self.reword),
            web.post("/posts/{id}/published", self.note_published),
            web.post("/posts/{id}/reactions", self.note_reactions),
        ]

    async def list_posts(self, request: web.Request) -> web.Response:
        """Show an account's posts, 30 days back and all ahead, and what the plan lacks."""
        expect(request, "account")
        account, now = self._account(request.query.get("account", "")), self._house.clock()
        async with self._house.store.reading() as unit:
            posts = await unit.posts.list_between(account, now - BACK, now + FAR)
            note = await unit.plans.find(account)
            posts_shown = await self._views(posts, unit)
        return answer(
            {
                "account": account,
                "persona": self._house.shop.persona_of(account).name,
                "posts": posts_shown,
                "mix": _mix([post for post in posts if post.due_at >= now], self._house.shop),
                "holes": [
                    {"at": at.isoformat(), "because": sentence_of(why)}
                    for at, why in (note.holes if note else ())
                ],
                "unmet": [sentence_of(why) for why in (note.unmet if note else ())],
            }
        )

    async def plan(self, request: web.Request) -> web.Response:
        """Plan an account's coming week anew, now."""
        body = await read_body(request, PlanBody)
        signed_by(request, self._house.clock)
        account = self._account(body.account)
        async with self._house.store.unit() as unit:
            plan = await plan_ahead(self._house.clock(), unit, self._house.shop, account)
        return answer({"account": account, "posts": len(plan.posts), "holes": len(plan.holes)})

    async def approve(self, request: web.Request) -> web.Response:
        """Approve a draft."""
        body, signed = await read_body(request, ApproveBody), signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            post, shop = request.match_info["id"], self._house.shop
            await approve(post, signed, unit, shop, body.evidence)
        return await self._shown(post)

    async def skip(self, request: web.Request) -> web.Response:
        """Take a post out of the plan; it is made up for at once."""
        await read_body(request, Body)
        signed = signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            await skip(request.match_info["id"], signed, unit, self._house.shop)
        return await self._shown(request.match_info["id"])

    async def move(self, request: web.Request) -> web.Response:
        """Give a post another time, or say what that would break."""
        body, signed = await read_body(request, MoveBody), signed_by(request, self._house.clock)
        post, shop = request.match_info["id"], self._house.shop
        to = _instant(body.to, shop)
        if body.dry_run:
            async with self._house.store.reading() as unit:
                known = await find_post(post, unit)
                breaks = await reasons_against(known, to, signed.at, unit, shop)
            return answer({"id": post, "to": to.isoformat(), "breaks": breaks})
        async with self._house.store.unit() as unit:
            await move(post, to, signed, unit, shop)
        return await self._shown(post)

    async def reword(self, request: web.Request) -> web.Response:
        """Give a draft other words."""
        body, signed = await read_body(request, TextBody), signed_by(request, self._house.clock)
        async with self._house.store.unit() as unit:
            post = request.match_info["id"]
            await reword(post, body.text, signed, unit, self._house.shop)
        return await self._shown(post)

    async def note_published(self, request: web.Request) -> web.Response:
        """Note that a person put a post out by hand, or did not."""
        body, signed = (
            await read_body(request, PublishedBody),
            signed_by(request, self._house.clock),
        )
        post = request.match_info["id"]
        async with self._house.store.unit() as unit:
            await note_published(post, signed, unit, self._house.shop, is_out=body.is_out)
        return await self._shown(post)

    async def note_reactions(self, request: web.Request) -> web.Response:
        """Keep how people reacted; the newest count stands for the older ones."""
        body, signed = (
            await read_body(request, ReactionBody),
            signed_by(request, self._house.clock),
        )
        post = request.match_info["id"]
        counted = Reaction(post, body.likes, body.comments, body.visits, signed.at)
        async with self._house.store.unit() as unit:
            await note_reaction(counted, signed, unit)
        return answer({"id": post, **body.model_dump()})

    def _account(self, name: str) -> str:
        known = list(dict.fromkeys([*self._house.platforms, *sorted(self._house.shop.personas)]))
        if name and name not in known:
            raise NothingThere(NO_ACCOUNT.format(account=name, known="、".join(known)))
        return name or known[0]

    async def _shown(self, post: str) -> web.Response:
        async with self._house.store.reading() as unit:
            (view,) = await self._views([await find_post(post, unit)], unit)
        return answer({"post": view})

    async def _views(self, posts: Sequence[Post], unit: Unit) -> list[dict[str, Any]]:
        shop, today = self._house.shop, self._house.shop.date_of(self._house.clock())
        hits = await check_posts(posts, unit, shop, today)
        return [_view(post, hits[post.id], shop) for post in posts]


def _mix(posts: Sequence[Post], shop: Shop) -> dict[str, dict[str, int]]:
    """Count what stands ahead by dimension, beside the percent that is wanted."""
    standing = Counter(post.dimension for post in posts if post.state not in GONE)
    wanted = shop.plan_rules.mix
    return {
        dimension: {"posts": standing[dimension], "wanted_percent": wanted.percent_of(dimension)}
        for dimension in Dimension
    }


def _instant(text: str, shop: Shop) -> datetime:
    """Read a moment off the shop's own clock, to the minute."""
    try:
        local = datetime.fromisoformat(text)
        if local.tzinfo is not None:
            raise MakesNoSense(NO_TIME)
        return shop.instant(local.replace(second=0, microsecond=0))
    except (ValueError, OverflowError):  # the first and the last day are none everywhere
        raise MakesNoSense(NO_TIME) from None


def _view(post: Post, hits: Sequence[WordHit], shop: Shop) -> dict[str, Any]:
    return {
        "id": post.id,
        "at": post.due_at.isoformat(),
        "local": shop.local(post.due_at).isoformat(timespec="minutes"),
        "state": post.state,
        "material": post.material,
        "dimension": post.dimension,
        "kind": post.kind,
        "text": post.text,
        "pictures": list(post.pictures),
        "video": post.video,
        "link": post.link,
        "link_title": post.link_title,
        "products": list(post.products),
        "audience": {"tags": sorted(post.audience.tags), "layers": sorted(post.audience.layers)},
        "evidence": post.evidence,
        "because": sentence_of(post.because),
        "previous": sentence_of(post.previous),
        "wording": [hit_view(hit) for hit in hits],
    }


def hit_view(hit: WordHit) -> Mapping[str, Any]:
    """Show a hit of the check of copy: where, what, by which law, and what to write instead."""
    return {
        "start": hit.start,
        "end": hit.end,
        "word": hit.word,
        "level": hit.level,
        "law": hit.law,
        "article": hit.article,
        "because": word(hit.because),
        "may_be_fine": word(hit.may_be_fine) if hit.may_be_fine else "",
        "instead": word(hit.instead) if hit.instead else "",
    }
