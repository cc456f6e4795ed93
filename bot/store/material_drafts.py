"""Materials that people or the machine put beside the shop's file, and what became of them."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, desc, select, update

from bot.posts import MaterialDraft
from bot.records import ProposalState, Signed
from bot.store.moment_tables import material_drafts
from bot.store.work import Work, insert_new
from persona.materials import Material

FORM = TypeAdapter(Material)


class MaterialDrafts:
    """What waits for a person, what was approved, what shall not stand on the shelf."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def propose(self, drafts: Sequence[MaterialDraft]) -> int:
        """Keep drafts whose keys were never proposed; return how many are new."""
        rows = [_row(draft) for draft in drafts]
        added = insert_new(material_drafts, self._work.dialect).returning(material_drafts.c.key)
        return len(await self._work.insert_returning(added, rows)) if rows else 0

    def put(self, draft: MaterialDraft) -> None:
        """Keep what an operator decided about a material, over what was held before."""
        self._work.upsert(material_drafts, _row(draft))

    async def settle(self, key: str, state: ProposalState, signed: Signed) -> bool:
        """Approve or refuse what waits; False where it does not wait."""
        statement = (
            update(material_drafts)
            .where(material_drafts.c.key == key, material_drafts.c.state == ProposalState.WAITING)
            .values(state=state, who=signed.who, at=signed.at)
        )
        return await self._work.change(statement) == 1

    async def find(self, key: str) -> MaterialDraft | None:
        """Return a draft, or None."""
        row = await self._work.row(select(material_drafts).where(material_drafts.c.key == key))
        return _draft_of(row) if row else None

    async def list_in(self, state: ProposalState, limit: int = 100) -> list[MaterialDraft]:
        """List the drafts of a state, the newest first."""
        mine = select(material_drafts).where(material_drafts.c.state == state)
        newest = mine.order_by(desc(material_drafts.c.at), material_drafts.c.key).limit(limit)
        return [_draft_of(row) for row in await self._work.rows(newest)]

    async def hold_waiting(self) -> list[MaterialDraft]:
        """List all that waits; nobody else decides about it until this unit ends."""
        waiting = select(material_drafts).where(material_drafts.c.state == ProposalState.WAITING)
        held = waiting.order_by(material_drafts.c.key).with_for_update()
        return [_draft_of(row) for row in await self._work.rows(held)]

    async def list_settled(self) -> list[MaterialDraft]:
        """List all that was decided, in the order of the decisions."""
        decided = select(material_drafts).where(material_drafts.c.state != ProposalState.WAITING)
        rows = await self._work.rows(decided.order_by(material_drafts.c.at, material_drafts.c.key))
        return [_draft_of(row) for row in rows]


def _row(draft: MaterialDraft) -> dict[str, Any]:
    return {
        "key": draft.material.key,
        "source": draft.source,
        "content": FORM.dump_python(draft.material, mode="json"),
        "state": draft.state,
        "who": draft.signed.who,
        "at": draft.signed.at,
    }


def _draft_of(row: Row[Any]) -> MaterialDraft:
    return MaterialDraft(
        FORM.validate_python(row.content),
        row.source,
        ProposalState(row.state),
        Signed(row.who, row.at),
    )
