"""What we hold to be true of customers, with its evidence and its history."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from bot.store.ids import new_id
from bot.store.tables import tag_events, tags
from bot.store.work import Work
from tagging.concerns import Stance
from tagging.tags import Tag, TagState

MILLE = 1000


class Tags:
    """The tags of customers."""

    def __init__(self, work: Work) -> None:
        """Remember, within this unit, whose tags were already read."""
        self._work = work
        self._known: dict[str, dict[tuple[str, str], Tag]] = {}

    async def load(self, customers: Collection[str]) -> None:
        """Read the tags of these customers at once."""
        unread = [customer for customer in customers if customer not in self._known]
        self._known.update((customer, {}) for customer in unread)
        if stored := [customer for customer in unread if customer not in self._work.fresh]:
            statement = select(tags).where(tags.c.customer.in_(stored))
            for row in await self._work.rows(statement, sees_own=False):
                self._known[row.customer][row.concern, row.stance] = _tag_of(row)

    async def of(self, customer: str) -> list[Tag]:
        """Return a customer's tags."""
        await self.load([customer])
        return list(self._known[customer].values())

    async def sentences_of(self, customer: str) -> dict[tuple[str, str], str]:
        """Return, by (concern, stance), the words in which a customer's evidence stands."""
        columns = (tags.c.concern, tags.c.stance, tags.c.sentence)
        rows = await self._work.rows(select(*columns).where(tags.c.customer == customer))
        return {(row.concern, row.stance): row.sentence for row in rows}

    async def save(
        self, customer: str, changed: Sequence[Tag], sentence: str, message: str, at: datetime
    ) -> None:
        """Keep new and changed tags, and write their history."""
        await self.load([customer])
        known = self._known[customer]
        for tag in changed:
            what = "strengthened" if (tag.concern, tag.stance) in known else "suggested"
            known[tag.concern, tag.stance] = tag
            self._work.upsert(tags, _row_of(customer, tag, sentence))
            self._work.insert(
                tag_events,
                {
                    "id": new_id(),
                    "customer": customer,
                    "concern": tag.concern,
                    "stance": tag.stance,
                    "what": what,
                    "who": "zhanggui",
                    "evidence": tag.evidence,
                    "message": message,
                    "at": at,
                },
            )


def _row_of(customer: str, tag: Tag, sentence: str) -> dict[str, Any]:
    return {
        "customer": customer,
        "concern": tag.concern,
        "stance": tag.stance,
        "state": tag.state,
        "evidence": tag.evidence,
        "sentence": sentence,
        "confidence": round(tag.confidence * MILLE),
        "seen": tag.seen,
        "first_seen": tag.first_seen,
        "last_seen": tag.last_seen,
    }


def _tag_of(row: Row[Any]) -> Tag:
    return Tag(
        concern=row.concern,
        stance=Stance(row.stance),
        state=TagState(row.state),
        evidence=row.evidence,
        confidence=row.confidence / MILLE,
        seen=row.seen,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )
