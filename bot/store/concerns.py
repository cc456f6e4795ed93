"""How many texts speak of a concern, week by week, and how many were read at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    func,
    literal_column,
    select,
    text,
    type_coerce,
)

from bot.records import Origin, Wanted
from bot.store.columns import EPOCH, constant
from bot.store.findings import chosen
from bot.store.review_tables import findings
from bot.store.tables import messages, reviews
from bot.store.work import Work
from tagging.counts import Found, Read
from tagging.review import FindingState
from tagging.stances import Stance

WEEK = timedelta(days=7)
MILLISECOND = timedelta(milliseconds=1)


class ConcernCounts:
    """The figures behind concern shares; a text counts once however often it says it."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def list_found(self, wanted: Wanted, until: datetime, weeks: int) -> list[Found]:
        """Count texts by concern, stance, week and who wrote them; week 0 ends with `until`."""
        week = _week(findings.c.at, until)
        columns = (findings.c.concern, findings.c.stance, week, findings.c.is_returning)
        texts = func.count(func.distinct(findings.c.said_in)).label("texts")
        statement = (
            select(*columns, texts)
            .where(
                findings.c.state != constant(FindingState.REJECTED),
                findings.c.at > until - weeks * WEEK,
                findings.c.at <= until,
                *chosen(wanted),
            )
            .group_by(*columns)
        )
        return [
            Found(row.concern, Stance(row.stance), row.week, row.is_returning, row.texts)
            for row in await self._work.rows(statement)
        ]

    async def list_read(self, wanted: Wanted, until: datetime, weeks: int) -> list[Read]:
        """Count the texts that were read, found anything in them or not."""
        read: list[Read] = []
        if wanted.origin != Origin.REVIEW and not wanted.product:
            where: list[Any] = [text("messages.read_as <> ''")]
            where += [messages.c.read_as == wanted.category] if wanted.category else []
            times = messages.c.at, messages.c.is_returning
            read += await self._count(*times, where, (until, weeks))
        if wanted.origin != Origin.MESSAGE:
            at = func.coalesce(reviews.c.at, reviews.c.mined_at, type_=reviews.c.at.type)
            where = [text("reviews.read_as <> ''")]
            where += [reviews.c.read_as == wanted.category] if wanted.category else []
            where += [reviews.c.product == wanted.product] if wanted.product else []
            read += await self._count(at, reviews.c.is_returning, where, (until, weeks))
        return read

    async def _count(
        self,
        at: ColumnElement[Any],
        is_returning: ColumnElement[Any],
        where: Sequence[Any],
        period: tuple[datetime, int],
    ) -> list[Read]:
        until, weeks = period
        week = _week(at, until)
        statement: Select[Any] = (
            select(week, is_returning, func.count().label("texts"))
            .where(at > until - weeks * WEEK, at <= until, *where)
            .group_by(week, is_returning)
        )
        rows = await self._work.rows(statement)
        return [Read(row.week, row.is_returning, row.texts) for row in rows]


def _week(at: ColumnElement[Any], until: datetime) -> ColumnElement[int]:
    """Say in SQL how many weeks before `until` it was."""
    end = literal_column(str((until - EPOCH) // MILLISECOND), BigInteger)
    length = literal_column(str(WEEK // MILLISECOND), BigInteger)
    return ((end - type_coerce(at, BigInteger)) // length).label("week")
