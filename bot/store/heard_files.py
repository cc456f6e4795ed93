"""Chat logs that became suggestions, and how far each was heard."""

from datetime import datetime

from sqlalchemy import select

from bot.records import HeardSoFar
from bot.store.tables import heard_files
from bot.store.work import Work

LONGEST_NAME = 200  # characters, as the column says


class HeardFiles:
    """Files by the digest of their content, whatever they are called."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def heard_of(self, digest: str) -> HeardSoFar:
        """Return how much of a file was heard; nothing of an unknown one."""
        columns = (heard_files.c.blocks, heard_files.c.rows, heard_files.c.messages)
        row = await self._work.row(select(*columns).where(heard_files.c.digest == digest))
        return HeardSoFar(*row) if row else HeardSoFar()

    def note(self, digest: str, name: str, so_far: HeardSoFar, at: datetime) -> None:
        """Keep how far a file was heard."""
        row = {
            "digest": digest,
            "name": name[:LONGEST_NAME],
            "blocks": so_far.blocks,
            "rows": so_far.rows,
            "messages": so_far.messages,
            "at": at,
        }
        self._work.upsert(heard_files, row)
