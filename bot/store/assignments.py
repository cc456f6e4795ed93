"""Who was meant for which offer: who got it, who was left without it, and who bought then."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from hashlib import md5
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, case, exists, func, select, type_coerce

from bot.imports.rows import OrderStatus
from bot.records import ArmCount
from bot.store.tables import assignments, orders
from bot.store.work import Work
from tagging.holdout import CONTROL, TREATED
from tagging.layering import Layer
from tagging.offers import OfferChoice


class Meant(NamedTuple):
    """That a customer was meant for an offer: in which arm, with it or without."""

    at: datetime
    arm: str


class Assignments:
    """Which customer was meant for which offer, in which arm, and why."""

    def __init__(self, work: Work) -> None:
        """Remember, within this unit, what each customer was meant for."""
        self._work = work
        self._meant: dict[str, dict[str, list[Meant]]] = {}

    def add(
        self,
        customer: str,
        choice: OfferChoice,
        layer: Layer,
        at: datetime,
        *,
        day: date | None = None,
        arm: str = TREATED,
    ) -> None:
        """Note the offer that was chosen; the same one twice a day of the shop is noted once."""
        if choice.offer is None:
            return
        because = {"code": choice.because.code, "values": dict(choice.because.values)}
        row = {"offer": choice.offer.name, "because": because, "at": at, "arm": arm}
        name = f"{customer} {choice.offer.name} {day or at.date()}"
        once = md5(name.encode(), usedforsecurity=False).hexdigest()
        whole = {"id": once, "customer": customer, "layer": layer.value} | row
        self._work.upsert(assignments, whole, keeps=("at", "layer"))
        self._meant.pop(customer, None)

    async def meant_for(self, customer: str) -> dict[str, list[Meant]]:
        """Return when and in which arm this customer was meant for each offer, the first first."""
        if customer not in self._meant:
            columns = (assignments.c.offer, assignments.c.at, assignments.c.arm)
            statement = select(*columns).where(assignments.c.customer == customer)
            meant: dict[str, list[Meant]] = {}
            for row in await self._work.rows(statement.order_by(assignments.c.at)):
                meant.setdefault(row.offer, []).append(Meant(row.at, row.arm))
            self._meant[customer] = meant
        return self._meant[customer]

    async def counts_of(self, offers: Collection[str]) -> dict[str, int]:
        """Count how often each of these offers was given."""
        statement = (
            select(assignments.c.offer, func.count().label("given"))
            .where(assignments.c.offer.in_(offers), assignments.c.arm != CONTROL)
            .group_by(assignments.c.offer)
        )
        return {row.offer: row.given for row in await self._work.rows(statement)}

    async def arms(self, window: timedelta, now: datetime) -> Sequence[ArmCount]:
        """Count who of each offer's arms bought within a window, as assigned, by layer.

        Only whole windows count: who was assigned less than a window ago is left out. Who was
        meant for an offer several times counts from the first. Who has no layer was given it
        before there were groups, and is like nobody's control group.
        """
        firsts = (
            select(
                assignments.c.offer,
                assignments.c.customer,
                assignments.c.arm,
                assignments.c.layer,
                assignments.c.at,
                func.row_number()
                .over(
                    partition_by=(assignments.c.offer, assignments.c.customer),
                    order_by=(assignments.c.at, assignments.c.id),
                )
                .label("turn"),
            )
            .where(assignments.c.at <= now - window, assignments.c.layer != "")
            .subquery()
        )
        milliseconds = window // timedelta(milliseconds=1)
        paid_at, since = (
            type_coerce(column, BigInteger) for column in (orders.c.paid_at, firsts.c.at)
        )
        bought = exists().where(
            and_(
                orders.c.customer == firsts.c.customer,
                orders.c.status == OrderStatus.PAID,
                orders.c.amount_fen >= 0,
                paid_at > since,
                paid_at <= since + milliseconds,
            )
        )
        statement = (
            select(
                firsts.c.offer,
                firsts.c.arm,
                firsts.c.layer,
                func.count().label("customers"),
                func.sum(case((bought, 1), else_=0)).label("bought"),
            )
            .where(firsts.c.turn == 1)
            .group_by(firsts.c.offer, firsts.c.arm, firsts.c.layer)
            .order_by(firsts.c.offer, firsts.c.arm, firsts.c.layer)
        )
        return [
            ArmCount(row.offer, row.arm, row.layer, row.customers, int(row.bought))
            for row in await self._work.rows(statement)
        ]
