"""Who did what, and the staff who can."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from bot.store.ids import new_id
from bot.store.tables import audit, staff
from bot.store.work import Work


class Audit:
    """The record of what people and the machine decided."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def note(self, who: str, what: str, at: datetime, **details: object) -> None:
        """Write a line; lines are never changed."""
        row = {"id": new_id(), "at": at, "who": who, "what": what, "details": details}
        self._work.insert(audit, row)

    async def list_recent(
        self, limit: int = 50
    ) -> list[tuple[datetime, str, str, Mapping[str, object]]]:
        """List the newest lines as (at, who, what, details)."""
        rows = await self._work.rows(select(audit).order_by(audit.c.at.desc()).limit(limit))
        return [(row.at, row.who, row.what, row.details) for row in rows]

    async def hire(self, name: str, role: str, at: datetime) -> None:
        """Make sure that a member of staff is known."""
        known = await self._work.row(select(staff.c.id).where(staff.c.name == name))
        if known is None:
            row = {"id": new_id(), "name": name, "role": role, "created_at": at}
            self._work.insert(staff, row)
