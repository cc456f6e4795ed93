"""Every decision about a finding: who, when, and what was held before and after."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, desc, select

from bot.records import Decision, Signed
from bot.store.ids import new_id
from bot.store.review_tables import decisions, findings
from bot.store.work import Work
from tagging.review import Claim, DecisionKind, FindingState
from tagging.stances import Stance


class Decisions:
    """The log of decisions; lines are only added."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(
        self, finding: str, kind: DecisionKind, signed: Signed, *, before: Claim, after: Claim
    ) -> Decision:
        """Write a decision down."""
        decision = Decision(new_id(), finding, kind, signed, before, after)
        self._work.insert(
            decisions,
            {
                "id": decision.id,
                "finding": finding,
                "kind": kind,
                "who": signed.who,
                "at": signed.at,
                "before": asdict(before),
                "after": asdict(after),
            },
        )
        return decision

    async def last_of(self, finding: str) -> Decision | None:
        """Return the newest decision about a finding, or None."""
        found = await self.list_recent(finding=finding, limit=1)
        return found[0] if found else None

    async def list_recent(
        self, *, finding: str = "", who: str = "", limit: int = 50, offset: int = 0
    ) -> list[Decision]:
        """List decisions (about a finding, or somebody's), the newest first."""
        statement = select(decisions).order_by(desc(decisions.c.id)).limit(limit).offset(offset)
        if finding:
            statement = statement.where(decisions.c.finding == finding)
        if who:
            statement = statement.where(decisions.c.who == who)
        return [_decision_of(row) for row in await self._work.rows(statement)]

    async def list_moved(self, customer: str, concern: str, stance: Stance) -> list[Claim]:
        """List what is held now of a customer's findings that were corrected away from a tag."""
        statement = (
            select(decisions)
            .join_from(decisions, findings)
            .where(
                findings.c.customer == customer,
                findings.c.state == FindingState.CORRECTED,
                decisions.c.kind == DecisionKind.CORRECT,
            )
            .order_by(decisions.c.id)
        )
        standing = {row.finding: _decision_of(row) for row in await self._work.rows(statement)}
        return [
            each.after
            for each in standing.values()
            if (each.before.concern, each.before.stance) == (concern, stance)
            and (each.after.concern, each.after.stance) != (concern, stance)
        ]


def _decision_of(row: Row[Any]) -> Decision:
    before, after = _claim_of(row.before), _claim_of(row.after)
    kind, signed = DecisionKind(row.kind), Signed(row.who, row.at)
    return Decision(row.id, row.finding, kind, signed, before, after)


def _claim_of(kept: dict[str, Any]) -> Claim:
    words = {"stance": Stance(kept["stance"]), "state": FindingState(kept["state"])}
    return Claim(**kept | words)
