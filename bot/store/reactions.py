"""How people reacted to posts: likes, comments, visits."""

from datetime import datetime

from sqlalchemy import select

from bot.posts import Reaction
from bot.store.moment_tables import posts, reactions
from bot.store.work import Work


class Reactions:
    """One count a post, the newest."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def note(self, reaction: Reaction) -> None:
        """Keep what was counted, in the place of an older count."""
        row = {
            "post": reaction.post,
            "likes": reaction.likes,
            "comments": reaction.comments,
            "visits": reaction.visits,
            "noted_at": reaction.noted_at,
        }
        self._work.upsert(reactions, row)

    async def list_since(self, account: str, since: datetime) -> list[tuple[datetime, Reaction]]:
        """List an account's counts with the moment of their post, the earliest first."""
        statement = (
            select(posts.c.due_at, reactions)
            .join_from(reactions, posts)
            .where(posts.c.account == account, posts.c.due_at >= since)
            .order_by(posts.c.due_at)
        )
        rows = await self._work.rows(statement)
        return [
            (row.due_at, Reaction(row.post, row.likes, row.comments, row.visits, row.noted_at))
            for row in rows
        ]
