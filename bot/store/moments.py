"""Moments posts, planned and past."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, func, or_, select, update

from bot.posts import Post, PostState
from bot.records import OutboxState
from bot.store.columns import constant
from bot.store.moment_tables import posts
from bot.store.tables import outbox
from bot.store.work import Work
from persona.materials import Audience

AUDIENCE = TypeAdapter(Audience)
KEY = "post:"  # of the outbox row of a post, before its id
PLANNING = 7_224_198  # the lock of who changes a plan; the account is its second number


class Posts:
    """The posts of our accounts."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(self, post: Post) -> None:
        """Keep a planned post."""
        row = {name: getattr(post, name) for name in Post.__dataclass_fields__}
        shown = {"products": [*post.products], "pictures": [*post.pictures]}
        audience = AUDIENCE.dump_python(post.audience, mode="json")
        self._work.insert(posts, row | shown | {"audience": audience})

    async def hold(self, account: str) -> None:
        """Let nobody else change what an account plans until this unit ends.

        SQLite has one writer at a time as it is.
        """
        if self._work.dialect == "postgresql":
            lock = func.pg_advisory_xact_lock(PLANNING, func.hashtext(account))
            await self._work.row(select(lock))

    async def find(self, post: str) -> Post | None:
        """Return a post, or None."""
        row = await self._work.row(select(posts).where(posts.c.id == post))
        return _post_of(row) if row else None

    async def list_between(
        self,
        account: str,
        since: datetime,
        until: datetime,
        *,
        states: Collection[PostState] = tuple(PostState),
    ) -> list[Post]:
        """List the posts of an account due in [since, until), the earliest first."""
        where = (posts.c.account == account) & (posts.c.due_at >= since) & (posts.c.due_at < until)
        statement = select(posts).where(where, posts.c.state.in_(states))
        rows = await self._work.rows(statement.order_by(posts.c.due_at, posts.c.id))
        return [_post_of(row) for row in rows]

    async def list_due(self, now: datetime, limit: int = 50) -> list[Post]:
        """List approved posts whose time has come, and lock them."""
        statement = (
            select(posts)
            .where(posts.c.state == constant(PostState.APPROVED), posts.c.due_at <= now)
            .order_by(posts.c.due_at)
            .limit(limit)
        )
        rows = await self._work.rows(statement.with_for_update(skip_locked=True))
        return [_post_of(row) for row in rows]

    async def list_settled(self, limit: int = 50) -> list[tuple[str, OutboxState]]:
        """List queued posts whose message has left, or never will, with what became of it."""
        statement = (
            select(posts.c.id, outbox.c.state)
            .join_from(posts, outbox, outbox.c.key == KEY + posts.c.id)
            .where(
                posts.c.state == constant(PostState.QUEUED),
                or_(
                    *(
                        outbox.c.state == constant(state)
                        for state in (OutboxState.SENT, OutboxState.MISSED, OutboxState.FAILED)
                    )
                ),
            )
            .limit(limit)
        )
        return [(row.id, OutboxState(row.state)) for row in await self._work.rows(statement)]

    async def change(
        self,
        post: str,
        old: PostState | Sequence[PostState],
        new: PostState,
        at: datetime,
        **kept: str,
    ) -> bool:
        """Move a post from one state to the next, once; False where it was moved before."""
        olds = [old] if isinstance(old, PostState) else old
        statement = (
            update(posts)
            .where(posts.c.id == post, posts.c.state.in_(olds))
            .values(state=new, settled_at=at, **kept)
        )
        return await self._work.change(statement) == 1

    async def move(self, post: Post, due_at: datetime, because: Mapping[str, object]) -> bool:
        """Give a post another time, once; False where it changed meanwhile, or the time is taken.

        The reason it had stays with it.
        """
        taken = select(posts.c.id).where(
            posts.c.account == post.account,
            posts.c.due_at == due_at,
            posts.c.id != post.id,
            posts.c.state.not_in([PostState.SKIPPED, PostState.MISSED]),
        )
        if await self._work.row(taken):
            return False
        statement = (
            update(posts)
            .where(
                posts.c.id == post.id,
                posts.c.state == post.state,
                posts.c.due_at == post.due_at,
            )
            .values(due_at=due_at, because=because, previous=post.because)
        )
        return await self._work.change(statement) == 1

    async def reword(self, post: str, text: str) -> bool:
        """Give a draft another text, and take its evidence back; False where it is no draft."""
        mine = (posts.c.id == post) & (posts.c.state == PostState.DRAFT)
        changed = update(posts).where(mine).values(text=text, evidence="")
        return await self._work.change(changed) == 1

    async def drop(self, drafts: Collection[str]) -> int:
        """Forget drafts; return how many."""
        statement = delete(posts).where(posts.c.id.in_(drafts), posts.c.state == PostState.DRAFT)
        return await self._work.change(statement) if drafts else 0

    async def drop_drafts(self, account: str) -> int:
        """Forget all drafts of an account; return how many."""
        mine = (posts.c.account == account) & (posts.c.state == PostState.DRAFT)
        return await self._work.change(delete(posts).where(mine))

    async def drop_of(self, material: str) -> int:
        """Forget the drafts made of a material; return how many."""
        mine = (posts.c.material == material) & (posts.c.state == PostState.DRAFT)
        return await self._work.change(delete(posts).where(mine))


def _post_of(row: Row[Any]) -> Post:
    told = {name: row._mapping[name] for name in Post.__dataclass_fields__}  # noqa: SLF001
    return Post(
        **told
        | {
            "state": PostState(row.state),
            "products": tuple(row.products),
            "pictures": tuple(row.pictures),
            "audience": AUDIENCE.validate_python(row.audience),
        }
    )
