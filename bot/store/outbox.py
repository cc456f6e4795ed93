"""Messages of ours: decided here in the transaction of their cause, sent by the delivery."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal_column, select, update

from bot.records import OutboxItem, OutboxState
from bot.store.columns import constant
from bot.store.tables import outbox
from bot.store.work import Work
from persona.manners import Purpose, TouchKind

WAITING = (
    OutboxState.DUE,
    OutboxState.SENDING,
    OutboxState.UNCERTAIN,
    OutboxState.BY_HAND,
    OutboxState.MISSED,
    OutboxState.FAILED,
)
GROUP: ColumnElement[str] = literal_column("'group'")  # as the partial index has it
REACHED = (
    OutboxState.SENDING,
    OutboxState.SENT,
    OutboxState.ANSWERED,
    OutboxState.UNCERTAIN,
)

_USUAL = {
    ("text", Purpose.ANSWER): TouchKind.ANSWER,
    ("text", Purpose.SERVICE): TouchKind.CARE,
    ("text", Purpose.MARKETING): TouchKind.NEWS,
    ("group", Purpose.ANSWER): TouchKind.GROUP_GREETING,
    ("post", Purpose.MARKETING): TouchKind.POST,
}


class OutboxRows:
    """What goes out."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(self, item: OutboxItem) -> None:
        """Put a message into the outbox; its key must be new."""
        self._work.insert(
            outbox,
            {
                "id": item.id,
                "key": item.key,
                "kind": item.kind,
                "account": item.account,
                "target": item.target,
                "customer": item.customer,
                "purpose": item.purpose,
                "touch": item.touch,
                "text": item.text,
                "content": item.content,
                "state": item.state,
                "created_at": item.created_at,
                "due_at": item.due_at,
                "expires_at": item.expires_at,
                "because": item.because,
            },
        )

    async def find(self, key: str) -> OutboxItem | None:
        """Return the message with this key, or None."""
        row = await self._work.row(select(outbox).where(outbox.c.key == key))
        return _item_of(row) if row else None

    async def next_due(self, account: str, now: datetime) -> OutboxItem | None:
        """Return the message of this account that is due first, and lock it."""
        statement = (
            select(outbox)
            .where(
                outbox.c.state == constant(OutboxState.DUE),
                outbox.c.account == account,
                outbox.c.due_at <= now,
            )
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(1)
        )
        row = await self._work.row(statement.with_for_update(skip_locked=True))
        return _item_of(row) if row else None

    async def intend(self, item: OutboxItem, lease_until: datetime) -> bool:
        """Commit ourselves to one call; False where somebody else was faster."""
        statement = (
            update(outbox)
            .where(outbox.c.id == item.id, outbox.c.state == constant(OutboxState.DUE))
            .values(state=OutboxState.SENDING, lease_until=lease_until, tries=item.tries + 1)
        )
        return await self._work.change(statement) == 1

    async def settle(
        self,
        item: OutboxItem,
        state: OutboxState,
        at: datetime,
        *,
        because: Mapping[str, object] | None = None,
        receipt: str = "",
    ) -> None:
        """Write down what became of it."""
        statement = (
            update(outbox)
            .where(outbox.c.id == item.id)
            .values(state=state, settled_at=at, because=because, receipt=receipt, lease_until=None)
        )
        await self._work.change(statement)

    async def postpone(
        self, item: OutboxItem, due_at: datetime, because: Mapping[str, object]
    ) -> None:
        """Let it wait until a later moment, and say why."""
        statement = (
            update(outbox)
            .where(outbox.c.id == item.id)
            .values(state=OutboxState.DUE, due_at=due_at, because=because, lease_until=None)
        )
        await self._work.change(statement)

    async def doubt_expired(self, now: datetime, because: Mapping[str, object]) -> int:
        """Mark as uncertain every call whose result never came; return how many."""
        statement = (
            update(outbox)
            .where(outbox.c.state == constant(OutboxState.SENDING), outbox.c.lease_until < now)
            .values(state=OutboxState.UNCERTAIN, settled_at=now, because=because, lease_until=None)
        )
        return await self._work.change(statement)

    async def list_to(self, customer: str, since: datetime) -> list[OutboxItem]:
        """List what reached this customer since a moment, or may have; of any account and kind."""
        return await self._reached(since, outbox.c.customer == customer)

    async def list_to_group(self, account: str, chat: str, since: datetime) -> list[OutboxItem]:
        """List what reached a group chat since a moment, or may have."""
        mine = (outbox.c.account == account) & (outbox.c.kind == GROUP)
        return await self._reached(since, mine, outbox.c.target == chat)

    async def _reached(self, since: datetime, *where: ColumnElement[bool]) -> list[OutboxItem]:
        settled_at = func.coalesce(outbox.c.settled_at, outbox.c.created_at)
        statement = select(outbox).where(*where, settled_at >= since, outbox.c.state.in_(REACHED))
        rows = await self._work.rows(statement.order_by(outbox.c.created_at))
        return [_item_of(row) for row in rows]

    async def silence_waiting(
        self, customer: str, at: datetime, because: Mapping[str, object], *, account: str = ""
    ) -> int:
        """Stop a customer's unsent messages (of an account), but answers; return how many."""
        statement = (
            update(outbox)
            .where(
                outbox.c.customer == customer,
                outbox.c.state == constant(OutboxState.DUE),
                outbox.c.purpose != "answer",
            )
            .values(state=OutboxState.SILENCED, settled_at=at, because=because)
        )
        if account:
            statement = statement.where(outbox.c.account == account)
        return await self._work.change(statement)

    async def list_of(self, customer: str, limit: int = 20) -> list[OutboxItem]:
        """List the last messages meant for a customer, the newest first."""
        statement = select(outbox).where(outbox.c.customer == customer)
        rows = await self._work.rows(statement.order_by(outbox.c.created_at.desc()).limit(limit))
        return [_item_of(row) for row in rows]

    async def list_sent(self, account: str, kind: str, limit: int = 20) -> list[OutboxItem]:
        """List what this account sent of a kind, the newest first."""
        statement = select(outbox).where(
            outbox.c.account == account,
            outbox.c.kind == kind,
            outbox.c.state == constant(OutboxState.SENT),
        )
        rows = await self._work.rows(statement.order_by(outbox.c.settled_at.desc()).limit(limit))
        return [_item_of(row) for row in rows]

    async def list_in(self, state: OutboxState, limit: int = 50) -> list[OutboxItem]:
        """List messages in a state, the newest first."""
        statement = select(outbox).where(outbox.c.state == constant(state))
        rows = await self._work.rows(statement.order_by(outbox.c.id.desc()).limit(limit))
        return [_item_of(row) for row in rows]

    async def count_waiting(self) -> dict[str, int]:
        """Count the messages that wait for us or for a person, by state."""
        counts = {}
        for state in WAITING:
            where = outbox.c.state == constant(state)
            row = await self._work.row(select(func.count()).select_from(outbox).where(where))
            counts[state.value] = row[0] if row else 0
        return counts


def _item_of(row: Row[Any]) -> OutboxItem:
    return OutboxItem(
        row.id,
        row.key,
        row.kind,
        row.account,
        row.target,
        row.customer,
        row.purpose,
        row.text,
        OutboxState(row.state),
        row.created_at,
        row.due_at,
        row.expires_at,
        row.tries,
        row.because,
        row.receipt,
        row.settled_at,
        row.content,
        row.touch,
    )


def touch_of(item: OutboxItem) -> TouchKind:
    """Say which kind of touch a row is; one from before there were kinds is held to the usual."""
    return TouchKind(item.touch) if item.touch else _USUAL[item.kind, Purpose(item.purpose)]
