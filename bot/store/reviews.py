"""Product reviews, and that they were read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.records import Origin
from bot.store.columns import constant
from bot.store.review_tables import findings
from bot.store.tables import reviews
from bot.store.work import Work
from tagging.review import FindingState


@dataclass(frozen=True, slots=True)
class Review:
    """What a buyer wrote; `category` is the file's own word for it."""

    id: str
    category: str
    text: str
    product: str = ""
    customer: str | None = None
    at: datetime | None = None


class Reviews:
    """What buyers wrote about products."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def list_unmined(self, limit: int) -> list[Review]:
        """List reviews nobody mined yet, the oldest first."""
        columns = [reviews.c[name] for name in Review.__dataclass_fields__]
        statement = (
            select(*columns)
            .where(reviews.c.mined_at.is_(None))
            .order_by(reviews.c.id)
            .limit(limit)
        )
        rows = await self._work.rows(statement.with_for_update(skip_locked=True))
        return [Review(**row._mapping) for row in rows]  # noqa: SLF001 - its public name

    def note_mined(
        self, review: str, at: datetime, *, read_as: str, is_returning: bool | None
    ) -> None:
        """Note that a review was mined, with which category's words, and who had written it."""
        told = {"mined_at": at, "read_as": read_as, "is_returning": is_returning}
        self._work.update(reviews, {"id": review}, told)

    async def count_mined(self) -> int:
        """Count the reviews that were read."""
        statement = (
            select(func.count()).select_from(reviews).where(reviews.c.mined_at.is_not(None))
        )
        row = await self._work.row(statement)
        return row[0] if row else 0

    async def count_concerns(self, category: str = "") -> dict[tuple[str, str], int]:
        """Count the reviews (of what a file calls a category) by (concern, stance)."""
        statement = (
            select(
                findings.c.concern,
                findings.c.stance,
                func.count(func.distinct(findings.c.said_in)).label("reviews"),
            )
            .where(
                findings.c.origin == Origin.REVIEW,
                findings.c.state != constant(FindingState.REJECTED),
            )
            .group_by(findings.c.concern, findings.c.stance)
        )
        if category:
            named = select(reviews.c.id).where(reviews.c.category == category)
            statement = statement.where(findings.c.said_in.in_(named))
        rows = await self._work.rows(statement)
        return {(row.concern, row.stance): row.reviews for row in rows}
