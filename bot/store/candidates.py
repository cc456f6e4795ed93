"""Concerns that nobody had listed, and what operators made of them."""

from sqlalchemy import desc, select

from bot.records import Signed, Verdict
from bot.store.review_tables import candidates
from bot.store.tables import messages, reviews
from bot.store.work import Work, insert_new


class Candidates:
    """What was discovered and settled, so that it is not shown again."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def settle(self, verdict: Verdict, category: str, signed: Signed) -> bool:
        """Remember what became of a candidate; False where somebody settled it before."""
        row = {
            "category": category,
            "term": verdict.term,
            "state": verdict.state,
            "concern": verdict.concern,
            "who": signed.who,
            "at": signed.at,
        }
        added = insert_new(candidates, self._work.dialect).returning(candidates.c.term)
        return len(await self._work.insert_returning(added, [row])) == 1

    async def list_settled(self, category: str) -> set[str]:
        """List the terms that are settled in a category."""
        statement = select(candidates.c.term).where(candidates.c.category == category)
        return {row.term for row in await self._work.rows(statement)}

    async def list_texts(self, category: str, limit: int) -> list[str]:
        """List the newest reviews and customers' messages of a category, so many of each."""
        texts: list[str] = []
        for table in (reviews, messages):
            statement = select(table.c.text).where(table.c.read_as == category, table.c.text != "")
            newest = statement.order_by(desc(table.c.id)).limit(limit)
            texts += [row.text for row in await self._work.rows(newest)]
        return texts
