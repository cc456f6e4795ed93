"""Later words we promised ourselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.records import Followup, FollowupKind, FollowupState
from bot.store.columns import constant
from bot.store.tables import followups
from bot.store.work import Work, insert_new


class Followups:
    """The follow-ups of customers."""

    def __init__(self, work: Work) -> None:
        """Remember, within this unit, whose open follow-ups were already read."""
        self._work = work
        self._open: dict[str, list[Followup]] = {}
        self._written: set[str] = set()

    async def load(self, customers: Collection[str]) -> None:
        """Read the open follow-ups of these customers at once."""
        unread = [customer for customer in customers if customer not in self._open]
        self._open.update((customer, []) for customer in unread)
        if stored := [customer for customer in unread if customer not in self._work.fresh]:
            is_open = followups.c.state == constant(FollowupState.OPEN)
            where = is_open & followups.c.customer.in_(stored)
            statement = select(followups).where(where).order_by(followups.c.due_at)
            sees_own = not self._written.isdisjoint(stored)
            for row in await self._work.rows(statement, sees_own=sees_own):
                self._open[row.customer].append(_followup_of(row))

    async def open_of(self, customer: str) -> list[Followup]:
        """Return a customer's open follow-ups, the next first."""
        await self.load([customer])
        return self._open[customer]

    def add(self, followup: Followup) -> None:
        """Promise a later word."""
        self._written.add(followup.customer)
        if followup.customer in self._work.fresh:
            self._open.setdefault(followup.customer, [])
        if followup.customer in self._open:
            self._open[followup.customer].append(followup)
        self._work.insert(followups, _row_of(followup))

    async def add_new(self, promised: Sequence[Followup]) -> int:
        """Promise later words whose ids are keys: each once for ever; return how many are new."""
        rows = [_row_of(followup) for followup in promised]
        for followup in promised:
            self._open.pop(followup.customer, None)
        added = insert_new(followups, self._work.dialect).returning(followups.c.id)
        return len(await self._work.insert_returning(added, rows)) if rows else 0

    async def list_due(self, now: datetime, limit: int = 200) -> list[Followup]:
        """List open follow-ups of the machine's whose time has come, and lock them."""
        statement = (
            select(followups)
            .where(
                followups.c.state == constant(FollowupState.OPEN),
                followups.c.kind != FollowupKind.HAND_OVER,
                followups.c.due_at <= now,
            )
            .order_by(followups.c.due_at)
            .limit(limit)
        )
        rows = await self._work.rows(statement.with_for_update(skip_locked=True))
        return [_followup_of(row) for row in rows]

    async def list_waiting(self, kind: FollowupKind, limit: int = 50) -> list[Followup]:
        """List open follow-ups of a kind, the oldest first."""
        statement = select(followups).where(
            followups.c.state == constant(FollowupState.OPEN), followups.c.kind == kind
        )
        rows = await self._work.rows(statement.order_by(followups.c.due_at).limit(limit))
        return [_followup_of(row) for row in rows]

    async def settle(self, followup: Followup, state: FollowupState, at: datetime) -> bool:
        """Close an open follow-up once; False where it was closed before."""
        statement = (
            update(followups)
            .where(
                followups.c.id == followup.id, followups.c.state == constant(FollowupState.OPEN)
            )
            .values(state=state, settled_at=at)
        )
        self._open.pop(followup.customer, None)
        return await self._work.change(statement) == 1

    async def postpone(self, followup: Followup, due_at: datetime) -> None:
        """Let an open follow-up wait until a later moment."""
        statement = update(followups).where(followups.c.id == followup.id)
        self._open.pop(followup.customer, None)
        await self._work.change(statement.values(due_at=due_at))

    async def drop_open(self, customer: str, at: datetime, *, account: str = "") -> int:
        """Drop a customer's open follow-ups (of an account), but a person's; return how many."""
        statement = (
            update(followups)
            .where(
                followups.c.customer == customer,
                followups.c.state == constant(FollowupState.OPEN),
                followups.c.kind != FollowupKind.HAND_OVER,
            )
            .values(state=FollowupState.DROPPED, settled_at=at)
        )
        if account:
            statement = statement.where(followups.c.account == account)
        self._open.pop(customer, None)
        return await self._work.change(statement)


def _row_of(followup: Followup) -> dict[str, Any]:
    return {
        "id": followup.id,
        "customer": followup.customer,
        "account": followup.account,
        "contact": followup.contact,
        "kind": followup.kind,
        "about": followup.about,
        "due_at": followup.due_at,
        "state": followup.state,
    }


def _followup_of(row: Row[Any]) -> Followup:
    return Followup(
        row.id,
        row.customer,
        row.account,
        row.contact,
        FollowupKind(row.kind),
        row.about,
        row.due_at,
        FollowupState(row.state),
    )
