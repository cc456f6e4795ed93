"""Product reviews and what was found in them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.store.tables import findings, reviews
from bot.store.work import Work
from tagging.concerns import Finding

MILLE = 1000


class Reviews:
    """What buyers wrote about products."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def list_unmined(self, limit: int) -> list[tuple[str, str, str]]:
        """List reviews nobody mined yet as (id, category, text), the oldest first."""
        statement = (
            select(reviews.c.id, reviews.c.category, reviews.c.text)
            .where(reviews.c.mined_at.is_(None))
            .order_by(reviews.c.id)
            .limit(limit)
        )
        rows = await self._work.rows(statement.with_for_update(skip_locked=True))
        return [(row.id, row.category, row.text) for row in rows]

    def save_findings(self, review: str, found: Sequence[Finding], at: datetime) -> None:
        """Keep what a review worries about, and that it was mined."""
        for finding in found:
            self._work.upsert(
                findings,
                {
                    "review": review,
                    "start": finding.start,
                    "concern": finding.concern,
                    "stance": finding.stance,
                    "end": finding.end,
                    "evidence": finding.evidence,
                    "confidence": round(finding.confidence * MILLE),
                },
            )
        self._work.update(reviews, {"id": review}, {"mined_at": at})

    async def count_mined(self) -> int:
        """Count the reviews that were read."""
        statement = (
            select(func.count()).select_from(reviews).where(reviews.c.mined_at.is_not(None))
        )
        row = await self._work.row(statement)
        return row[0] if row else 0

    async def count_concerns(self, category: str = "") -> dict[tuple[str, str], int]:
        """Count the reviews (of a category) by (concern, stance)."""
        statement = (
            select(
                findings.c.concern,
                findings.c.stance,
                func.count(func.distinct(findings.c.review)).label("reviews"),
            )
            .join_from(findings, reviews)
            .group_by(findings.c.concern, findings.c.stance)
        )
        if category:
            statement = statement.where(reviews.c.category == category)
        rows = await self._work.rows(statement)
        return {(row.concern, row.stance): row.reviews for row in rows}
