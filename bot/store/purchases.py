"""One state row a customer: all that layering needs to know of their orders."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from bot.imports.rows import OrderStatus
from bot.store.tables import orders, purchase_states
from bot.store.work import Work
from tagging.purchases import PurchaseState


class Purchases:
    """The purchase states of customers."""

    def __init__(self, work: Work) -> None:
        """Remember, within this unit, whose state was already read."""
        self._work = work
        self._known: dict[str, PurchaseState | None] = {}

    async def load(self, customers: Collection[str]) -> None:
        """Read the states of these customers at once."""
        unread = [customer for customer in customers if customer not in self._known]
        self._known.update((customer, None) for customer in unread)
        if stored := [customer for customer in unread if customer not in self._work.fresh]:
            where = purchase_states.c.customer.in_(stored)
            for row in await self._work.rows(select(purchase_states).where(where)):
                self._known[row.customer] = PurchaseState(
                    first_day=row.first_day,
                    last_day=row.last_day,
                    orders=row.orders,
                    money_fen=row.money_fen,
                    items=row.items,
                    discounted_fen=row.discounted_fen,
                    discounted_orders=row.discounted_orders,
                    open_day=row.open_day,
                )

    async def state_of(self, customer: str) -> PurchaseState | None:
        """Return a customer's purchase state, or None where they never ordered."""
        await self.load([customer])
        return self._known[customer]

    async def moments_of(self, customers: Collection[str]) -> dict[str, list[datetime]]:
        """Return when these customers paid their orders, but for those given back."""
        statement = select(orders.c.customer, orders.c.paid_at).where(
            orders.c.customer.in_(customers),
            orders.c.status == OrderStatus.PAID,
            orders.c.amount_fen >= 0,
        )
        moments: defaultdict[str, list[datetime]] = defaultdict(list)
        for row in await self._work.rows(statement):
            moments[row.customer].append(row.paid_at)
        return moments
