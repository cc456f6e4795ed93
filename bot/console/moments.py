"""The persona's timeline, and the plan of the next seven days with its mix and its reasons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby

from bot.console.words import (
    DIMENSIONS,
    KINDS,
    POST_STATES,
    day_of,
    hour_of,
    moment_of,
    sentence_of,
)
from bot.records import OutboxItem, Post, PostState
from bot.shop import Shop
from bot.store import Unit
from persona.materials import Dimension, Kind
from persona.mix import Mix

AHEAD = timedelta(days=7)
BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Published:
    """A post on the timeline."""

    when: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A post of the plan."""

    id: str
    hour: str
    dimension: str
    dimension_code: str
    kind: str
    text: str
    reason: str
    state: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the plan."""

    name: str
    posts: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One dimension of the mix: how many posts, the share wanted, its place on a bar of 100."""

    name: str
    code: str
    count: int
    wanted_percent: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class MomentsView:
    """The timeline and the plan."""

    published: tuple[Published, ...]
    days: tuple[Day, ...]
    mix: tuple[Share, ...]
    total: int
    summary: str


async def read_moments(unit: Unit, shop: Shop, now: datetime, account: str) -> MomentsView:
    """Read what was posted, and what is planned from today on for seven days."""
    midnight = shop.instant(datetime.combine(shop.date_of(now), time.min))
    posts = await unit.posts.list_between(account, now - BACK, midnight + AHEAD)
    sent = await unit.outbox.list_sent(account, "post", limit=10)
    done = {item.target for item in sent}
    ahead = [post for post in posts if post.due_at >= midnight and post.id not in done]
    mix = _mix(ahead, shop.plan_rules.mix)
    return MomentsView(
        published=_published(sent, posts, shop, now),
        days=tuple(_days(ahead, shop)),
        mix=mix,
        total=len(ahead),
        summary="、".join(f"{share.name} {share.count} 条" for share in mix),
    )


def _published(
    sent: Sequence[OutboxItem], posts: Sequence[Post], shop: Shop, now: datetime
) -> tuple[Published, ...]:
    known = {post.id: post for post in posts}
    return tuple(
        Published(
            moment_of(shop.local(item.settled_at or item.created_at), shop.date_of(now)),
            item.text,
            _label(known[item.target]) if item.target in known else "",
        )
        for item in sent
    )


def _label(post: Post) -> str:
    return f"{DIMENSIONS[Dimension(post.dimension)]} · {KINDS[Kind(post.kind)]}"


def _days(posts: Sequence[Post], shop: Shop) -> list[Day]:
    by_day = groupby(posts, key=lambda post: shop.date_of(post.due_at))
    return [Day(day_of(day), tuple(_planned(post, shop) for post in own)) for day, own in by_day]


def _planned(post: Post, shop: Shop) -> Planned:
    return Planned(
        id=post.id,
        hour=hour_of(shop.local(post.due_at)),
        dimension=DIMENSIONS[Dimension(post.dimension)],
        dimension_code=post.dimension,
        kind=KINDS[Kind(post.kind)],
        text=post.text,
        reason=sentence_of(post.because),
        state=POST_STATES[post.state],
        is_draft=post.state is PostState.DRAFT,
    )


def _mix(posts: Sequence[Post], mix: Mix) -> tuple[Share, ...]:
    counts = Counter(post.dimension for post in posts)
    shares, start = [], 0.0
    for dimension in Dimension:
        width = 100 * counts[dimension] / max(1, len(posts))
        shares.append(
            Share(
                DIMENSIONS[dimension],
                dimension,
                counts[dimension],
                mix.percent_of(dimension),
                round(start, 2),
                round(width, 2),
            )
        )
        start += width
    return tuple(shares)
