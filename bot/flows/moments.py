"""Plan, approve and publish posts."""

from datetime import datetime, timedelta

from bot.actions import Action, PublishPost
from bot.records import Post, PostState
from bot.shop import Shop
from bot.store import Unit
from bot.store.ids import new_id
from persona.manners import is_too_late
from persona.materials import Dimension, Kind
from persona.planned.plans import Brief, Plan, PlannedPost
from persona.planner import plan_posts
from persona.timeline import PostedPost

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


async def plan_ahead(now: datetime, unit: Unit, shop: Shop, account: str) -> Plan | None:
    """Keep the coming seven days planned: plan the seven days after the last planned one.

    Return None where the plan reaches far enough already.
    """
    today = shop.date_of(now)
    month = timedelta(days=shop.plan_rules.rest_days) + WEEK
    known = await unit.posts.list_between(account, now - month, now + month)
    planned_until = max((shop.date_of(post.due_at) for post in known), default=today - DAY)
    if planned_until >= today + WEEK - DAY:
        return None
    first_day = max(today, planned_until + DAY)
    posted = [_posted(post, shop) for post in known]
    plan = plan_posts(
        Brief(
            persona=shop.persona,
            materials=shop.materials,
            first_day=first_day,
            posted=posted,
            rules=shop.plan_rules,
        )
    )
    posts = [_post(planned, account, shop) for planned in plan.posts]
    for post in posts:
        if post.due_at > now:
            unit.posts.add(post)
    if posts:
        unit.audit.note("zhanggui", "planned", now, first_day=str(first_day), posts=len(posts))
    return plan


async def approve(post: str, unit: Unit, now: datetime, who: str) -> bool:
    """Approve a draft; False where it is none any more."""
    unit.audit.note(who, "approved_post", now, post=post)
    return await unit.posts.change(post, PostState.DRAFT, PostState.APPROVED, now)


async def publish_due(now: datetime, unit: Unit, shop: Shop) -> list[Action]:
    """Publish every approved post whose time has come; one that is too late is held and shown."""
    actions: list[Action] = []
    for post in await unit.posts.list_due(now):
        if is_too_late("post", post.due_at, now, shop.manner_rules):
            await unit.posts.change(post.id, PostState.APPROVED, PostState.MISSED, now)
        elif await unit.posts.change(post.id, PostState.APPROVED, PostState.QUEUED, now):
            actions.append(
                PublishPost(
                    account=post.account,
                    post=post.id,
                    text=post.text,
                    key=f"post:{post.id}",
                    since=post.due_at,
                )
            )
    return actions


def _post(planned: PlannedPost, account: str, shop: Shop) -> Post:
    return Post(
        new_id(),
        account,
        planned.material_key,
        next(iter(planned.products), ""),
        planned.dimension,
        planned.kind,
        planned.text,
        shop.instant(planned.at),
        PostState.APPROVED if shop.approves_itself else PostState.DRAFT,
        {"code": planned.because.code, "values": dict(planned.because.values)},
    )


def _posted(post: Post, shop: Shop) -> PostedPost:
    return PostedPost(
        material_key=post.material,
        at=shop.local(post.due_at),
        dimension=Dimension(post.dimension),
        kind=Kind(post.kind),
        products=(post.product,) if post.product else (),
        text=post.text,
    )
