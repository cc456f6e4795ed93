"""The persona's timeline, and the plan of the next seven days: its mix, its reasons, its gaps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.console.remarks import Remark, remarks_of
from bot.console.words import (
    BY_HAND_STATES,
    MATERIAL_SOURCES,
    POST_STATES,
    REACTIONS,
    audience_of,
    day_of,
    hour_of,
    moment_of,
    sentence_of,
)
from bot.flows.moments import FAR
from bot.flows.posts import BY_HAND, OPEN
from bot.flows.wording import Hits, check_materials, check_posts, unfit_among
from bot.posts import DIMENSIONS, KINDS, PlanNote, Post, PostState, Reaction
from bot.reasons import word
from bot.records import OutboxItem, ProposalState
from bot.shop import Shop
from bot.store import Unit
from persona.materials import Dimension, Kind, dimension_of
from persona.mix import Mix
from persona.slots import days_from
from persona.wording import WordHit, WordLevel, strictest

AHEAD = timedelta(days=7)
BACK = timedelta(days=30)
SHOWN = tuple(state for state in PostState if state is not PostState.SKIPPED)
MOST_GAPS = 5
MOST_DRAFTS = 20
MOST_COUNTED = 10**7


@dataclass(frozen=True, slots=True)
class Count:
    """How often people did one thing: its form field, its name, and the number once noted."""

    field: str
    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Published:
    """A post on the timeline; `id` is empty where its reactions cannot be noted (yet)."""

    id: str
    when: str
    text: str
    label: str
    pictures: int
    reactions: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A post of the plan."""

    id: str
    day: str
    hour: str
    """Its day and hour as a form's fields have them."""
    dimension: str
    dimension_code: str
    kind: str
    text: str
    reason: str
    previous: str
    state: str
    shows: str
    audience: str
    remarks: tuple[Remark, ...]
    is_draft: bool
    is_open: bool
    is_blocked: bool
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class Drafted:
    """A material that was drafted out of what the shop has, for a person to look at."""

    key: str
    kind: str
    text: str
    source: str
    audience: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the plan."""

    name: str
    code: str
    posts: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One dimension of the mix: how many posts, the share wanted, its place on a bar of 100."""

    name: str
    code: str
    count: int
    percent: int
    wanted_percent: int
    start: float
    width: float
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A persona to look at."""

    account: str
    name: str
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentsView:
    """The timeline and the plan."""

    account: str
    name: str
    voices: tuple[Voice, ...]
    published: tuple[Published, ...]
    days: tuple[Day, ...]
    mix: tuple[Share, ...]
    total: int
    summary: str
    unmet: tuple[str, ...]
    holes: tuple[str, ...]
    unfit: tuple[tuple[str, str], ...]
    drafted: tuple[Drafted, ...]
    first_day: str
    last_day: str
    most: int = MOST_COUNTED


async def read_moments(
    unit: Unit, shop: Shop, now: datetime, account: str, accounts: Sequence[str] = ()
) -> MomentsView:
    """Read what was posted, and what is planned from today on for seven days."""
    today = shop.date_of(now)
    midnight = shop.instant(datetime.combine(today, time.min))
    posts = await unit.posts.list_between(account, now - BACK, midnight + AHEAD, states=SHOWN)
    sent = await unit.outbox.list_sent(account, "post", limit=10)
    done = {item.target for item in sent}
    ahead = [post for post in posts if post.due_at >= midnight and post.id not in done]
    mix = _mix(ahead, shop.plan_rules.mix)
    open_ones = [post for post in ahead if post.state in OPEN]
    hits = await check_posts(open_ones, unit, shop, today)
    note = await unit.plans.find(account)
    counted = {each.post: each for _, each in await unit.reactions.list_since(account, now - BACK)}
    return MomentsView(
        account=account,
        name=shop.persona_of(account).name,
        voices=tuple(
            Voice(each, shop.persona_of(each).name, each == account) for each in accounts
        ),
        published=_published(sent, posts, counted, shop, today),
        days=tuple(_days(ahead, hits, await _by_hand(ahead, unit), shop, today)),
        mix=mix,
        total=len(ahead),
        summary="、".join(f"{share.name} {share.count} 条" for share in mix),
        unmet=tuple(sentence_of(why) for why in note.unmet) if note else (),
        holes=_holes(note, now, shop),
        unfit=await _unfit(unit, shop, today),
        drafted=await _drafted(unit, shop, today),
        first_day=today.isoformat(),
        last_day=(today + FAR).isoformat(),
    )


def _published(
    sent: Sequence[OutboxItem],
    posts: Sequence[Post],
    counted: Mapping[str, Reaction],
    shop: Shop,
    today: date,
) -> tuple[Published, ...]:
    known = {post.id: post for post in posts}
    out = {post.id for post in posts if post.state is PostState.PUBLISHED}
    return tuple(
        Published(
            item.target if item.target in out else "",
            moment_of(shop.local(item.settled_at or item.created_at), today),
            item.text,
            _label(known[item.target]) if item.target in known else "",
            len((item.content or {}).get("pictures", ())),
            _reactions(counted.get(item.target)),
        )
        for item in sent
    )


def _reactions(counted: Reaction | None) -> tuple[Count, ...]:
    return tuple(
        Count(field, name, getattr(counted, field) if counted else None)
        for field, name in REACTIONS.items()
    )


def _label(post: Post) -> str:
    return f"{DIMENSIONS[Dimension(post.dimension)]} · {KINDS[Kind(post.kind)]}"


async def _by_hand(posts: Sequence[Post], unit: Unit) -> dict[str, str]:
    """Say which posts wait for a person to put them out, or to see whether they are."""
    queued = [post for post in posts if post.state is PostState.QUEUED]
    items = [(post.id, await unit.outbox.find(f"post:{post.id}")) for post in queued]
    states = {post: item.state for post, item in items if item}
    return {post: BY_HAND_STATES[state] for post, state in states.items() if state in BY_HAND}


def _days(
    posts: Sequence[Post], hits: Hits, by_hand: Mapping[str, str], shop: Shop, today: date
) -> list[Day]:
    """List the seven days with their posts, also where a day has none; none where no post is."""
    days: dict[date, list[Planned]] = {day: [] for day in days_from(today, AHEAD.days)}
    for post in posts:
        planned = _planned(post, hits.get(post.id, ()), by_hand.get(post.id, ""), shop)
        days[shop.date_of(post.due_at)].append(planned)
    named = [Day(day_of(day), day.isoformat(), tuple(own)) for day, own in days.items()]
    return named if posts else []


def _planned(post: Post, hits: Sequence[WordHit], by_hand: str, shop: Shop) -> Planned:
    local = shop.local(post.due_at)
    return Planned(
        id=post.id,
        day=local.date().isoformat(),
        hour=hour_of(local),
        dimension=DIMENSIONS[Dimension(post.dimension)],
        dimension_code=post.dimension,
        kind=KINDS[Kind(post.kind)],
        text=post.text,
        reason=sentence_of(post.because),
        previous=sentence_of(post.previous),
        state=by_hand or POST_STATES[post.state],
        shows=_shows(post),
        audience=audience_of(post.audience),
        remarks=remarks_of(hits),
        is_draft=post.state is PostState.DRAFT,
        is_open=post.state in OPEN,
        is_blocked=strictest(hits) is WordLevel.BLOCK,
        is_by_hand=bool(by_hand),
    )


def _shows(post: Post) -> str:
    """Name what a post shows beside its text."""
    if post.pictures:
        return f"{len(post.pictures)} 张图：{'、'.join(post.pictures)}"
    if post.video:
        return f"视频：{post.video}"
    return f"链接：{post.link_title or post.link}" if post.link else ""


def _holes(note: PlanNote | None, now: datetime, shop: Shop) -> tuple[str, ...]:
    """Say which hours stay empty; those with the same reason in one sentence."""
    alike: dict[str, list[str]] = {}
    for at, why in note.holes if note else ():
        if at > now:
            moment = moment_of(shop.local(at), shop.date_of(now))
            alike.setdefault(sentence_of(why, at="{at}"), []).append(moment)
    told = (sentence.replace("{at}", "、".join(moments)) for sentence, moments in alike.items())
    return tuple(told)[:MOST_GAPS]


async def _unfit(unit: Unit, shop: Shop, today: date) -> tuple[tuple[str, str], ...]:
    """Name the materials whose words are blocked, and why: they are not planned."""
    unfit = await unfit_among(shop.materials, unit, shop, today)
    return tuple((key, word(why)) for key, why in unfit.items())[:MOST_GAPS]


async def _drafted(unit: Unit, shop: Shop, today: date) -> tuple[Drafted, ...]:
    """Show the drafted materials that wait, the newest first."""
    drafts = await unit.material_drafts.list_in(ProposalState.WAITING, MOST_DRAFTS)
    hits = await check_materials([draft.material for draft in drafts], unit, shop, today)
    return tuple(
        Drafted(
            draft.material.key,
            KINDS[draft.material.kind],
            draft.material.text,
            MATERIAL_SOURCES.get(draft.source, draft.source),
            audience_of(draft.material.audience),
            remarks_of(hits[draft.material.key]),
        )
        for draft in drafts
    )


def _mix(posts: Sequence[Post], mix: Mix) -> tuple[Share, ...]:
    counts = Counter(post.dimension for post in posts if post.state is not PostState.MISSED)
    kinds = Counter(post.kind for post in posts if post.state is not PostState.MISSED)
    total, start, shares = max(1, counts.total()), 0.0, []
    for dimension in Dimension:
        width = 100 * counts[dimension] / total
        shares.append(
            Share(
                DIMENSIONS[dimension],
                dimension,
                counts[dimension],
                round(width),
                mix.percent_of(dimension),
                round(start, 2),
                round(width, 2),
                _kinds_of(dimension, kinds),
            )
        )
        start += width
    return tuple(shares)


def _kinds_of(dimension: Dimension, counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    own = (kind for kind in Kind if dimension_of(kind) is dimension)
    return tuple((KINDS[kind], counts.get(kind, 0)) for kind in own)
