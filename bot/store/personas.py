"""The personas that operators keep here, one for each account."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from bot.store.moment_tables import personas
from bot.store.work import Work
from persona.profile import Persona

FORM = TypeAdapter(Persona)


class Personas:
    """Who speaks through which account; what stands here wins over the files."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def put(self, persona: Persona, at: datetime) -> None:
        """Keep a persona in the place of the account's older one."""
        row = {
            "account": persona.account,
            "content": FORM.dump_python(persona, mode="json"),
            "updated_at": at,
        }
        self._work.upsert(personas, row)

    async def take_out(self, account: str) -> bool:
        """Forget an account's persona; False where none is kept."""
        statement = delete(personas).where(personas.c.account == account)
        return await self._work.change(statement) == 1

    async def list_all(self) -> tuple[Persona, ...]:
        """List all of them, by account."""
        rows = await self._work.rows(select(personas.c.content).order_by(personas.c.account))
        return tuple(FORM.validate_python(row.content) for row in rows)
