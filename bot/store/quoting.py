"""Customers' praise, and whether they agreed to be quoted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import desc, or_, select

from bot.records import Origin
from bot.store.columns import constant
from bot.store.ids import new_id
from bot.store.review_tables import findings
from bot.store.tables import consents, contacts, customers, reviews
from bot.store.work import Work
from tagging.review import FindingState
from tagging.stances import Stance

QUOTING = "quoting"
FEWEST_STARS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PraiseFound:
    """A review that praises and does not complain."""

    review: str
    text: str
    product: str
    customer: str
    names: tuple[str, ...]
    agreed_at: datetime | None = None
    """When the customer agreed to be quoted; None where they did not."""
    ground: str = ""
    """How they agreed."""


class Quoting:
    """Whose words may be shown to others."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def note(self, customer: str, at: datetime, *, is_given: bool, ground: str) -> None:
        """Note that a customer lets themselves be quoted, or does not any more."""
        row = {"id": new_id(), "customer": customer, "purpose": QUOTING, "at": at}
        self._work.insert(consents, row | {"is_given": is_given, "ground": ground})

    async def list_praise(self, limit: int = 500) -> list[PraiseFound]:
        """List the newest reviews of known customers that only praise."""
        speaks = (
            select(findings.c.said_in)
            .where(
                findings.c.origin == Origin.REVIEW,
                findings.c.state != constant(FindingState.REJECTED),
            )
            .where(findings.c.said_in == reviews.c.id)
        )
        statement = (
            select(reviews.c.id, reviews.c.text, reviews.c.product, reviews.c.customer)
            .where(
                reviews.c.customer.is_not(None),
                or_(reviews.c.rating.is_(None), reviews.c.rating >= FEWEST_STARS),
                speaks.where(findings.c.stance == Stance.PRAISES).exists(),
                ~speaks.where(findings.c.stance == Stance.COMPLAINS).exists(),
            )
            .order_by(desc(reviews.c.id))
            .limit(limit)
        )
        rows = await self._work.rows(statement)
        people = {row.customer for row in rows}
        agreed, names = await self._agreed(people), await self._names(people)
        return [
            PraiseFound(
                review=row.id,
                text=row.text,
                product=row.product,
                customer=row.customer,
                names=tuple(sorted(names.get(row.customer, ()))),
                **agreed.get(row.customer, {}),
            )
            for row in rows
        ]

    async def _agreed(self, people: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return when and how people agreed; the newest word counts."""
        statement = (
            select(consents)
            .where(consents.c.customer.in_(people), consents.c.purpose == QUOTING)
            .order_by(consents.c.at, consents.c.id)
        )
        newest = {row.customer: row for row in await self._work.rows(statement)}
        return {
            customer: {"agreed_at": row.at, "ground": row.ground}
            for customer, row in newest.items()
            if row.is_given
        }

    async def _names(self, people: Collection[str]) -> dict[str, set[str]]:
        statement = (
            select(customers.c.id, customers.c.name, contacts.c.nickname)
            .outerjoin_from(customers, contacts)
            .where(customers.c.id.in_(people))
        )
        names: dict[str, set[str]] = {}
        for row in await self._work.rows(statement):
            names.setdefault(row.id, set()).update(
                name for name in (row.name, row.nickname) if name
            )
        return names
