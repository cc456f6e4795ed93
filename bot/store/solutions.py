"""Answers that settle a concern."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, desc, false, null, or_, select, union, update

from bot.records import FollowupKind, FollowupState, OutboxState, Signed, Solution
from bot.store.review_tables import findings, solutions
from bot.store.tables import followups, outbox, tags
from bot.store.work import Work
from tagging.review import FindingState
from tagging.stances import Stance
from tagging.tags import TagState, is_worry

ESCAPE = "!"
SAID = (
    OutboxState.DUE,
    OutboxState.SENDING,
    OutboxState.SENT,
    OutboxState.ANSWERED,
    OutboxState.UNCERTAIN,
)
WORRIES = tuple(stance for stance in Stance if is_worry(stance))


class Solutions:
    """What was solved, and who had asked."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(self, solution: Solution) -> Solution:
        """Keep an answer."""
        self._work.insert(
            solutions,
            {
                "id": solution.id,
                "concern": solution.concern,
                "product": solution.product,
                "category": solution.category,
                "answer": solution.answer,
                "who": solution.signed.who,
                "at": solution.signed.at,
            },
        )
        return solution

    async def find(self, solution: str) -> Solution | None:
        """Return a solution, or None."""
        row = await self._work.row(select(solutions).where(solutions.c.id == solution))
        return _solution_of(row) if row else None

    async def list_recent(self, concern: str = "", limit: int = 100) -> list[Solution]:
        """List solutions (of a concern), the newest first."""
        statement = select(solutions).order_by(desc(solutions.c.id)).limit(limit)
        if concern:
            statement = statement.where(solutions.c.concern == concern)
        return [_solution_of(row) for row in await self._work.rows(statement)]

    async def keep_script(self, solution: str, script: Mapping[str, object]) -> bool:
        """Note the script that was put on the shelf for it; False where there is one already."""
        statement = (
            update(solutions)
            .where(solutions.c.id == solution, solutions.c.script.is_(None))
            .values(script=dict(script))
        )
        return await self._work.change(statement) == 1

    async def drop_script(self, solution: str) -> bool:
        """Forget its script; False where there is none."""
        statement = (
            update(solutions)
            .where(solutions.c.id == solution, solutions.c.script.is_not(None))
            .values(script=null())
        )
        return await self._work.change(statement) == 1

    async def list_scripts(self) -> list[Mapping[str, object]]:
        """List the scripts that solutions put on the shelf, the oldest first."""
        statement = select(solutions.c.script).where(solutions.c.script.is_not(None))
        rows = await self._work.rows(statement.order_by(solutions.c.id))
        return [row.script for row in rows]

    async def list_askers(self, solution: Solution) -> list[str]:
        """List the customers whose tag says that they worry about what is solved now."""
        statement = _askers(solution).order_by(tags.c.customer)
        return [row.customer for row in await self._work.rows(statement)]

    async def list_told(
        self, solution: Solution, answers: Sequence[str], lately: datetime
    ) -> set[str]:
        """List who need not be told.

        They read one of the answers since it was solved, or were promised another answer to the
        same concern that came due after `lately`.
        """
        promised = select(followups.c.customer).where(
            followups.c.kind == FollowupKind.SOLVED,
            followups.c.state.in_((FollowupState.OPEN, FollowupState.DONE)),
            followups.c.due_at > lately,
            followups.c.about.in_(
                select(solutions.c.id).where(
                    solutions.c.concern == solution.concern, solutions.c.id != solution.id
                )
            ),
        )
        read = select(outbox.c.customer).where(
            outbox.c.customer.in_(_askers(solution)),
            outbox.c.created_at >= solution.signed.at,
            outbox.c.state.in_(SAID),
            or_(false(), *(outbox.c.text.like(_holds(each), escape=ESCAPE) for each in answers)),
        )
        rows = await self._work.rows(union(promised, read))
        return {row.customer for row in rows}


def _askers(solution: Solution) -> Select[tuple[str]]:
    statement = (
        select(tags.c.customer)
        .where(
            tags.c.concern == solution.concern,
            tags.c.stance.in_(WORRIES),
            tags.c.state != TagState.REJECTED,
        )
        .distinct()
    )
    about = [
        findings.c[name] == value
        for name in ("product", "category")
        if (value := getattr(solution, name))
    ]
    if not about:
        return statement
    spoke = select(findings.c.customer).where(
        findings.c.concern == solution.concern,
        findings.c.stance.in_(WORRIES),
        findings.c.state != FindingState.REJECTED,
        findings.c.customer.is_not(None),
        *about,
    )
    return statement.where(tags.c.customer.in_(spoke))


def _holds(answer: str) -> str:
    """Write an answer as a pattern of LIKE; whatever a variable says stands between its pieces."""
    pieces = [re.sub(r"([%_!])", r"!\1", piece) for piece in re.split(r"\{[^{}]*\}", answer)]
    return "%" + "%".join(pieces) + "%"


def _solution_of(row: Row[Any]) -> Solution:
    signed = Signed(row.who, row.at)
    return Solution(row.id, row.concern, row.answer, signed, row.product, row.category, row.script)
