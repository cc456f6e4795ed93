"""What was found in messages and reviews, until a person decides and after."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    case,
    delete,
    desc,
    exists,
    func,
    or_,
    select,
    update,
)

from bot.records import KeptFinding, Origin, Said, Waiting, Wanted
from bot.store.columns import constant
from bot.store.ids import new_id
from bot.store.review_tables import decisions, findings
from bot.store.tables import messages, reviews
from bot.store.work import Work
from tagging.concerns import Finding
from tagging.review import SERIOUSNESS, Claim, FindingState
from tagging.stances import Stance

MILLE = 1000
LOOKED_AT = 50_000  # open findings; the older ones wait until newer ones are settled
IS_OPEN = findings.c.state == constant(FindingState.OPEN)
IS_HELD = findings.c.state != constant(FindingState.REJECTED)
NEWEST = (desc(findings.c.at), desc(findings.c.id))
IS_DECIDED = findings.c.state != constant(FindingState.OPEN)
NOBODY_DECIDED = ~exists().where(decisions.c.finding == findings.c.id)


class Findings:
    """The findings of all texts, in one place."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(self, said: Said, found: Sequence[Finding]) -> None:
        """Keep what was found in a text."""
        for finding in found:
            self._work.insert(
                findings,
                {
                    "id": new_id(),
                    "origin": said.origin,
                    "said_in": said.id,
                    "customer": said.customer,
                    "product": said.product,
                    "category": said.category,
                    "is_returning": said.is_returning,
                    "concern": finding.concern,
                    "stance": finding.stance,
                    "start": finding.start,
                    "end": finding.end,
                    "evidence": finding.evidence,
                    "clause": finding.clause,
                    "rule": finding.rule,
                    "confidence": round(finding.confidence * MILLE),
                    "at": said.at,
                    "state": FindingState.OPEN,
                },
            )

    async def forget_open(self, texts: Collection[str]) -> None:
        """Forget what was found in texts that are read anew, but what people looked at."""
        where = findings.c.said_in.in_(texts) & IS_OPEN & NOBODY_DECIDED
        await self._work.change(delete(findings).where(where))

    async def looked_at_in(self, texts: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        """Return, by text, the (clause, evidence) of findings that people ever decided."""
        columns = (findings.c.said_in, findings.c.clause, findings.c.evidence)
        where = findings.c.said_in.in_(texts) & ~NOBODY_DECIDED
        looked_at: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in await self._work.rows(select(*columns).where(where)):
            looked_at[row.said_in].append((row.clause, row.evidence))
        return looked_at

    async def find(self, finding: str) -> KeptFinding | None:
        """Return a finding, or None."""
        found = await self._load([finding])
        return found[0] if found else None

    async def settle(self, finding: str, was: FindingState, claim: Claim) -> bool:
        """Write what is held now; False where its state is no longer what it was."""
        statement = (
            update(findings)
            .where(findings.c.id == finding, findings.c.state == was)
            .values(
                concern=claim.concern,
                stance=claim.stance,
                start=claim.start,
                end=claim.end,
                evidence=claim.evidence,
                state=claim.state,
            )
        )
        return await self._work.change(statement) == 1

    async def count_open(self, wanted: Wanted) -> int:
        """Count what waits for a person, of the newest."""
        newest = _newest_open()
        statement = select(func.count()).select_from(newest).where(*chosen(wanted, newest))
        row = await self._work.row(statement)
        return row[0] if row else 0

    async def list_waiting(
        self, wanted: Wanted, *, by_doubt: bool = False, limit: int = 20, offset: int = 0
    ) -> list[Waiting]:
        """List what waits, of the newest, once for all of the same concern, stance and words.

        The order is `tagging.review.priority_of`; `by_doubt`: the least sure first.
        """
        newest = _newest_open()
        serious = {stance.value: weight for stance, weight in SERIOUSNESS.items()}
        weight = case(serious, value=newest.c.stance)
        priority = (weight * func.sum(MILLE - newest.c.confidence)).label("priority")
        doubt = func.min(newest.c.confidence).label("doubt")
        last = func.max(newest.c.id).label("id")
        order = [doubt, desc(priority)] if by_doubt else [desc(priority), doubt]
        statement = (
            select(last, func.count().label("texts"), priority, doubt)
            .where(*chosen(wanted, newest))
            .group_by(newest.c.concern, newest.c.stance, newest.c.evidence)
            .order_by(*order, desc(last))
            .limit(limit)
            .offset(offset)
        )
        groups = await self._work.rows(statement)
        found = {finding.id: finding for finding in await self._load([row.id for row in groups])}
        return [Waiting(found[row.id], row.texts - 1, int(row.priority) / MILLE) for row in groups]

    async def list_same(self, claim: Claim, category: str, limit: int) -> list[KeptFinding]:
        """List the newest open findings of the same concern, stance and words in a category."""
        newest = _newest_open()
        wanted = Wanted(category=category, concern=claim.concern, stance=claim.stance)
        same = [newest.c.evidence == claim.evidence, *chosen(wanted, newest)]
        return await self._list(_ids_of(newest, same, limit))

    async def list_with(self, words: str, category: str, limit: int) -> list[KeptFinding]:
        """List the newest open findings whose evidence or clause holds these words."""
        newest = _newest_open()
        where = _holds(newest, words, Wanted(category=category))
        return await self._list(_ids_of(newest, where, limit))

    async def _list(self, ids: Select[Any]) -> list[KeptFinding]:
        return await self._load([row.id for row in await self._work.rows(ids)])

    async def list_of(self, customer: str, concern: str, stance: Stance) -> list[Claim]:
        """List what is held of a customer's findings of this concern and stance."""
        where = (
            (findings.c.customer == customer)
            & (findings.c.concern == concern)
            & (findings.c.stance == stance)
        )
        return [_claim_of(row) for row in await self._work.rows(select(findings).where(where))]

    async def keys_of(self, customers: Collection[str]) -> set[tuple[str, str, str]]:
        """Return of which (customer, concern, stance) there is a finding, decided or not."""
        columns = (findings.c.customer, findings.c.concern, findings.c.stance)
        statement = select(*columns).where(findings.c.customer.in_(customers)).distinct()
        return {
            (row.customer, row.concern, row.stance) for row in await self._work.rows(statement)
        }

    async def list_examples(self, wanted: Wanted, limit: int) -> list[KeptFinding]:
        """List the newest findings that nobody denied."""
        return await self._list(
            select(findings.c.id).where(IS_HELD, *chosen(wanted)).order_by(*NEWEST).limit(limit)
        )

    async def list_examples_of_each(
        self, wanted: Wanted, limit: int, since: datetime
    ) -> dict[tuple[str, Stance], list[KeptFinding]]:
        """List, by (concern, stance), so many of the newest findings that nobody denied."""
        kind = (findings.c.concern, findings.c.stance)
        place = func.row_number().over(partition_by=kind, order_by=NEWEST).label("place")
        where = [IS_HELD, findings.c.at > since, *chosen(wanted)]
        placed = select(findings.c.id, place).where(*where).subquery()
        first = select(placed.c.id).where(placed.c.place <= limit).order_by(placed.c.place)
        examples: defaultdict[tuple[str, Stance], list[KeptFinding]] = defaultdict(list)
        for finding in await self._list(first):
            examples[finding.claim.concern, finding.claim.stance].append(finding)
        return examples

    async def list_open(self, texts: Collection[str]) -> list[KeptFinding]:
        """List what waits for a person in these texts."""
        rows = await self._work.rows(_whole().where(IS_OPEN, findings.c.said_in.in_(texts)))
        return [_finding_of(row) for row in rows]

    async def count_with(self, words: str, category: str, concern: str = "") -> int:
        """Count the newest open findings whose evidence or clause holds these words."""
        newest = _newest_open()
        where = _holds(newest, words, Wanted(category=category, concern=concern))
        row = await self._work.row(select(func.count()).select_from(newest).where(*where))
        return row[0] if row else 0

    async def count_decided(self, category: str) -> int:
        """Count the findings of a category that people decided."""
        where = IS_DECIDED & (findings.c.category == category)
        row = await self._work.row(select(func.count()).select_from(findings).where(where))
        return row[0] if row else 0

    async def list_decided(self, category: str, limit: int) -> list[KeptFinding]:
        """List what people decided in a category, the newest first."""
        statement = (
            _whole()
            .where(IS_DECIDED, findings.c.category == category)
            .order_by(desc(findings.c.id))
            .limit(limit)
        )
        return [_finding_of(row) for row in await self._work.rows(statement)]

    async def open_clauses(self, category: str) -> set[tuple[str, str]]:
        """Return the (text, clause) of open findings in texts that hold a decided one."""
        decided = findings.alias()
        is_decided = decided.c.state != constant(FindingState.OPEN)
        texts = select(decided.c.said_in).where(is_decided, decided.c.category == category)
        columns = (findings.c.said_in, findings.c.clause)
        statement = select(*columns).where(IS_OPEN, findings.c.said_in.in_(texts))
        return {(row.said_in, row.clause) for row in await self._work.rows(statement.distinct())}

    async def _load(self, ids: Sequence[str]) -> list[KeptFinding]:
        if not ids:
            return []
        rows = await self._work.rows(_whole().where(findings.c.id.in_(ids)))
        found = {row.id: _finding_of(row) for row in rows}
        return [found[finding] for finding in ids if finding in found]


def chosen(wanted: Wanted, table: FromClause = findings) -> list[ColumnElement[bool]]:
    """Say in SQL which findings are wanted."""
    return [
        table.c[name] == value
        for name in ("category", "product", "concern", "stance", "origin")
        if (value := getattr(wanted, name))
    ]


def _newest_open() -> FromClause:
    """Look at so many that the answer never keeps anybody waiting."""
    open_ones = select(findings).where(IS_OPEN).order_by(desc(findings.c.id))
    return open_ones.limit(LOOKED_AT).subquery()


def _ids_of(table: FromClause, where: Sequence[ColumnElement[bool]], limit: int) -> Select[Any]:
    return select(table.c.id).where(*where).order_by(desc(table.c.id)).limit(limit)


def _holds(table: FromClause, words: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    places = (table.c.evidence, table.c.clause)
    holds = or_(*(place.icontains(words, autoescape=True) for place in places))
    return [holds, *chosen(wanted, table)]


def _whole() -> Select[Any]:
    words = func.coalesce(messages.c.text, reviews.c.text, "").label("text")
    return (
        select(findings, words)
        .outerjoin_from(findings, messages, messages.c.id == findings.c.said_in)
        .outerjoin(reviews, reviews.c.id == findings.c.said_in)
    )


def _claim_of(row: Row[Any]) -> Claim:
    state = FindingState(row.state)
    return Claim(row.concern, Stance(row.stance), row.start, row.end, row.evidence, state)


def _finding_of(row: Row[Any]) -> KeptFinding:
    said = Said(
        origin=Origin(row.origin),
        id=row.said_in,
        at=row.at,
        category=row.category,
        customer=row.customer,
        product=row.product,
        is_returning=row.is_returning,
    )
    confidence = row.confidence / MILLE
    return KeptFinding(row.id, said, _claim_of(row), row.clause, row.rule, confidence, row.text)
