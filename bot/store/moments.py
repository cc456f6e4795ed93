"""Moments posts, planned and past."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.records import Post, PostState
from bot.store.columns import constant
from bot.store.tables import posts
from bot.store.work import Work


class Posts:
    """The posts of our accounts."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(self, post: Post) -> None:
        """Keep a planned post."""
        self._work.insert(
            posts,
            {
                "id": post.id,
                "account": post.account,
                "material": post.material,
                "product": post.product,
                "dimension": post.dimension,
                "kind": post.kind,
                "text": post.text,
                "due_at": post.due_at,
                "state": post.state,
                "because": post.because,
            },
        )

    async def list_between(self, account: str, since: datetime, until: datetime) -> list[Post]:
        """List the posts of an account due in [since, until), the earliest first."""
        where = (posts.c.account == account) & (posts.c.due_at >= since) & (posts.c.due_at < until)
        rows = await self._work.rows(select(posts).where(where).order_by(posts.c.due_at))
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

    async def change(self, post: str, old: PostState, new: PostState, at: datetime) -> bool:
        """Move a post from one state to the next, once; False where it was moved before."""
        statement = (
            update(posts)
            .where(posts.c.id == post, posts.c.state == old)
            .values(state=new, settled_at=at)
        )
        return await self._work.change(statement) == 1


def _post_of(row: Row[Any]) -> Post:
    return Post(
        row.id,
        row.account,
        row.material,
        row.product,
        row.dimension,
        row.kind,
        row.text,
        row.due_at,
        PostState(row.state),
        row.because,
    )
