"""Changes to the words of the concerns: proposed, approved, refused."""

from typing import Any

from sqlalchemy import Row, Select, desc, select, update

from bot.records import Proposal, ProposalState, Signed
from bot.store.ids import new_id
from bot.store.review_tables import proposals
from bot.store.work import Work
from tagging.changes import LexiconChange


class Proposals:
    """What people want to have read otherwise."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def add(
        self, change: LexiconChange, signed: Signed, finding: str | None = None
    ) -> Proposal:
        """Propose a change; the same one that still waits, or is approved, is not made twice."""
        known = await self._work.row(_same(change))
        if known is not None:
            return _proposal_of(known)
        proposal = Proposal(new_id(), change, ProposalState.WAITING, signed, finding)
        self._work.insert(
            proposals,
            {
                "id": proposal.id,
                "finding": finding,
                **_columns(change),
                "state": proposal.state,
                "who": signed.who,
                "at": signed.at,
            },
        )
        return proposal

    async def find(self, proposal: str) -> Proposal | None:
        """Return a proposal, or None."""
        row = await self._work.row(select(proposals).where(proposals.c.id == proposal))
        return _proposal_of(row) if row else None

    async def settle(
        self, proposal: str, was: ProposalState, state: ProposalState, signed: Signed
    ) -> bool:
        """Approve or refuse; False where somebody else was faster."""
        statement = (
            update(proposals)
            .where(proposals.c.id == proposal, proposals.c.state == was)
            .values(state=state, settled_by=signed.who, settled_at=signed.at)
        )
        return await self._work.change(statement) == 1

    async def withdraw(self, finding: str, signed: Signed) -> int:
        """Refuse what still waits because of a decision that is undone; return how many."""
        statement = (
            update(proposals)
            .where(proposals.c.finding == finding, proposals.c.state == ProposalState.WAITING)
            .values(state=ProposalState.REFUSED, settled_by=signed.who, settled_at=signed.at)
        )
        return await self._work.change(statement)

    async def list_in(
        self, state: ProposalState, limit: int = 20, offset: int = 0
    ) -> list[Proposal]:
        """List the proposals of a state, the newest first."""
        statement = select(proposals).where(proposals.c.state == state)
        newest = statement.order_by(desc(proposals.c.id)).limit(limit).offset(offset)
        return [_proposal_of(row) for row in await self._work.rows(newest)]

    async def list_approved(self) -> tuple[LexiconChange, ...]:
        """List all approved changes, in the order in which they were approved."""
        statement = (
            select(proposals)
            .where(proposals.c.state == ProposalState.APPROVED)
            .order_by(proposals.c.settled_at, proposals.c.id)
        )
        return tuple(_proposal_of(row).change for row in await self._work.rows(statement))


def _columns(change: LexiconChange) -> dict[str, Any]:
    names = ("concern", "list", "text", "is_addition", "category")
    return {name: getattr(change, name) for name in names}


def _same(change: LexiconChange) -> Select[Any]:
    same = [proposals.c[name] == value for name, value in _columns(change).items()]
    return select(proposals).where(*same, proposals.c.state != ProposalState.REFUSED)


def _proposal_of(row: Row[Any]) -> Proposal:
    change = LexiconChange(row.concern, row.list, row.text, row.is_addition, row.category)
    settled = Signed(row.settled_by, row.settled_at) if row.settled_at else None
    signed = Signed(row.who, row.at)
    return Proposal(row.id, change, ProposalState(row.state), signed, row.finding, settled)
