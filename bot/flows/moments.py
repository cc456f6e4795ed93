"""Plan posts a week ahead, and publish what was approved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import Action, PublishPost
from bot.flows.materials import materials_on_hand
from bot.flows.wording import unfit_among
from bot.posts import Post, PostState
from bot.records import OutboxState
from bot.shop import Shop
from bot.store import Unit
from bot.store.ids import new_id
from persona.hours import Reaction
from persona.manners import TouchKind, is_too_late
from persona.materials import Dimension, Kind, Material
from persona.planned.plans import Brief, Plan, PlannedPost
from persona.planner import check_move, plan_posts
from persona.reasons import Because
from persona.timeline import PostedPost

MACHINE = "zhanggui"
WEEK = timedelta(days=7)
MIX_BACK = timedelta(days=35)
LEARN_BACK = timedelta(days=180)
FAR = timedelta(days=60)
"""No post stands further ahead than this."""
GONE = (PostState.SKIPPED, PostState.MISSED)


async def plan_ahead(now: datetime, unit: Unit, shop: Shop, account: str) -> Plan:
    """Plan the coming seven days anew; asked twice, nothing changes.

    What is approved or out stays. Drafts stay where they break no rule; the others are dropped,
    and the audit says why. What was skipped or missed is made up for.
    """
    await unit.posts.hold(account)
    await _miss_drafts(now, unit, shop, account)
    brief = await brief_of(now, unit, shop, account)
    plan = plan_posts(brief)
    drafts = {place_of(post, shop): post for post in await _drafts(now, unit, shop, account)}
    planned = {(post.material_key, post.at): post for post in plan.posts}
    gone = [post for place, post in drafts.items() if place not in planned]
    await _drop(gone, brief, now, unit, shop)
    new = [
        post
        for place, post in planned.items()
        if place not in drafts and shop.instant(post.at) > now
    ]
    evidence = {each.key: each.evidence for each in brief.materials}
    for post in new:
        unit.posts.add(_post(post, account, shop, evidence.get(post.material_key, "")))
    if new:
        unit.audit.note(MACHINE, "planned", now, account=account, posts=len(new))
    _keep_gaps(plan, now, unit, shop, account)
    return plan


async def brief_of(now: datetime, unit: Unit, shop: Shop, account: str) -> Brief:
    """Gather what a plan of an account's coming week rests on."""
    rest = timedelta(days=shop.plan_rules.rest_days)
    known = await unit.posts.list_between(account, now - max(MIX_BACK, rest), now + FAR)
    drafts = {post.id for post in await _drafts(now, unit, shop, account)}
    materials, today = await materials_on_hand(unit, shop), shop.date_of(now)
    return Brief(
        persona=shop.persona_of(account),
        materials=_rested(materials, known, shop),
        first_day=today,
        not_before=shop.local(now),
        posted=[
            posted(post, shop)
            for post in known
            if post.id not in drafts and post.state not in GONE
        ],
        drafts=[posted(post, shop) for post in known if post.id in drafts],
        unfit=await unfit_among(materials, unit, shop, today),
        roles=_roles(shop),
        reactions=await _reactions(now, unit, shop, account),
        rules=shop.plan_rules,
    )


async def _reactions(now: datetime, unit: Unit, shop: Shop, account: str) -> list[Reaction]:
    return [
        Reaction(
            at=shop.local(at),
            likes=counted.likes,
            comments=counted.comments,
            visits=counted.visits,
        )
        for at, counted in await unit.reactions.list_since(account, now - LEARN_BACK)
    ]


def posted(post: Post, shop: Shop) -> PostedPost:
    """Give a post as the planner sees it."""
    return PostedPost(
        material_key=post.material,
        at=shop.local(post.due_at),
        dimension=Dimension(post.dimension),
        kind=Kind(post.kind),
        products=post.products,
        text=post.text,
        audience=post.audience,
    )


def place_of(post: Post, shop: Shop) -> tuple[str, datetime]:
    """Name a post as a plan does: its material, and its time by the shop's clock."""
    return post.material, shop.local(post.due_at)


def kept(because: Because) -> dict[str, object]:
    """Write a reason down as the store keeps it."""
    return {"code": str(because.code), "values": dict(because.values)}


async def _drafts(now: datetime, unit: Unit, shop: Shop, account: str) -> list[Post]:
    """List the drafts of the coming week, which a plan may keep or drop."""
    last = shop.instant(datetime.combine(shop.date_of(now) + WEEK, datetime.min.time()))
    return [
        post
        for post in await unit.posts.list_between(account, now, last, states=[PostState.DRAFT])
        if post.due_at > now
    ]


def is_over(draft: Post, now: datetime, shop: Shop) -> bool:
    """Tell whether it is too late to approve a draft, whatever becomes of late posts."""
    return now > shop.manner_rules.latest(TouchKind.POST, draft.due_at)


async def _miss_drafts(now: datetime, unit: Unit, shop: Shop, account: str) -> None:
    """Close the drafts that nobody approved while it was time."""
    drafts = await unit.posts.list_between(account, now - FAR, now, states=[PostState.DRAFT])
    for post in drafts:
        if is_over(post, now, shop):
            await unit.posts.change(post.id, PostState.DRAFT, PostState.MISSED, now)


def _rested(
    materials: Sequence[Material], known: Sequence[Post], shop: Shop
) -> Sequence[Material]:
    """Let a material rest that a person skipped: as if it had been posted elsewhere that day."""
    skipped = {
        post.material: shop.date_of(post.due_at)
        for post in known
        if post.state is PostState.SKIPPED
    }
    return [
        replace(each, last_used=max(skipped[each.key], each.last_used or skipped[each.key]))
        if each.key in skipped
        else each
        for each in materials
    ]


def _roles(shop: Shop) -> dict[str, str]:
    """Read the roles of products from the offers that name both."""
    roles = [
        (product, role)
        for offer in shop.shelf
        for product in offer.products
        for role in offer.roles
    ]
    times = Counter(product for product, _ in roles)
    return {product: role for product, role in roles if times[product] == 1}


async def _drop(
    drafts: Sequence[Post], brief: Brief, now: datetime, unit: Unit, shop: Shop
) -> None:
    """Forget drafts that the plan does not hold any more, and say which rules they break now."""
    await unit.posts.drop([post.id for post in drafts])
    for post in drafts:
        broken = check_move(brief, posted(post, shop), shop.local(post.due_at))
        why = [str(each.code) for each in broken]
        told = {"material": post.material, "due": str(post.due_at), "why": why}
        unit.audit.note(MACHINE, "draft_dropped", now, **told)


def _keep_gaps(plan: Plan, now: datetime, unit: Unit, shop: Shop, account: str) -> None:
    holes = [(shop.instant(hole.at), kept(hole.because)) for hole in plan.holes]
    unit.plans.keep(
        account,
        now,
        holes=[hole for hole in holes if hole[0] > now],
        unmet=[kept(because) for because in plan.unmet],
    )


async def publish_due(now: datetime, unit: Unit, shop: Shop) -> list[Action]:
    """Publish every approved post whose time has come; one that is too late is held and shown.

    So is one whose event is over, whose stock is sold, or whose customer took back their consent.
    """
    await _settle(now, unit)
    actions: list[Action] = []
    due = await unit.posts.list_due(now)
    materials = {each.key: each for each in await materials_on_hand(unit, shop)} if due else {}
    for post in due:
        material = materials.get(post.material)
        gone = material.obstacle_on(shop.date_of(post.due_at)) if material else None
        if gone or is_too_late(TouchKind.POST, post.due_at, now, shop.manner_rules):
            await unit.posts.change(post.id, PostState.APPROVED, PostState.MISSED, now)
            unit.audit.note(MACHINE, "post_missed", now, post=post.id, why=gone or "too_late")
        elif await unit.posts.change(post.id, PostState.APPROVED, PostState.QUEUED, now):
            actions.append(_publish(post))
    return actions


async def _settle(now: datetime, unit: Unit) -> None:
    """Note of queued posts whether they are out."""
    for post, outcome in await unit.posts.list_settled():
        is_out = outcome is OutboxState.SENT
        state = PostState.PUBLISHED if is_out else PostState.MISSED
        await unit.posts.change(post, PostState.QUEUED, state, now)


def _publish(post: Post) -> PublishPost:
    return PublishPost(
        account=post.account,
        post=post.id,
        text=post.text,
        key=f"post:{post.id}",
        pictures=post.pictures,
        video=post.video,
        link=post.link,
        link_title=post.link_title,
        visible_to=tuple(sorted(post.audience.tags | post.audience.layers)),
        since=post.due_at,
    )


def _post(planned: PlannedPost, account: str, shop: Shop, evidence: str) -> Post:
    return Post(
        id=new_id(),
        account=account,
        material=planned.material_key,
        dimension=planned.dimension,
        kind=planned.kind,
        text=planned.text,
        due_at=shop.instant(planned.at),
        state=PostState.APPROVED if shop.approves_itself else PostState.DRAFT,
        because=kept(planned.because),
        products=planned.products,
        pictures=planned.pictures,
        video=planned.video,
        link=planned.link,
        link_title=planned.link_title,
        audience=planned.audience,
        evidence=evidence,
    )
