"""What the last plan of an account could not give: its holes and its missed aims, with reasons."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from bot.posts import PlanNote
from bot.store.moment_tables import plans
from bot.store.work import Work


class Plans:
    """One note an account, the last plan's."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def keep(
        self,
        account: str,
        at: datetime,
        *,
        holes: Sequence[tuple[datetime, Mapping[str, object]]],
        unmet: Sequence[Mapping[str, object]],
    ) -> None:
        """Write down what stays empty, when (aware moments), and what the stock lacks."""
        row = {
            "account": account,
            "at": at,
            "holes": [{"at": hole.isoformat(), "because": dict(why)} for hole, why in holes],
            "unmet": [dict(why) for why in unmet],
        }
        self._work.upsert(plans, row)

    async def find(self, account: str) -> PlanNote | None:
        """Return the note of an account; None before its first plan."""
        row = await self._work.row(select(plans).where(plans.c.account == account))
        if row is None:
            return None
        holes = tuple((datetime.fromisoformat(hole["at"]), hole["because"]) for hole in row.holes)
        return PlanNote(row.account, row.at, holes, tuple(row.unmet))
