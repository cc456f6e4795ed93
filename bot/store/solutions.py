"""Answers that settle a concern."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, desc, select, update

from bot.records import Signed, Solution
from bot.store.review_tables import findings, solutions
from bot.store.tables import tags
from bot.store.work import Work
from tagging.review import FindingState
from tagging.stances import Stance
from tagging.tags import TagState, is_worry

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

    async def list_scripts(self) -> list[Mapping[str, object]]:
        """List the scripts that solutions put on the shelf, the oldest first."""
        statement = select(solutions.c.script).where(solutions.c.script.is_not(None))
        rows = await self._work.rows(statement.order_by(solutions.c.id))
        return [row.script for row in rows]

    async def list_askers(self, solution: Solution) -> list[str]:
        """List the customers whose tag says that they worry about what is solved now."""
        statement = (
            select(tags.c.customer)
            .where(
                tags.c.concern == solution.concern,
                tags.c.stance.in_(WORRIES),
                tags.c.state != TagState.REJECTED,
            )
            .distinct()
            .order_by(tags.c.customer)
        )
        about = [
            findings.c[name] == value
            for name in ("product", "category")
            if (value := getattr(solution, name))
        ]
        if about:
            spoke = select(findings.c.customer).where(
                findings.c.concern == solution.concern,
                findings.c.stance.in_(WORRIES),
                findings.c.state != FindingState.REJECTED,
                findings.c.customer.is_not(None),
                *about,
            )
            statement = statement.where(tags.c.customer.in_(spoke))
        return [row.customer for row in await self._work.rows(statement)]


def _solution_of(row: Row[Any]) -> Solution:
    signed = Signed(row.who, row.at)
    return Solution(row.id, row.concern, row.answer, signed, row.product, row.category, row.script)
