"""Events as they came, each kept once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, tuple_

from bot.records import Arrival, InboxState, StoredEvent
from bot.store.columns import constant
from bot.store.tables import inbox
from bot.store.work import Work, insert_new


class InboxRows:
    """The raw events."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def take(self, arrivals: Sequence[Arrival]) -> list[StoredEvent]:
        """Keep each event under its unique key; say of each whether it was there before."""
        first = {(arrival.account, arrival.key): arrival for arrival in reversed(arrivals)}
        statement = insert_new(inbox, self._work.dialect).returning(
            inbox.c.id, inbox.c.account, inbox.c.key
        )
        rows = [_row_of(arrival) for arrival in reversed(first.values())]
        ids = {
            (row.account, row.key): row.id
            for row in await self._work.insert_returning(statement, rows)
        }
        before = await self._find([key for key in first if key not in ids])
        taken = []
        for arrival in arrivals:
            key = (arrival.account, arrival.key)
            if key in ids and first[key] is arrival:
                taken.append(_fresh(ids[key], arrival))
            else:
                twin = before[key] if key in before else _fresh(ids[key], first[key])
                taken.append(replace(twin, is_first=False))
        return taken

    async def _find(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], StoredEvent]:
        if not keys:
            return {}
        where = tuple_(inbox.c.account, inbox.c.key).in_(keys)
        rows = await self._work.rows(select(inbox).where(where))
        return {(row.account, row.key): _event_of(row) for row in rows}

    async def list_new(self, limit: int) -> list[StoredEvent]:
        """List events that wait to be worked off, in order of arrival, and lock them."""
        statement = (
            select(inbox)
            .where(inbox.c.state == constant(InboxState.NEW))
            .order_by(inbox.c.id)
            .limit(limit)
        )
        rows = await self._work.rows(statement.with_for_update(skip_locked=True))
        return [_event_of(row) for row in rows]

    async def lock(self, event: int) -> StoredEvent | None:
        """Return the event if it still waits to be worked off, and lock it."""
        statement = select(inbox).where(
            inbox.c.id == event, inbox.c.state == constant(InboxState.NEW)
        )
        row = await self._work.row(statement.with_for_update(skip_locked=True))
        return _event_of(row) if row else None

    def settle(self, event: int, state: InboxState, at: datetime, reason: str = "") -> None:
        """Note that an event was worked off, or parked and why."""
        self._work.update(
            inbox, {"id": event}, {"state": state, "settled_at": at, "reason": reason}
        )

    async def count_waiting(self) -> dict[str, int]:
        """Count the events that wait for us or for a person, by state."""
        counts = {}
        for state in (InboxState.NEW, InboxState.PARKED):
            where = inbox.c.state == constant(state)
            row = await self._work.row(select(func.count()).select_from(inbox).where(where))
            counts[state.value] = row[0] if row else 0
        return counts

    async def list_parked(self, limit: int = 50) -> list[StoredEvent]:
        """List parked events, the newest first."""
        statement = select(inbox).where(inbox.c.state == constant(InboxState.PARKED))
        rows = await self._work.rows(statement.order_by(inbox.c.id.desc()).limit(limit))
        return [_event_of(row) for row in rows]


def _row_of(arrival: Arrival) -> dict[str, Any]:
    return {
        "account": arrival.account,
        "key": arrival.key,
        "raw": arrival.raw,
        "received_at": arrival.received_at,
        "state": InboxState.PARKED if arrival.reason else InboxState.NEW,
        "reason": arrival.reason,
    }


def _fresh(event: int, arrival: Arrival) -> StoredEvent:
    state = InboxState.PARKED if arrival.reason else InboxState.NEW
    return StoredEvent(
        event,
        arrival.account,
        arrival.key,
        arrival.raw,
        arrival.received_at,
        state,
        arrival.reason,
    )


def _event_of(row: Row[Any]) -> StoredEvent:
    return StoredEvent(
        row.id,
        row.account,
        row.key,
        row.raw,
        row.received_at,
        InboxState(row.state),
        row.reason,
    )
